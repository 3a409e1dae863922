// What a node takes while nobody asks it: at rest in a network of three, and alone with many dormant active objects, beside one
// with none; and how long its start takes with them. The nodes are programs, `halley start`; memory and CPU time are what the
// kernel says.
//
//   npm run bench -- footprint              100,000 objects
//   npm run bench -- footprint=1000000
import { execFile } from 'node:child_process'
import { glob, mkdtemp, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { type Footprint, footprintOf } from './load/processes.ts'
import { figure, median } from './statistics.ts'
import { whenItAnswers } from './systems/child.ts'
import { type Program, startHalley } from './systems/halley-program.ts'
import { askingAt } from './systems/http.ts'

const OBJECTS = 100_000
const STARTS = 5
/** Until a node that has just started is at rest, and how long it is watched then. */
const SETTLE_SECONDS = 15
const WATCH_SECONDS = 30

export interface FootprintResult {
  readonly objects: number
  /** Nodes of a network of three, of which nothing is asked. */
  readonly idle: { readonly residentMb: number; readonly anonymousMb: number; readonly coreEach: number }
  /** By which the memory of a node with the objects exceeds that of one without: all of it, and without mapped files. */
  readonly bytesPerObject: { readonly resident: number; readonly anonymous: number; readonly onDisk: number }
  /** Milliseconds from the start of the process until it says that it is up, and until it answers a get; medians. */
  readonly start: { readonly none: Started; readonly all: Started }
}

interface Started {
  readonly upMs: number
  readonly answersMs: number
}

interface Alone extends Started {
  readonly footprint: Footprint
}

export async function bench(input = String(OBJECTS)): Promise<FootprintResult> {
  const objects = Number(input)
  if (!Number.isInteger(objects) || objects < 1) throw new Error(`${input} is not a number of objects`)
  const folder = await mkdtemp(join(tmpdir(), 'halley-bench-footprint-'))
  try {
    const idle = await watchIdle(folder)
    process.stderr.write(`putting ${objects} objects\n`)
    const [none, all] = [join(folder, 'none'), join(folder, 'all')]
    const fill = fileURLToPath(new URL('./footprint-fill.ts', import.meta.url))
    await promisify(execFile)(process.execPath, [fill, none, '1'])
    await promisify(execFile)(process.execPath, [fill, all, String(objects)])
    const starts = { none: await starting(none), all: await starting(all) }
    const more = (of: keyof Footprint): number =>
      figure((starts.all.footprint[of] - starts.none.footprint[of]) / objects)
    return {
      objects,
      idle,
      bytesPerObject: {
        resident: more('residentBytes'),
        anonymous: more('anonymousBytes'),
        onDisk: figure(((await sizeOf(all)) - (await sizeOf(none))) / objects)
      },
      start: { none: timesOf(starts.none), all: timesOf(starts.all) }
    }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

async function watchIdle(folder: string): Promise<FootprintResult['idle']> {
  const nodes: Program[] = []
  try {
    for (const name of ['a', 'b', 'c'])
      nodes.push(await startHalley(join(folder, name), nodes[0]?.addresses ?? []))
    await setTimeout(1_000 * SETTLE_SECONDS)
    const before = footprint(nodes)
    await setTimeout(1_000 * WATCH_SECONDS)
    const after = footprint(nodes)
    return {
      residentMb: figure(after.residentBytes / nodes.length / 1e6),
      anonymousMb: figure(after.anonymousBytes / nodes.length / 1e6),
      coreEach: figure((after.cpuSeconds - before.cpuSeconds) / WATCH_SECONDS / nodes.length)
    }
  } finally {
    for (const node of nodes) await node.stop()
  }
}

async function starting(data: string): Promise<Alone> {
  const starts: Alone[] = []
  for (let at = 0; at < STARTS; at++) starts.push(await startOnce(data, at === STARTS - 1))
  const last = starts.at(-1) as Alone
  return {
    upMs: median(starts.map(({ upMs }) => upMs)),
    answersMs: median(starts.map(({ answersMs }) => answersMs)),
    footprint: last.footprint
  }
}

async function startOnce(data: string, isLast: boolean): Promise<Alone> {
  const begun = performance.now()
  const node = await startHalley(data, [], ['--n', '1', '--r', '1', '--w', '1'])
  const upMs = performance.now() - begun
  const ask = askingAt(node.http)
  try {
    await whenItAnswers(async () => {
      const { status } = await ask('GET', '/v1/objects/object-0')
      if (status !== 200) throw new Error(`HTTP ${status}`)
    })
    const answersMs = performance.now() - begun
    if (isLast) await setTimeout(1_000 * SETTLE_SECONDS)
    return { upMs, answersMs, footprint: footprint([node]) }
  } finally {
    ask.close()
    await node.stop()
  }
}

function footprint(nodes: readonly Program[]): Footprint {
  const found = footprintOf(nodes.map(({ pid }) => pid))
  if (found === undefined) throw new Error('this platform does not tell what a process takes')
  return found
}

/** Blocks that the folder's files take: a database's file may be sparse. */
async function sizeOf(folder: string): Promise<number> {
  let bytes = 0
  for await (const file of glob('**/*', { cwd: folder }))
    bytes += 512 * (await stat(join(folder, file))).blocks
  return bytes
}

function timesOf({ upMs, answersMs }: Started): Started {
  return { upMs: figure(upMs), answersMs: figure(answersMs) }
}

/** The result as a table for people, beside its targets. */
export function show({ objects, idle, bytesPerObject, start }: FootprintResult): string {
  const rows: [string, string, string][] = [
    ['node at rest: resident', `${idle.residentMb} MB`, '≤ 80 MB'],
    ['  without mapped files', `${idle.anonymousMb} MB`, ''],
    ['  of a core', `${figure(100 * idle.coreEach)} %`, '≤ 1 %'],
    ['memory of a dormant object', `${bytesPerObject.anonymous} B`, '≤ 1 KB'],
    ['  with mapped files', `${bytesPerObject.resident} B`, ''],
    ['  on the disk', `${bytesPerObject.onDisk} B`, ''],
    ['start without objects: up', `${start.none.upMs} ms`, ''],
    ['  answers a get', `${start.none.answersMs} ms`, ''],
    ['start with them: up', `${start.all.upMs} ms`, '≤ 3,000 ms with 1,000,000'],
    ['  answers a get', `${start.all.answersMs} ms`, '']
  ]
  const lines = rows.map(([what, found, bar]) => `${what.padEnd(34)}${found.padStart(14)}   ${bar}`)
  return [`${objects} active objects, each a greeting`, ...lines].join('\n')
}
