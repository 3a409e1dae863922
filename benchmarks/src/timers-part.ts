// The parts of the timers' benchmark that run in processes of their own, so that each begins with a clean heap:
//
//   node timers-part.ts fill FOLDER OBJECTS     objects with a timer each, which the disk does not know of as yet
//   node timers-part.ts arm FOLDER OBJECTS AT   their timers, one a millisecond from AT on
//   node timers-part.ts run FOLDER [AT]         starts a node on it; with AT, counts what it does from then on
import { availableParallelism } from 'node:os'
import { setTimeout as sleep } from 'node:timers/promises'
import { createNode } from 'halley'
import { store } from '../../packages/halley/src/disk.ts'
import { sha256 } from '../../packages/model/src/key.ts'
import { digestOf } from '../../packages/model/src/position.ts'
import type { ObjectRecord } from '../../packages/model/src/record.ts'
import { encodeValue } from '../../packages/model/src/value.ts'
import { wakeKey } from '../../packages/model/src/wake-entry.ts'
import { openLmdbStorage } from '../../packages/storage/src/lmdb.ts'

const BATCH = 5_000
/** From one tick of an object to the next. */
const EVERY_MS = 1_000_000
/** How long ticks are counted. */
const COUNTED_MS = 20_000

const SOURCE = 'export default { ticks: 0, onTimer() { this.ticks++ } }'
const CODE = { source: SOURCE, hash: sha256(SOURCE), handlers: ['onTimer'] }

/** What a node is after its start, and what it did meanwhile. */
export interface Run {
  readonly startMs: number
  readonly rssBytes: number
  readonly heapBytes: number
  /** Counted for `countedMs`; absent where nothing was armed. */
  readonly ticks?: number
  readonly countedMs?: number
  readonly cpuMs?: number
  /** The same time without anything to do: what a node takes anyway. */
  readonly idleCpuMs?: number
}

const [part, folder = '', ...rest] = process.argv.slice(2)
const numbers = rest.map(Number)
if (part === 'fill') await fill(numbers[0] ?? 0)
else if (part === 'arm') await arm(numbers[0] ?? 0, numbers[1] ?? 0)
else process.stdout.write(`${JSON.stringify(await run(numbers[0]))}\n`)

function keyOf(at: number): string {
  return `object/${String(at).padStart(7, '0')}`
}

async function fill(objects: number): Promise<void> {
  const storage = await openLmdbStorage({ folder })
  const at = Date.now()
  for (let from = 0; from < objects; from += BATCH) {
    const stores = Array.from({ length: Math.min(BATCH, objects - from) }, (_, index) => {
      const key = keyOf(from + index)
      const record = recordOf(storage.actor, at + from + index)
      const mark = { n: 1, digest: digestOf(key, record), epoch: 0, spentAt: 0, held: [] }
      return store(storage, index, { key, record, hints: [], unhints: [], index: mark })
    })
    for (const input of await Promise.all(stores))
      if (input.type !== 'storage.written') throw new Error('the disk refused')
  }
  await storage.close()
}

function recordOf(actor: string, due: number): ObjectRecord {
  const timers = [{ name: 'tick', due, every: EVERY_MS, on: 'primary' as const }]
  const content = { kind: 'value' as const, code: CODE, state: encodeValue({ ticks: 0 }), timers }
  const sibling = { dot: { actor, counter: 1 }, ...content, born: '0'.repeat(16), writtenAt: due }
  return { context: { [actor]: 1 }, siblings: [sibling] }
}

async function arm(objects: number, at: number): Promise<void> {
  const storage = await openLmdbStorage({ folder })
  for (let from = 0; from < objects; from += BATCH) {
    const changes = Array.from({ length: Math.min(BATCH, objects - from) }, (_, index) => {
      const key = wakeKey({ due: at + from + index, key: keyOf(from + index) })
      return { space: 'timer' as const, key, value: new Uint8Array(0) }
    })
    await storage.write(changes)
  }
  await storage.close()
}

async function run(at: number | undefined): Promise<Run> {
  const began = performance.now()
  // All objects have one owner, who may have them tick as fast as the machine can.
  const cores = availableParallelism()
  const tuning = { ownerCpuMs: 60_000 * cores, handlerPercent: 100 * cores }
  const node = await createNode({ data: folder, n: 1, r: 1, w: 1, workers: 1, tuning })
  const startMs = performance.now() - began
  // The index is read in the background.
  await sleep(15_000)
  globalThis.gc?.()
  const { rss, heapUsed } = process.memoryUsage()
  const state = { startMs, rssBytes: rss, heapBytes: heapUsed }
  if (at === undefined) {
    await node.stop()
    return state
  }
  const idle = await cpuFor(5_000)
  await sleep(Math.max(0, at - Date.now()) + 2_000)
  const before = node.status().counters.ticks ?? 0
  const counted = performance.now()
  const cpuMs = await cpuFor(COUNTED_MS)
  const countedMs = performance.now() - counted
  const ticks = (node.status().counters.ticks ?? 0) - before
  await node.stop()
  return { ...state, ticks, countedMs, cpuMs, idleCpuMs: (idle * COUNTED_MS) / 5_000 }
}

/** The process's own time on all cores while so many milliseconds pass. */
async function cpuFor(ms: number): Promise<number> {
  const before = process.cpuUsage()
  await sleep(ms)
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1_000
}
