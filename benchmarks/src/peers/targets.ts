// The figures that Halley is to reach beside its peers, and whether this run did.
import type { Ratio, Row } from './findings.ts'
import { AT_ALL } from './plan.ts'

export interface Target {
  readonly what: string
  readonly least?: number
  readonly most?: number
  readonly found: number
  /** Of Halley's requests in this step: how many failed, where that is more than `FAILURES`. Then nothing is reached. */
  readonly failed?: number
  readonly reached: boolean
}

/** The share of requests that may fail: a refusal is quick, so a rate with refusals says nothing. */
const FAILURES = 0.001

/** How many times the rate of the peer, at as many in flight. */
const TIMES: Readonly<Record<string, { readonly get: number; readonly put: number }>> = {
  'kad-dht': { get: 200, put: 100 },
  hyperdht: { get: 10, put: 5 },
  'bittorrent-dht': { get: 10, put: 5 }
}

/**
 * Requests each second of the network with 128 in flight, all its processes on one machine of two cores: through one node or through
 * all, whichever is more.
 */
const RATES = { 'get, 128 in flight': 20_000, 'put, 128 in flight': 8_000 } as const

/** Of the rate of gets of passive objects. */
const ACTIVE = { 'null handler': 0.9, greeting: 0.8 } as const

/** Targets whose steps were not taken are left out. */
export function targetsOf(
  rows: readonly Row[],
  ratios: readonly Ratio[],
  active: readonly Ratio[]
): Target[] {
  const all = [...ratioTargets(ratios), ...tailTargets(rows), ...rateTargets(rows), ...activeTargets(active)]
  return all.map(({ step, ...target }) => {
    const own = ownRow(rows, step)
    const failed = Object.values(own?.failures ?? {}).reduce((sum, times) => sum + times, 0)
    const isMuch = failed > FAILURES * (failed + (own?.answered ?? 0))
    return isMuch ? { ...target, failed, reached: false } : target
  })
}

interface Aim extends Target {
  /** Of Halley. */
  readonly step: string
}

function ownRow(rows: readonly Row[], step: string): Row | undefined {
  return rows.find((row) => row.peer === 'halley' && row.step === step)
}

function ratioTargets(ratios: readonly Ratio[]): Aim[] {
  return ratios.flatMap(({ step, than, times }) => {
    const op = step.startsWith('get, ') ? 'get' : 'put'
    const bar = TIMES[than]
    if (bar === undefined || !step.endsWith('in flight') || !step.startsWith(`${op}, `)) return []
    return [atLeast(step, `${step}: halley / ${than}`, bar[op], times.median)]
  })
}

/** The slowest hundredth of Halley's beside the middle of the others'. */
function tailTargets(rows: readonly Row[]): Aim[] {
  return rows.flatMap(({ peer, step, p50Ms }) => {
    const own = ownRow(rows, step)
    if (!(peer in TIMES) || own === undefined || !step.endsWith(', 1 in flight')) return []
    return [atMost(step, `${step}: p99 of halley beside p50 of ${peer}, ms`, p50Ms, own.p99Ms)]
  })
}

function rateTargets(rows: readonly Row[]): Aim[] {
  return Object.entries(RATES).flatMap(([step, least]) => {
    const ways = [step, `${step}${AT_ALL}`].flatMap((way) => ownRow(rows, way) ?? [])
    const [best] = ways.sort((a, b) => b.perSecond.median - a.perSecond.median)
    if (best === undefined) return []
    return [atLeast(best.step, `${best.step}, each second`, least, best.perSecond.median)]
  })
}

function activeTargets(active: readonly Ratio[]): Aim[] {
  return Object.entries(ACTIVE).flatMap(([kind, least]) =>
    active
      .filter(({ step }) => step.includes(kind))
      .map(({ step, than, times }) => atLeast(step, `${step} / ${than}`, least, times.median))
  )
}

function atLeast(step: string, what: string, least: number, found: number): Aim {
  return { step, what, least, found, reached: found >= least }
}

function atMost(step: string, what: string, most: number, found: number): Aim {
  return { step, what, most, found, reached: found <= most }
}
