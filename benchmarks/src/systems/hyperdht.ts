// hyperdht with signed mutable values: they live in memory, at the nodes nearest to the public key's hash. The network's own
// first node is the bootstrap node.
import HyperDht from 'hyperdht'
import { createPairs, createSequence } from './signer.ts'
import { absent, type Start } from './system.ts'

export const start: Start = async ({ bootstrap }) => {
  const node = new HyperDht({
    host: '127.0.0.1',
    ephemeral: false,
    firewalled: false,
    bootstrap: bootstrap.map((address) => ({ host: '127.0.0.1', port: Number(address) }))
  })
  await node.fullyBootstrapped()
  const pairOf = createPairs()
  const sequence = createSequence()
  return {
    addresses: [String(node.address().port)],
    put: async (key, value) => void (await node.mutablePut(pairOf(key), value, { seq: sequence() })),
    get: async (key) => {
      const found = await node.mutableGet(pairOf(key).publicKey)
      if (found === null) throw absent(key)
      return found.value
    },
    stop: () => node.destroy()
  }
}
