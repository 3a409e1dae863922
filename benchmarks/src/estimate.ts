// Prints what docs/scale.md reckons, from the results of the suites that were run; with `--write` into that page, between its marks.
//
//   node benchmarks/src/estimate.ts [--write]
import { readFileSync, writeFileSync } from 'node:fs'
import { readMeasured } from './estimate/measured.ts'
import { type Estimate, estimate, type Measured, type Shape } from './estimate/model.ts'
import { type Cell, table } from './page/markdown.ts'
import { figure } from './statistics.ts'

const COMMON = {
  copies: 3,
  valueBytes: 1_000,
  getsPerObjectAndHour: 1,
  putsPerObjectAndDay: 1,
  withTimers: 0.1,
  ticksPerHour: 1
} as const

const SHAPES: readonly Shape[] = [
  { ...COMMON, name: 'a hundred', nodes: 100, objects: 1e7, lookupSeconds: 0.5, stayHours: 720 },
  { ...COMMON, name: 'a datacenter', nodes: 1_000, objects: 1e9, lookupSeconds: 0.5, stayHours: 720 },
  { ...COMMON, name: 'ten thousand', nodes: 1e4, objects: 1e8, lookupSeconds: 2.5, stayHours: 24 },
  { ...COMMON, name: 'a million', nodes: 1e6, objects: 1e9, lookupSeconds: 2.5, stayHours: 24 }
]

const [BEGIN, END] = [
  '<!-- written by node benchmarks/src/estimate.ts -->',
  '<!-- end of what is written -->'
]

const { measured, sources } = readMeasured()
const from = sources.map(({ suite, on }) => `${suite} (${on})`).join(', ')
const text = [`From ${from}.`, constants(measured), assumed(SHAPES), results(measured, SHAPES)].join('\n\n')
if (process.argv[2] === '--write') {
  const page = new URL('../../docs/scale.md', import.meta.url)
  const before = readFileSync(page, 'utf8')
  const [head, rest] = before.split(BEGIN)
  const tail = rest?.split(END)[1]
  if (tail === undefined) throw new Error(`docs/scale.md lacks its marks: ${BEGIN} and ${END}`)
  writeFileSync(page, `${head}${BEGIN}\n\n${text}\n\n${END}${tail}`)
} else process.stdout.write(`${text}\n`)

function constants(measured: Measured): string {
  const { rest, get, put, questions } = measured
  const rows: [string, string, number][] = [
    ['m', 'bytes in memory of a dormant object', measured.objectMemory],
    ['d', 'bytes on the disk of a dormant object, a greeting', measured.objectDisk],
    ['s', 'microseconds by which it delays the first answer after a start', 1_000 * measured.objectStartMs],
    ['g, G', 'milliseconds of CPU of a get, all nodes together', get.cpuMs],
    ['', 'bytes sent for a get of 128 bytes', get.bytes],
    ['p, P', 'milliseconds of CPU of a put, all nodes together', put.cpuMs],
    ['', 'bytes sent for a put of 128 bytes', put.bytes],
    ['t', 'milliseconds of CPU of a tick', measured.tickMs],
    ['b₀', 'kilobytes that a node at rest sends in an hour, without peers', rest.bytes.base / 1_000],
    ['b₁', 'and for each peer', rest.bytes.each / 1_000],
    ['r₀', 'megabytes resident of a node at rest, without peers', rest.residentMb.base],
    ['r₁', 'and for each peer', rest.residentMb.each],
    ['q₀', 'questions of a lookup: + q₁ · log₂ n', questions.base],
    ['q₁', '', questions.each],
    ['Q', 'bytes of a question and its answer', measured.questionBytes],
    ['e', 'bytes of a comparison of replicas that are alike', measured.exchangeBytes]
  ]
  return table(
    ['', 'measured', ''],
    rows.map(([name, what, value]) => [name, what, figure(value)])
  )
}

function assumed(shapes: readonly Shape[]): string {
  return across('assumed', shapes, [
    ['nodes', ({ nodes }) => nodes],
    ['objects', ({ objects }) => objects],
    ['copies of each', ({ copies }) => copies],
    ['bytes of a value', ({ valueBytes }) => valueBytes],
    ['gets of an object in an hour', ({ getsPerObjectAndHour }) => getsPerObjectAndHour],
    ['puts of an object in a day', ({ putsPerObjectAndDay }) => putsPerObjectAndDay],
    ['objects with a timer', ({ withTimers }) => `${100 * withTimers} %`],
    ['ticks of such a one in an hour', ({ ticksPerHour }) => ticksPerHour],
    ['seconds of a lookup', ({ lookupSeconds }) => lookupSeconds],
    ['hours that a node stays', ({ stayHours }) => stayHours]
  ])
}

function results(measured: Measured, shapes: readonly Shape[]): string {
  const found = shapes.map((shape) => ({ name: shape.name, ...estimate(measured, shape) }))
  const rows: [string, (one: Estimate) => Cell][] = [
    ['copies', ({ copies }) => figure(copies)],
    ['disk, GB', ({ diskBytes }) => figure(diskBytes / 1e9)],
    ['memory, MB', ({ memoryBytes }) => figure(memoryBytes / 1e6)],
    ['start, s', ({ startSeconds }) => figure(startSeconds)],
    ['requests each second', ({ requests }) => figure(requests)],
    ['cores for requests', ({ requestCores }) => figure(requestCores)],
    ['cores for ticks', ({ tickCores }) => figure(tickCores)],
    ['requests that need a lookup', ({ lookedUp }) => `${figure(100 * lookedUp)} %`],
    ['questions of a lookup', ({ questions }) => figure(questions)],
    ['lookups for requests each second', ({ lookups }) => figure(lookups)],
    ['and at most', ({ lookupsAtMost }) => figure(lookupsAtMost)],
    ['KB/s: requests', ({ requestBytes }) => figure(requestBytes / 1e3)],
    ['KB/s: lookups for them', ({ lookupBytes }) => figure(lookupBytes / 1e3)],
    ['KB/s: regions renewed', ({ renewalBytes }) => figure(renewalBytes / 1e3)],
    ['KB/s: pings and the like', ({ pingBytes }) => figure(pingBytes / 1e3)],
    ['KB/s: the overlay refreshing itself', ({ refreshBytes }) => figure(refreshBytes / 1e3)],
    ['KB/s: comparing replicas', ({ exchangeBytes }) => figure(exchangeBytes / 1e3)],
    ['KB/s: copies moved as nodes come and go', ({ movedBytes }) => figure(movedBytes / 1e3)],
    ['a table of all members, MB', ({ memberBytes }) => figure(memberBytes / 1e6)],
    ['KB/s: news of them', ({ gossipBytes }) => figure(gossipBytes / 1e3)]
  ]
  return across('for one node', found, rows)
}

function across<Item extends { readonly name: string }>(
  head: string,
  items: readonly Item[],
  rows: readonly [string, (item: Item) => Cell][]
): string {
  return table(
    [head, ...items.map(({ name }) => name)],
    rows.map(([what, of]) => [what, ...items.map(of)])
  )
}
