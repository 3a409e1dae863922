// Before a release: two minutes, ratios only, each beside what was last committed, the worst first. A person reads it; nothing fails.
// Ratios of systems that were measured in the same rounds on the same machine can be compared with those of another day.
//
//   npm run bench -- quick
import { execFileSync } from 'node:child_process'
import { bench as benchEngines, type EnginesRow } from './engines.ts'
import { bench as benchPeers, type PeersResult } from './peers.ts'
import { type Compared, compare, type Figure } from './quick/compare.ts'
import { figure } from './statistics.ts'

export interface QuickResult {
  readonly figures: readonly Figure[]
  /** Steps of Halley's in which requests failed: their rates say little. */
  readonly failed: readonly { readonly step: string; readonly failures: Readonly<Record<string, number>> }[]
}

export async function bench(): Promise<QuickResult> {
  const engines = await benchEngines()
  const peers = await benchPeers('quick')
  return {
    figures: [...figuresOfPeers(peers), ...figuresOfEngines(engines)],
    failed: peers.rows.flatMap(({ peer, step, failures }) =>
      peer === 'halley' && Object.keys(failures).length > 0 ? [{ step, failures }] : []
    )
  }
}

function figuresOfPeers({ ratios, activeRatios, rows }: PeersResult): Figure[] {
  const rates = ratios.map(({ step, than, times }): Figure => {
    return { name: `${step}: rate, times ${than}`, value: times.median, better: 'more' }
  })
  const active = activeRatios.map(({ step, times }): Figure => {
    return { name: `${step}: rate, times passive`, value: times.median, better: 'more' }
  })
  const cpu = rows.flatMap(({ peer, step, cpuMsEach }): Figure[] => {
    const own = rows.find((row) => row.peer === 'halley' && row.step === step)?.cpuMsEach
    if (peer === 'halley' || own == null || cpuMsEach == null) return []
    return [{ name: `${step}: CPU time, times ${peer}`, value: figure(own / cpuMsEach), better: 'less' }]
  })
  return [...rates, ...active, ...cpu]
}

function figuresOfEngines(rows: readonly EnginesRow[]): Figure[] {
  return rows
    .filter(({ engine }) => engine.startsWith('sandbox'))
    .map(({ engine, handler, timesFresh }) => {
      return { name: `${handler}, ${engine}: times stock`, value: timesFresh.median, better: 'more' }
    })
}

/** The result as a table for people, beside what was last committed. */
export function show({ figures, failed }: QuickResult): string {
  const last = lastCommitted()
  const beside = last === undefined ? 'nothing was committed yet' : `beside ${last.at}`
  return [
    `ratios, ${beside}; below 1 is worse`,
    ...compare(figures, last?.result.figures ?? []).map(line),
    ...failed.map(({ step, failures }) => `failed in ${step}: ${JSON.stringify(failures)}`)
  ].join('\n')
}

function line({ name, now, before, change }: Compared): string {
  const text = (value: number | undefined): string => String(value ?? '–').padStart(9)
  return `${text(change)}   ${name.padEnd(64)}${text(now)}   last ${text(before)}`
}

interface Committed {
  readonly at: string
  readonly result: QuickResult
}

function lastCommitted(): Committed | undefined {
  try {
    const words = ['show', 'HEAD:./results/quick.json']
    const cwd = new URL('..', import.meta.url)
    return JSON.parse(execFileSync('git', words, { cwd, encoding: 'utf8', stdio: 'pipe' })) as Committed
  } catch {
    // No repository, or never committed.
    return undefined
  }
}
