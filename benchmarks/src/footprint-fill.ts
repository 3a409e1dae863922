// Puts objects into the folder of a node that stands alone, in a process of its own: the node that is measured begins on what is
// there. Usage: node footprint-fill.ts FOLDER OBJECTS
import { createNode } from 'halley'
import { patiently } from './load/patiently.ts'
import { CODE } from './peers/plan.ts'

const IN_FLIGHT = 256

const [folder = '', objects = '0'] = process.argv.slice(2)
// Each put runs a handler, all of one owner: the budgets of a node that serves strangers would make it wait.
const tuning = { handlerPercent: 100, ownerCpuMs: 3_600_000 }
const node = await createNode({ data: folder, n: 1, r: 1, w: 1, tuning })
const waiting = Array.from({ length: Number(objects) }, (_, at) => `object-${at}`).values()
const line = async (): Promise<void> => {
  for (const key of waiting) await patiently(() => node.put(key, { code: CODE.greeting as string }))
}
await Promise.all(Array.from({ length: IN_FLIGHT }, line))
await node.stop()
