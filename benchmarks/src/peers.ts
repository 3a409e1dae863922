// Halley beside other distributed stores: the same work in the same run, in alternating rounds, each system's nodes in processes
// of their own on this machine. What each comparison is not is said in peers/catalogue.ts.
//
//   npm run bench -- peers             about half an hour
//   npm run bench -- peers --short     about ten minutes: up to 128 in flight, no fixed rates
//   npm run bench -- peers --quick     about two minutes: ratios, beside those of the last run
//   … --five                           five nodes of each system instead of three
import { readFileSync } from 'node:fs'
import { loadavg } from 'node:os'
import { missing, type Peer, peersOf, versionOf } from './peers/catalogue.ts'
import { activeRatiosOf, type Ratio, type Row, ratiosOf, rowsOf } from './peers/findings.ts'
import { FULL, type Plan, QUICK, SHORT } from './peers/plan.ts'
import { type Idle, runRounds } from './peers/rounds.ts'
import { type Target, targetsOf } from './peers/targets.ts'
import type { Spread } from './statistics.ts'

export interface PeersResult {
  /** The run's: `quick` or `short`, `five`. */
  readonly flags: readonly string[]
  /** Of each system that is a network. */
  readonly nodes: number
  readonly rounds: number
  readonly valueBytes: number
  readonly secondsOfAStep: number
  readonly peers: readonly {
    readonly name: string
    readonly version: string | null
    readonly isNot: string
  }[]
  /** Why others are not there, and what would change that. */
  readonly skipped: readonly string[]
  /** Processes that wanted to run, over the minute before: at rest it is near 0, and more than that disturbed what was measured. */
  readonly loadBefore: number
  readonly idle: readonly Idle[]
  readonly rows: readonly Row[]
  readonly ratios: readonly Ratio[]
  readonly activeRatios: readonly Ratio[]
  readonly targets: readonly Target[]
}

const FLAGS = ['quick', 'short', 'five']

export async function bench(input = ''): Promise<PeersResult> {
  const flags = input.split('-').filter((flag) => flag !== '')
  const odd = flags.find((flag) => !FLAGS.includes(flag))
  if (odd !== undefined)
    throw new Error(`no such flag: --${odd}; there are ${FLAGS.map((flag) => `--${flag}`).join(', ')}`)
  const plan: Plan = flags.includes('quick') ? QUICK : flags.includes('short') ? SHORT : FULL
  const nodes = flags.includes('five') ? 5 : 3
  const skipped: string[] = []
  const present: Peer[] = []
  for (const peer of peersOf(nodes)) {
    const why = missing(peer)
    if (why === undefined) present.push(peer)
    else skipped.push(why)
  }
  const tell = (text: string): void => void process.stderr.write(`${text}\n`)
  for (const text of skipped) tell(text)
  const [loadBefore = Number.NaN] = loadavg()
  const { samples, idle } = await runRounds(present, plan, tell)
  const rows = rowsOf(samples)
  const ratios = ratiosOf(samples, 'halley')
  const activeRatios = activeRatiosOf(samples, 'halley')
  return {
    flags,
    nodes,
    rounds: plan.rounds,
    valueBytes: plan.valueBytes,
    secondsOfAStep: plan.seconds,
    peers: present.map((peer) => ({ name: peer.name, version: versionOf(peer) ?? null, isNot: peer.isNot })),
    skipped,
    loadBefore,
    idle,
    rows,
    ratios,
    activeRatios,
    targets: targetsOf(rows, ratios, activeRatios)
  }
}

/** The result as a table for people. */
export function show(result: PeersResult): string {
  const { nodes, rounds, valueBytes, secondsOfAStep, flags, skipped, loadBefore } = result
  return [
    `${nodes} nodes, ${valueBytes} B values, ${rounds} rounds of ${secondsOfAStep} s a step (medians, least–most); load before: ${loadBefore.toFixed(2)}`,
    ...skipped,
    '',
    ...(flags.includes('quick') ? [] : [...result.rows.map(showRow), '']),
    ...showRatios(result, lastOf(result)),
    '',
    'CPU time of all processes for a request, ms:',
    ...showCpu(result),
    '',
    ...result.targets.map(showTarget)
  ].join('\n')
}

function showRow({
  peer,
  step,
  perSecond,
  p50Ms,
  p99Ms,
  p999Ms,
  cpuMsEach,
  residentMb,
  failures
}: Row): string {
  const failed = Object.entries(failures).map(([code, times]) => `  ${times} ${code}`)
  return [
    step.padEnd(36),
    peer.padEnd(16),
    `${showSpread(perSecond)}/s`.padEnd(28),
    `p50 ${p50Ms}  p99 ${p99Ms}  p99.9 ${p999Ms} ms`.padEnd(42),
    `${cpuMsEach ?? '?'} ms of CPU each  ${residentMb ?? '?'} MB`,
    ...failed
  ].join('')
}

function showRatios({ ratios, activeRatios }: PeersResult, last: PeersResult | undefined): string[] {
  return [...ratios, ...activeRatios].map(({ step, than, times }) => {
    const before = [...(last?.ratios ?? []), ...(last?.activeRatios ?? [])].find(
      (one) => one.step === step && one.than === than
    )
    const beside = before === undefined ? '' : `   last: ${showSpread(before.times)}`
    return `${step.padEnd(36)}times ${than.padEnd(20)}${showSpread(times).padEnd(24)}${beside}`
  })
}

// Steadier than rates: a busy machine makes everything wait, and adds little to what it takes.
function showCpu({ rows }: PeersResult): string[] {
  const steps = Map.groupBy(rows, ({ step }) => step)
  return [...steps].map(([step, each]) => {
    const found = each.map(({ peer, cpuMsEach }) => `${peer} ${cpuMsEach ?? '?'}`)
    return `${step.padEnd(36)}${found.join('  ')}`
  })
}

function showTarget({ what, least, most, found, failed, reached }: Target): string {
  const bar = least === undefined ? `≤ ${most}` : `≥ ${least}`
  const beside = failed === undefined ? '' : `   ${failed} failed`
  return `${reached ? 'reached' : 'missed '}  ${what.padEnd(60)}${String(found).padStart(8)}   ${bar}${beside}`
}

function showSpread({ median, least, most }: Spread): string {
  return `${median} (${least}–${most})`
}

/** The last run of the same kind: its file is written over only after this one was shown. */
function lastOf({ flags, nodes }: PeersResult): PeersResult | undefined {
  const file = new URL(`../results/${['peers', ...flags].join('-')}.json`, import.meta.url)
  try {
    const { result } = JSON.parse(readFileSync(file, 'utf8')) as { result: PeersResult }
    return result.nodes === nodes ? result : undefined
  } catch {
    return undefined
  }
}
