// What one request costs, against the number of nodes, of copies, of objects, and the size of a value: CPU time of all processes,
// bytes on the network and to disks, and which of these a machine runs out of first. Each network has its nodes in processes of their
// own and is asked as a library through one of them. What idle nodes take meanwhile is taken off.
//
// All nodes share this machine. A rate therefore falls with the number of nodes only by what each request costs more; CPU time for
// a request is what can be carried over to machines of their own. Bytes on the network are those of this machine's loopback, with
// the headers of TCP and IP: nothing else may use it meanwhile.
//
//   npm run bench -- scale              about a quarter of an hour
//   npm run bench -- scale=quick        a minute: a few cases, to see that it runs
import { type Fleet, startFleet } from './fleet.ts'
import { settled } from './load/settled.ts'
import { type Cost, measureCosts, type Size, type Times } from './scale/cost.ts'
import { figure } from './statistics.ts'

const NODES = [3, 5, 10, 20, 35, 50] as const
/** Each at a network of its own of `NODES_FOR_COPIES` nodes. */
const COPIES = [
  { n: 1, r: 1, w: 1 },
  { n: 3, r: 2, w: 2 },
  { n: 5, r: 3, w: 3 },
  { n: 7, r: 4, w: 4 }
] as const
const NODES_FOR_COPIES = 7
const OBJECTS = [1_000, 10_000, 100_000] as const
/** Bytes of a value, and how many objects of that size are asked. */
const SIZES = [
  { valueBytes: 128, keys: 1_000 },
  { valueBytes: 1_000, keys: 1_000 },
  { valueBytes: 10_000, keys: 500 },
  { valueBytes: 100_000, keys: 100 }
] as const
const PLAIN = { valueBytes: 128, keys: 1_000 } as const
const IN_FLIGHT = 32
/** Fifty nodes on one machine are a crowd as it is: more at a time would be refused. */
const FILL_IN_FLIGHT = 8
/** Only three nodes are given more than this. */
const CROWDED_OBJECTS = 1_000

/** Up to so many know each other as soon as they are started. */
const SMALL = 3

interface Plan extends Times {
  readonly nodes: readonly number[]
  readonly copies: readonly (typeof COPIES)[number][]
  readonly objects: readonly number[]
  readonly sizes: readonly { readonly valueBytes: number; readonly keys: number }[]
}

const FULL: Plan = {
  nodes: NODES,
  copies: COPIES,
  objects: OBJECTS,
  sizes: SIZES,
  warmUpSeconds: 1.5,
  seconds: 2,
  idleSeconds: 3
}
const QUICK: Plan = {
  nodes: [3, 5],
  copies: [COPIES[0], COPIES[2]],
  objects: [1_000, 2_000],
  sizes: [SIZES[0], SIZES[3]],
  warmUpSeconds: 0.5,
  seconds: 0.7,
  idleSeconds: 1
}

/** One value of what is varied. */
export interface ScaleRow {
  readonly at: number
  readonly costs: readonly Cost[]
}

export interface ScaleResult {
  readonly inFlight: number
  readonly nodes: readonly ScaleRow[]
  readonly copies: readonly ScaleRow[]
  readonly objects: readonly ScaleRow[]
  readonly valueBytes: readonly ScaleRow[]
}

export async function bench(input?: string): Promise<ScaleResult> {
  const plan = input === 'quick' ? QUICK : FULL
  const nodes: ScaleRow[] = []
  for (const at of plan.nodes)
    nodes.push({ at, costs: await withFleet(at, undefined, (fleet) => costs(fleet, plan, PLAIN)) })
  const copies: ScaleRow[] = []
  for (const quorum of plan.copies) {
    const found = await withFleet(NODES_FOR_COPIES, quorum, (fleet) => costs(fleet, plan, PLAIN))
    copies.push({ at: quorum.n, costs: found })
  }
  const valueBytes = await withFleet(3, undefined, async (fleet) => {
    const rows: ScaleRow[] = []
    for (const size of plan.sizes) rows.push({ at: size.valueBytes, costs: await costs(fleet, plan, size) })
    return rows
  })
  const objects = await withFleet(3, undefined, async (fleet) => {
    const rows: ScaleRow[] = []
    let filled = 0
    for (const at of plan.objects) {
      tell(`filling up to ${at} objects`)
      await fill(fleet, PLAIN.valueBytes, filled, at)
      filled = at
      rows.push({ at, costs: await measureCosts(fleet, IN_FLIGHT, plan, { ...PLAIN, keys: at }) })
    }
    return rows
  })
  return { inFlight: IN_FLIGHT, nodes, copies, objects, valueBytes }
}

async function withFleet<Result>(
  size: number,
  quorum: (typeof COPIES)[number] | undefined,
  use: (fleet: Fleet) => Promise<Result>
): Promise<Result> {
  tell(`${size} nodes${quorum === undefined ? '' : `, (${quorum.n}, ${quorum.r}, ${quorum.w})`}`)
  const fleet = await startFleet('halley', size, quorum)
  try {
    if (size > SMALL && !(await settled(fleet, size))) tell('they have not come to rest')
    return await use(fleet)
  } finally {
    await fleet.stop()
  }
}

async function costs(fleet: Fleet, plan: Plan, size: Size): Promise<Cost[]> {
  tell(`values of ${size.valueBytes} bytes`)
  await fill(fleet, size.valueBytes, 0, size.keys)
  return measureCosts(fleet, IN_FLIGHT, plan, size)
}

async function fill(fleet: Fleet, valueBytes: number, from: number, to: number): Promise<void> {
  const keys = Array.from({ length: to - from }, (_, at) => `v${valueBytes}-${from + at}`)
  const inFlight = to > CROWDED_OBJECTS ? IN_FLIGHT : FILL_IN_FLIGHT
  await fleet.run(0, { op: 'put', keys, inFlight, valueBytes })
}

function tell(text: string): void {
  process.stderr.write(`${text}\n`)
}

/** The result as a table for people. */
export function show({ inFlight, nodes, copies, objects, valueBytes }: ScaleResult): string {
  const part = (what: string, rows: readonly ScaleRow[]): string[] =>
    rows.flatMap(({ at, costs }) => costs.map((one) => line(`${at} ${what}`, one)))
  return [
    `${inFlight} in flight`,
    ...part('nodes', nodes),
    ...part(`copies, ${NODES_FOR_COPIES} nodes`, copies),
    ...part('objects', objects),
    ...part('B', valueBytes)
  ].join('\n')
}

function line(what: string, one: Cost): string {
  const { op, perSecond, p50Ms, failed, cpuMs, networkBytes, diskBytes, cpuShare } = one
  return [
    what.padEnd(20),
    op.padEnd(5),
    `${perSecond}/s`.padEnd(12),
    `p50 ${p50Ms} ms`.padEnd(16),
    `${cpuMs ?? '?'} ms of CPU, ${networkBytes ?? '?'} B sent, ${diskBytes ?? '?'} B to disks each`.padEnd(
      64
    ),
    cpuShare === null ? '' : `${figure(100 * cpuShare)} % of all cores`,
    failed === 0 ? '' : `  ${failed} failed`
  ].join('')
}
