// Halley as a library, the node in the caller's process: durable storage, (3, 2, 2) unless told otherwise. As Dynamo's clients do, this one keeps the
// contexts of what it read and wrote and puts with them; without, each put over an object would make a sibling.
import { createNode } from 'halley'
import { absent, type Start } from './system.ts'

export const start: Start = async ({ bootstrap, data, quorum }) => {
  const node = await createNode({ data, bootstrap, ...quorum })
  const contexts = new Map<string, string>()
  const put = async (key: string, what: { value: Uint8Array } | { code: string }): Promise<void> => {
    const known = contexts.get(key)
    const { context } = await node.put(key, known === undefined ? what : { ...what, context: known })
    contexts.set(key, context)
  }
  return {
    addresses: node.addresses(),
    put: (key, value) => put(key, { value }),
    get: async (key) => {
      const { found, value, context } = await node.get(key)
      if (!found) throw absent(key)
      contexts.set(key, context)
      return value
    },
    putActive: (key, code) => put(key, { code }),
    count: (name) => {
      const { counters, load, records } = node.status()
      return name === 'records' ? records : (counters[name] ?? load[name] ?? Number.NaN)
    },
    stop: () => node.stop()
  }
}
