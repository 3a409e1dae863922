// Halley as a system under test: durable storage, (3, 2, 2).
import { createNode } from 'halley'
import type { Start } from './system.ts'

export const start: Start = async ({ bootstrap, data }) => {
  const node = await createNode({ data, bootstrap })
  return {
    addresses: node.addresses(),
    put: async (key, value) => void (await node.put(key, { value })),
    get: async (key) => {
      const { found } = await node.get(key)
      if (!found) throw new Error(`${key} was put and is not there`)
    },
    putActive: async (key, code) => void (await node.put(key, { code })),
    count: (name) => {
      const { counters, load, records } = node.status()
      return name === 'records' ? records : (counters[name] ?? load[name] ?? Number.NaN)
    },
    stop: () => node.stop()
  }
}
