// What the samples say: a row for each system and step, how many times Halley's rate is another's, and the targets.
import { Histogram } from '../load/histogram.ts'
import { failuresOf } from '../load/measure.ts'
import { figure, ratios, rounded, type Spread, spread } from '../statistics.ts'
import type { Sample } from './rounds.ts'

export interface Row {
  readonly peer: string
  readonly step: string
  readonly perSecond: Spread
  /** Milliseconds, of all rounds together. */
  readonly p50Ms: number
  readonly p99Ms: number
  readonly p999Ms: number
  readonly answered: number
  readonly failures: Readonly<Record<string, number>>
  /** Medians of the rounds; null where the platform does not tell. */
  readonly cpuMsEach: number | null
  readonly residentMb: number | null
}

export interface Ratio {
  readonly step: string
  readonly than: string
  /** Halley's rate over the other's in the same round. */
  readonly times: Spread
}

export function rowsOf(samples: readonly Sample[]): Row[] {
  const groups = Map.groupBy(samples, ({ peer, step }) => `${step}\n${peer}`)
  return [...groups.values()].map((rounds) => row(rounds))
}

function row(rounds: readonly Sample[]): Row {
  const [{ peer, step }] = rounds as readonly [Sample]
  const latencies = Histogram.from(rounds.map((sample) => sample.latencies))
  return {
    peer,
    step,
    perSecond: rounded(spread(rounds.map(({ perSecond }) => perSecond))),
    p50Ms: figure(latencies.quantile(0.5)),
    p99Ms: figure(latencies.quantile(0.99)),
    p999Ms: figure(latencies.quantile(0.999)),
    answered: latencies.total,
    failures: failuresOf(rounds),
    cpuMsEach: middle(rounds.map(({ cpuMsEach }) => cpuMsEach)),
    residentMb: middle(rounds.map(({ residentBytes }) => residentBytes && residentBytes / 1e6))
  }
}

function middle(samples: readonly (number | undefined)[]): number | null {
  const known = samples.filter((sample) => sample !== undefined)
  return known.length === 0 ? null : figure(spread(known).median)
}

/** `mine` beside each other system, in each step that both took. */
export function ratiosOf(samples: readonly Sample[], mine: string): Ratio[] {
  const others = new Set(samples.map(({ peer }) => peer).filter((peer) => peer !== mine))
  const steps = new Set(samples.map(({ step }) => step))
  const rates = (peer: string, step: string): number[] => {
    const found: number[] = []
    for (const sample of samples)
      if (sample.peer === peer && sample.step === step) found[sample.round] = sample.perSecond
    return found
  }
  return [...steps].flatMap((step) =>
    [...others].flatMap((than) => {
      const times = ratios(rates(mine, step), rates(than, step))
      return Number.isNaN(times.median) ? [] : [{ step, than, times: rounded(times) }]
    })
  )
}

/** How many times as fast `mine` is with one kind of object as with passive ones, in the same rounds. */
export function activeRatiosOf(samples: readonly Sample[], mine: string): Ratio[] {
  const own = samples.filter(({ peer }) => peer === mine)
  return ['null handler', 'greeting'].flatMap((kind) => {
    const steps = new Set(own.map(({ step }) => step).filter((step) => step.includes(kind)))
    return [...steps].flatMap((step) => {
      const passive = step.replace(` ${kind}`, '')
      const rates = (name: string): number[] =>
        own.filter((sample) => sample.step === name).map(({ perSecond }) => perSecond)
      const times = ratios(rates(step), rates(passive))
      return Number.isNaN(times.median) ? [] : [{ step, than: passive, times: rounded(times) }]
    })
  })
}
