// What one BitTorrent gateway carries: announcements by UDP trackers' protocol, each of which is durable before it is answered, and
// `get_peers` of the Mainline DHT. Three nodes as programs (`halley start`), of which one is the gateway, with what they are installed
// with; the client is in a process of its own, this one, and asks over loopback. All share this machine.
//
//   npm run bench -- bittorrent           a minute and a half
//   npm run bench -- bittorrent=quick     some seconds, to see that it runs
import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { type Answered, Client } from './bittorrent/client.ts'
import { announcements, connections, type Kind, peerQuestions, type Swarms } from './bittorrent/questions.ts'
import { Histogram } from './load/histogram.ts'
import { footprintOf } from './load/processes.ts'
import { figure, median, rounded, type Spread, spread } from './statistics.ts'
import { type Program, startHalley } from './systems/halley-program.ts'

const NODES = 3
const SWARMS = 4
const PEERS = 400

interface Plan {
  readonly rounds: number
  readonly seconds: number
  readonly announcing: number
  readonly asking: number
}

const FULL: Plan = { rounds: 5, seconds: 6, announcing: 4_000, asking: 1_000 }
const QUICK: Plan = { rounds: 1, seconds: 1, announcing: 400, asking: 100 }

/** Requests to the gateway, of one kind. */
export interface BittorrentCase {
  readonly what: 'announce' | 'announce, 50 peers' | 'get_peers'
  readonly inFlight: number
  readonly perSecond: Spread
  readonly p50Ms: number
  readonly p99Ms: number
  /** Of all that were asked: not answered in time. */
  readonly lostShare: number
  readonly faults: Readonly<Record<string, number>>
  readonly answerBytes: number
  /** Microseconds of CPU for each answer: of the gateway's process, of the other nodes', of the client's. */
  readonly cpuUs: { readonly gateway: number; readonly others: number; readonly client: number } | null
}

export interface BittorrentResult {
  readonly nodes: number
  readonly swarms: number
  readonly peers: number
  readonly rounds: number
  readonly seconds: number
  readonly cases: readonly BittorrentCase[]
  /** Of the gateway's process, at the end. */
  readonly residentMb: number | null
}

export async function bench(input?: string): Promise<BittorrentResult> {
  const plan = input === 'quick' ? QUICK : FULL
  const folder = await mkdtemp(join(tmpdir(), 'halley-bench-bittorrent-'))
  const nodes: Program[] = []
  const client = await Client.open()
  try {
    for (let at = 0; at < NODES; at++) {
      const gateway = at < NODES - 1 ? [] : ['--tracker', '127.0.0.1:0', '--bittorrent', '127.0.0.1:0']
      nodes.push(await startHalley(join(folder, String(at)), nodes[0]?.addresses ?? [], gateway))
    }
    await setTimeout(SETTLE_MS)
    const cases = await measureAll(nodes, client, plan)
    const resident = footprintOf([nodes.at(-1)!.pid])?.residentBytes
    return {
      nodes: NODES,
      swarms: SWARMS,
      peers: PEERS,
      rounds: plan.rounds,
      seconds: plan.seconds,
      cases,
      residentMb: resident === undefined ? null : Math.round(resident / 1e6)
    }
  } finally {
    client.close()
    await Promise.all(nodes.map((node) => node.stop()))
    await rm(folder, { recursive: true, force: true })
  }
}

/** Until all know each other, and have their coordinates. */
const SETTLE_MS = 4_000

async function measureAll(nodes: readonly Program[], client: Client, plan: Plan): Promise<BittorrentCase[]> {
  const { tracker, mainline } = nodes.at(-1)!.bittorrent!
  const portOf = (address: string | undefined) => Number(address?.split(':').at(-1))
  const swarms: Swarms = { hashes: Array.from({ length: SWARMS }, () => randomBytes(20)), peers: PEERS }
  const port = portOf(tracker)
  const announced = async (wanted: number): Promise<Kind> => {
    const answers = await client.askAll(connections(port))
    const ids = answers.map((answer) => answer.subarray(8, 16))
    return announcements(port, ids, swarms, wanted)
  }
  const asked = async () => peerQuestions(portOf(mainline[0]), swarms)
  const { announcing, asking } = plan
  return [
    await measure('announce', () => announced(0), announcing),
    await measure('announce, 50 peers', () => announced(50), announcing),
    await measure('get_peers', asked, asking)
  ]

  /** The first round is for warming up. */
  async function measure(
    what: BittorrentCase['what'],
    kind: () => Promise<Kind>,
    inFlight: number
  ): Promise<BittorrentCase> {
    const rounds: Round[] = []
    for (let round = 0; round <= plan.rounds; round++) {
      process.stderr.write(`${what}, round ${round}\n`)
      const crowd = { kind: await kind(), inFlight, seconds: plan.seconds }
      rounds.push(await withCosts(nodes, () => client.crowd(crowd)))
    }
    return caseOf(what, inFlight, rounds.slice(1))
  }
}

interface Round extends Answered {
  /** Seconds of the gateway, the others, the client. */
  readonly cpu: readonly [number, number, number] | undefined
}

async function withCosts(nodes: readonly Program[], run: () => Promise<Answered>): Promise<Round> {
  const pids = nodes.map(({ pid }) => pid)
  const used = () =>
    [pids.slice(-1), pids.slice(0, -1), [process.pid]].map((of) => footprintOf(of)?.cpuSeconds)
  const before = used()
  const answered = await run()
  const after = used()
  const cpu = after.flatMap((seconds, at) => (seconds === undefined ? [] : seconds - (before[at] ?? 0)))
  return { ...answered, cpu: cpu.length === 3 ? (cpu as unknown as Round['cpu']) : undefined }
}

function caseOf(what: BittorrentCase['what'], inFlight: number, rounds: readonly Round[]): BittorrentCase {
  const sum = (of: (round: Round) => number) => rounds.reduce((total, round) => total + of(round), 0)
  const latencies = Histogram.from(rounds.map((round) => round.latencies))
  const [answers, lost] = [sum((round) => round.answers), sum((round) => round.lost)]
  const faults: Record<string, number> = {}
  for (const round of rounds)
    for (const [fault, times] of Object.entries(round.faults)) faults[fault] = (faults[fault] ?? 0) + times
  const cpuOf = (at: 0 | 1 | 2) =>
    figure(median(rounds.flatMap(({ cpu, answers }) => (cpu === undefined ? [] : (1e6 * cpu[at]) / answers))))
  return {
    what,
    inFlight,
    perSecond: rounded(spread(rounds.map(({ answers, seconds }) => answers / seconds))),
    p50Ms: figure(latencies.quantile(0.5)),
    p99Ms: figure(latencies.quantile(0.99)),
    lostShare: figure(lost / (answers + lost)),
    faults,
    answerBytes: Math.round(sum(({ bytes }) => bytes) / answers),
    cpuUs: rounds.every(({ cpu }) => cpu !== undefined)
      ? { gateway: cpuOf(0), others: cpuOf(1), client: cpuOf(2) }
      : null
  }
}

/** The result as a table for people. */
export function show({ nodes, swarms, peers, rounds, cases, residentMb }: BittorrentResult): string {
  return [
    `${nodes} processes, ${swarms} swarms of ${peers} peers, ${rounds} rounds`,
    ...cases.map(({ what, perSecond, p50Ms, p99Ms, lostShare, faults, answerBytes, cpuUs }) =>
      [
        what.padEnd(20),
        `${perSecond.median} (${perSecond.least}–${perSecond.most})/s`.padEnd(30),
        `p50 ${p50Ms}  p99 ${p99Ms} ms`.padEnd(26),
        `${answerBytes} B, lost ${(100 * lostShare).toFixed(2)} %`.padEnd(24),
        cpuUs === null
          ? ''
          : `µs of CPU: gateway ${cpuUs.gateway}, others ${cpuUs.others}, client ${cpuUs.client}`,
        ...Object.entries(faults).map(([fault, times]) => `  ${times} ${fault}`)
      ].join('')
    ),
    `the gateway: ${residentMb ?? '?'} MB`
  ].join('\n')
}
