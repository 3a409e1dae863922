// Halley as a library, the node in the caller's process: durable storage, (3, 2, 2) unless told otherwise. As Dynamo's clients do, this one keeps the
// contexts of what it read and wrote and puts with them; without, each put over an object would make a sibling.
import { createNode, type Value } from 'halley'
import { careful } from '../load/versions.ts'
import { absent, type Start } from './system.ts'

export const start: Start = async ({ bootstrap, data, quorum }) => {
  const node = await createNode({ data, bootstrap, ...quorum })
  const client = careful<{ value: Uint8Array } | { code: string }, Value | undefined>({
    put: async (key, what, context) =>
      (await node.put(key, context === undefined ? what : { ...what, context })).context,
    get: async (key) => {
      const { found, value, context } = await node.get(key)
      if (!found) throw absent(key)
      return { found: value, context }
    }
  })
  return {
    addresses: node.addresses(),
    put: (key, value) => client.put(key, { value }),
    get: (key) => client.get(key),
    putActive: (key, code) => client.put(key, { code }),
    count: (name) => {
      const { counters, load, records } = node.status()
      return name === 'records' ? records : (counters[name] ?? load[name] ?? Number.NaN)
    },
    stop: () => node.stop()
  }
}
