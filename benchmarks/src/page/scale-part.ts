// The page's part about what a request costs as things grow.
import type { Cost } from '../scale/cost.ts'
import type { ScaleResult, ScaleRow } from '../scale.ts'
import { drawLines } from './lines.ts'
import { count, table } from './markdown.ts'
import type { Part } from './part.ts'

const VARIED = [
  { of: 'nodes', head: 'nodes', what: 'the number of nodes' },
  { of: 'copies', head: 'copies (N)', what: 'the number of copies' },
  { of: 'objects', head: 'objects', what: 'the number of objects' },
  { of: 'valueBytes', head: 'bytes of a value', what: 'the size of a value' }
] as const satisfies readonly { of: keyof ScaleResult; head: string; what: string }[]

export function scalePart(result: ScaleResult): Part {
  return {
    name: 'scale',
    text: [
      '## What a request costs as things grow',
      `Real nodes in processes of their own on this one machine, ${result.inFlight} requests in flight, asked as a library through one of the nodes; three nodes, (3, 2, 2), 1,000 objects of 128 bytes unless that is what is varied; copies are varied among seven nodes. Costs are for one request over all processes, without what idle nodes take. Since all nodes share the machine, the cost is what can be carried over to machines of their own, and the rate is not.`,
      saturation(VARIED.flatMap(({ of }) => result[of].flatMap(({ costs }) => costs))),
      ...VARIED.flatMap(({ of, head, what }) => [
        `### Against ${what}`,
        `![CPU time of a request against ${what}](images/performance-scale-${of}.svg)`,
        costs(head, result[of])
      ])
    ].join('\n\n'),
    drawings: VARIED.map(({ of, head }) => ({
      name: `performance-scale-${of}`,
      svg: drawLines(
        { title: 'CPU time of a request', x: head, y: 'milliseconds', base: of === 'objects' ? 10 : 2 },
        (['get', 'put'] as const).map((op) => ({
          name: op,
          points: result[of].flatMap(({ at, costs }) => {
            const y = costOf(costs, op)?.cpuMs
            return y == null || y <= 0 ? [] : [{ x: at, y }]
          })
        }))
      )
    }))
  }
}

/** Of all cores: more than that, and nothing else was waited for. */
const BUSY = 0.85

function saturation(all: readonly Cost[]): string {
  const busy = all.filter(({ cpuShare }) => (cpuShare ?? 0) > BUSY)
  const most = (of: (one: Cost) => number | null): string =>
    count(Math.round(Math.max(...all.map((one) => ((of(one) ?? 0) * one.perSecond) / 1e6))))
  return `What runs out first: in ${busy.length} of ${all.length} cases more than ${100 * BUSY} % of all cores were busy, where it is CPU time; in the others requests waited for each other and for the disk. The most that was sent was ${most(({ networkBytes }) => networkBytes)} MB a second, and the most that went to disks ${most(({ diskBytes }) => diskBytes)} MB a second.`
}

function costs(head: string, rows: readonly ScaleRow[]): string {
  return table(
    [
      head,
      '',
      'ms of CPU',
      'bytes sent',
      'bytes to disks',
      'each second',
      'p50 ms',
      'of all cores',
      'failed'
    ],
    rows.flatMap(({ at, costs }) =>
      costs.map((one) => [
        at,
        one.op,
        one.cpuMs ?? Number.NaN,
        one.networkBytes ?? Number.NaN,
        one.diskBytes ?? Number.NaN,
        one.perSecond,
        one.p50Ms,
        one.cpuShare === null ? '–' : `${count(Math.round(100 * one.cpuShare))} %`,
        one.failed
      ])
    )
  )
}

function costOf(costs: readonly Cost[], op: Cost['op']): Cost | undefined {
  return costs.find((one) => one.op === op)
}
