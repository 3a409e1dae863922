// The page's part about other stores.

import type { Row } from '../peers/findings.ts'
import { AT_ALL } from '../peers/plan.ts'
import type { PeersResult } from '../peers.ts'
import { drawLines, type Line } from './lines.ts'
import { type Cell, count, spreadText, table } from './markdown.ts'
import type { Part } from './part.ts'

export function peersPart(result: PeersResult): Part {
  const { nodes, peers, skipped, rounds, valueBytes, secondsOfAStep } = result
  return {
    name: 'peers',
    text: [
      '## Beside other stores',
      `Each network has ${nodes} nodes in processes of their own on this one machine, over loopback. All systems take a step before the next step begins, ${secondsOfAStep} s each, in an order that moves on from round to round. Values have ${valueBytes} bytes. Figures are medians of ${rounds} rounds, with the least and the most; a ratio is taken within each round.`,
      'What the comparisons are **not**:',
      peers
        .map(({ name, version, isNot }) => `- **${name}**${version === null ? '' : ` ${version}`}. ${isNot}`)
        .join('\n'),
      ...(skipped.length === 0 ? [] : [`Not measured: ${skipped.join('; ')}.`]),
      '### Requests each second',
      drawing('get'),
      rates(result, 'get'),
      drawing('put'),
      rates(result, 'put'),
      ...atAll(result),
      '### How many times as fast',
      'Halley as a library, over the other system, with as many requests in flight.',
      ratioTable(result),
      '### CPU time',
      'Milliseconds of all processes of a system, the client included, for one request; medians. It bounds what a machine can carry: two cores have 2,000 ms each second.',
      cpu(result, 'get'),
      cpu(result, 'put'),
      '### Latencies',
      'One request at a time: milliseconds.',
      latencies(result, 'get, 1 in flight'),
      latencies(result, 'put, 1 in flight'),
      ...paced(result),
      '### Active objects',
      'The rate of gets that a handler answers, over the rate of gets of passive objects in the same round. The null handler returns nothing; the greeting counts its gets in `local`.',
      active(result),
      '### At rest',
      'One node of each network while nobody asks; what the client loads is part of it.',
      table(
        ['system', 'of a core', 'resident, MB'],
        result.idle.map(({ peer, coreEach, residentBytesEach }) => [
          peer,
          `${(100 * coreEach).toFixed(2)} %`,
          count(Math.round(residentBytesEach / 1e6))
        ])
      )
    ].join('\n\n'),
    drawings: (['get', 'put'] as const).map((op) => ({
      name: `performance-${op}s`,
      svg: drawLines(
        { title: `${op}s each second, ${valueBytes} B`, x: 'requests in flight', y: 'each second', base: 2 },
        linesOf(result, op)
      )
    })),
    bars: result.targets.map(({ what, least, most, found, failed, reached }) => ({
      what,
      bar: least === undefined ? `≤ ${count(most ?? Number.NaN)}` : `≥ ${count(least)}`,
      found: count(found),
      reached: failed === undefined ? reached : `${count(failed)} requests failed`
    }))
  }
}

function atAll({ peers, rows }: PeersResult): string[] {
  const steps = [...new Set(rows.map(({ step }) => step).filter((step) => step.endsWith(AT_ALL)))]
  if (steps.length === 0) return []
  const cells = (name: string, step: string): Cell[] => {
    const row = rows.find((one) => one.peer === name && one.step === step)
    return row === undefined ? ['–', '–'] : [rateText(row), row.cpuMsEach ?? '–']
  }
  return [
    'The same with all nodes asked at once, a share of the requests each: what the whole network carries on this machine.',
    table(
      ['each second, and ms of CPU', ...steps.flatMap((step) => [step.replace(AT_ALL, ''), 'CPU'])],
      peers.map(({ name }) => [name, ...steps.flatMap((step) => cells(name, step))])
    )
  ]
}

function drawing(op: 'get' | 'put'): string {
  return `![${op}s each second against requests in flight](images/performance-${op}s.svg)`
}

/** The numbers of requests in flight that a passive step was taken with. */
function stepsOf({ rows }: PeersResult, op: string): number[] {
  const found = rows.flatMap(({ step }) => inFlightOf(step, op) ?? [])
  return [...new Set(found)].sort((a, b) => a - b)
}

function inFlightOf(step: string, op: string): number | undefined {
  const match = new RegExp(`^${op}, (\\d+) in flight$`).exec(step)
  return match === null ? undefined : Number(match[1])
}

function linesOf({ peers, rows }: PeersResult, op: string): Line[] {
  return peers.map(({ name }) => ({
    name,
    points: rows
      .filter(({ peer }) => peer === name)
      .flatMap(({ step, perSecond }) => {
        const x = inFlightOf(step, op)
        return x === undefined
          ? []
          : [{ x, y: perSecond.median, least: perSecond.least, most: perSecond.most }]
      })
      .sort((a, b) => a.x - b.x)
  }))
}

function rates(result: PeersResult, op: string): string {
  return bySteps(result, op, 'each second', rateText)
}

function rateText({ perSecond, failures }: Row): string {
  const failed = sumOf(failures)
  return failed === 0 ? spreadText(perSecond) : `${spreadText(perSecond)}, ${count(failed)} failed`
}

function cpu(result: PeersResult, op: string): string {
  return bySteps(result, op, 'ms of CPU', ({ cpuMsEach }) => cpuMsEach ?? '–')
}

function bySteps(result: PeersResult, op: string, what: string, show: (row: Row) => Cell): string {
  const steps = stepsOf(result, op)
  return table(
    [`${op}s, ${what}, in flight:`, ...steps.map(String)],
    result.peers.map(({ name }) => [
      name,
      ...steps.map((inFlight) => {
        const row = rowOf(result, name, `${op}, ${inFlight} in flight`)
        return row === undefined ? '–' : show(row)
      })
    ])
  )
}

function ratioTable({ ratios, peers }: PeersResult): string {
  const others = peers.map(({ name }) => name).filter((name) => name !== 'halley')
  const steps = [...new Set(ratios.map(({ step }) => step))].filter((step) => step.endsWith('in flight'))
  return table(
    ['halley over …', ...others],
    steps.map((step) => [
      step,
      ...others.map((other) => {
        const found = ratios.find((ratio) => ratio.step === step && ratio.than === other)
        return found === undefined ? '–' : spreadText(found.times)
      })
    ])
  )
}

function active(result: PeersResult): string {
  return table(
    ['gets of Halley', 'times passive', 'ms of CPU', 'of a passive get', 'failed'],
    result.activeRatios.map(({ step, than, times }) => {
      const [own, passive] = [step, than].map((name) => rowOf(result, 'halley', name))
      return [
        step,
        spreadText(times),
        own?.cpuMsEach ?? Number.NaN,
        passive?.cpuMsEach ?? Number.NaN,
        own === undefined ? Number.NaN : sumOf(own.failures)
      ]
    })
  )
}

function latencies(result: PeersResult, step: string): string {
  const rows = result.peers.flatMap(({ name }) => rowOf(result, name, step) ?? [])
  return table(
    [step, 'p50', 'p99', 'p99.9', 'failed'],
    rows.map(({ peer, p50Ms, p99Ms, p999Ms, failures }) => [peer, p50Ms, p99Ms, p999Ms, sumOf(failures)])
  )
}

function sumOf(failures: Row['failures']): number {
  return Object.values(failures).reduce((sum, times) => sum + times, 0)
}

function paced(result: PeersResult): string[] {
  const steps = [...new Set(result.rows.map(({ step }) => step))].filter((step) =>
    step.includes('highest rate')
  )
  if (steps.length === 0) return []
  return [
    'At a fixed rate, each system at its own, counted from when a request was due, so that waiting behind a slow one counts.',
    ...steps.map((step) => latencies(result, step))
  ]
}

function rowOf({ rows }: PeersResult, name: string, step: string): Row | undefined {
  return rows.find((row) => row.peer === name && row.step === step)
}
