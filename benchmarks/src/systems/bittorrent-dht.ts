// bittorrent-dht with BEP 44's signed mutable items: they live in memory, at the nodes nearest to the public key's hash. A node
// keeps a thousand items unless told otherwise; these keep all that a run puts.
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { promisify } from 'node:util'
import { Client } from 'bittorrent-dht'
import { createPairs, createSequence, sign, verify } from './signer.ts'
import { absent, type Start } from './system.ts'

const ITEMS = 1_000_000

export const start: Start = async ({ bootstrap }) => {
  const node = new Client({
    bootstrap: bootstrap.length === 0 ? false : bootstrap.map((port) => `127.0.0.1:${port}`),
    maxValues: ITEMS,
    verify
  })
  const ready = once(node, 'ready')
  node.listen(0, '127.0.0.1')
  await ready
  const put = promisify(node.put.bind(node))
  const get = promisify(node.get.bind(node))
  const pairOf = createPairs()
  const sequence = createSequence()
  return {
    addresses: [String(node.address().port)],
    put: async (key, value) => {
      const pair = pairOf(key)
      await put({
        k: pair.publicKey,
        seq: sequence(),
        v: Buffer.from(value),
        sign: (message: Buffer) => sign(message, pair)
      })
    },
    get: async (key) => {
      const target = createHash('sha1').update(pairOf(key).publicKey).digest()
      const found = await get(target, { cache: false })
      if (found == null) throw absent(key)
      return found.v
    },
    stop: () => promisify(node.destroy.bind(node))()
  }
}
