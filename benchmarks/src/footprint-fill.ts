// Puts objects into the folder of a node that stands alone, in a process of its own: the node that is measured begins on what is
// there. Usage: node footprint-fill.ts FOLDER OBJECTS
import { createNode } from 'halley'
import { CODE } from './peers/plan.ts'

const IN_FLIGHT = 256

const [folder = '', objects = '0'] = process.argv.slice(2)
const node = await createNode({ data: folder, n: 1, r: 1, w: 1 })
const waiting = Array.from({ length: Number(objects) }, (_, at) => `object-${at}`).values()
const line = async (): Promise<void> => {
  for (const key of waiting) await node.put(key, { code: CODE.greeting as string })
}
await Promise.all(Array.from({ length: IN_FLIGHT }, line))
await node.stop()
