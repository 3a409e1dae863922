// The figures that Halley is to reach beside its peers, and whether this run did.
import type { Ratio, Row } from './findings.ts'

export interface Target {
  readonly what: string
  readonly least?: number
  readonly most?: number
  readonly found: number
  readonly reached: boolean
}

/** How many times the rate of the peer, at as many in flight. */
const TIMES: Readonly<Record<string, { readonly get: number; readonly put: number }>> = {
  'kad-dht': { get: 200, put: 100 },
  hyperdht: { get: 10, put: 5 },
  'bittorrent-dht': { get: 10, put: 5 }
}

/** Requests each second with 128 in flight, all processes of the network on one machine of two cores. */
const RATES = { 'get, 128 in flight': 20_000, 'put, 128 in flight': 8_000 } as const

/** Of the rate of gets of passive objects. */
const ACTIVE = { 'null handler': 0.9, greeting: 0.8 } as const

/** Targets whose steps were not taken are left out. */
export function targetsOf(
  rows: readonly Row[],
  ratios: readonly Ratio[],
  active: readonly Ratio[]
): Target[] {
  return [...ratioTargets(ratios), ...tailTargets(rows), ...rateTargets(rows), ...activeTargets(active)]
}

function ratioTargets(ratios: readonly Ratio[]): Target[] {
  return ratios.flatMap(({ step, than, times }) => {
    const op = step.startsWith('get, ') ? 'get' : 'put'
    const bar = TIMES[than]
    if (bar === undefined || !step.includes('in flight') || !step.startsWith(`${op}, `)) return []
    return [atLeast(`${step}: halley / ${than}`, bar[op], times.median)]
  })
}

/** The slowest hundredth of Halley's beside the middle of the others'. */
function tailTargets(rows: readonly Row[]): Target[] {
  return rows.flatMap(({ peer, step, p50Ms }) => {
    const own = rows.find((row) => row.peer === 'halley' && row.step === step)
    if (!(peer in TIMES) || own === undefined || !step.endsWith(', 1 in flight')) return []
    return [atMost(`${step}: p99 of halley beside p50 of ${peer}, ms`, p50Ms, own.p99Ms)]
  })
}

function rateTargets(rows: readonly Row[]): Target[] {
  return Object.entries(RATES).flatMap(([step, least]) => {
    const own = rows.find((row) => row.peer === 'halley' && row.step === step)
    return own === undefined ? [] : [atLeast(`${step}, each second`, least, own.perSecond.median)]
  })
}

function activeTargets(active: readonly Ratio[]): Target[] {
  return Object.entries(ACTIVE).flatMap(([kind, least]) =>
    active
      .filter(({ step }) => step.includes(kind))
      .map(({ step, than, times }) => atLeast(`${step} / ${than}`, least, times.median))
  )
}

function atLeast(what: string, least: number, found: number): Target {
  return { what, least, found, reached: found >= least }
}

function atMost(what: string, most: number, found: number): Target {
  return { what, most, found, reached: found <= most }
}
