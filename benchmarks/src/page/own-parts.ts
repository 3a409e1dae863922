// The page's parts about Halley alone.
import type { EnginesRow } from '../engines.ts'
import type { FootprintResult } from '../footprint.ts'
import type { HopsResult } from '../hops.ts'
import type { ProfileResult } from '../profile.ts'
import { drawLines } from './lines.ts'
import { count, spreadText, table } from './markdown.ts'
import type { Part } from './part.ts'

export function profilePart({ nodes, inFlight, rounds, cases, paced }: ProfileResult): Part {
  const percent = (share: number): string => `${Math.round(100 * share)} %`
  return {
    name: 'profile',
    text: [
      '## Sizes, mixes, keys',
      `${nodes} nodes, ${inFlight} requests in flight through one of them as a library, puts over existing objects with the context of what was read; medians of ${rounds} rounds. Zipfian keys have the shares of 1 / rank^0.99.`,
      table(
        ['value', 'gets', 'keys', 'each second', 'p50 ms', 'p99 ms', 'p99.9 ms', 'failed'],
        cases.map((one) => [
          `${count(one.valueBytes)} B`,
          percent(one.gets),
          one.shape,
          spreadText(one.perSecond),
          one.p50Ms,
          one.p99Ms,
          one.p999Ms,
          failed(one.failures)
        ])
      ),
      'Latencies at fixed shares of the highest rate of the first line, counted from when a request was due:',
      '![Latencies against the rate asked](images/performance-latency.svg)',
      table(
        ['share', 'asked each second', 'answered', 'p50 ms', 'p99 ms', 'p99.9 ms', 'failed'],
        paced.map((one) => [
          percent(one.share),
          one.asked,
          spreadText(one.perSecond),
          one.p50Ms,
          one.p99Ms,
          one.p999Ms,
          failed(one.failures)
        ])
      )
    ].join('\n\n'),
    drawings: [
      {
        name: 'performance-latency',
        svg: drawLines(
          { title: 'Latency against rate', x: 'requests asked each second', y: 'milliseconds', base: 10 },
          [
            { name: 'p99.9', points: paced.map(({ asked, p999Ms }) => ({ x: asked, y: p999Ms })) },
            { name: 'p99', points: paced.map(({ asked, p99Ms }) => ({ x: asked, y: p99Ms })) },
            { name: 'p50', points: paced.map(({ asked, p50Ms }) => ({ x: asked, y: p50Ms })) }
          ]
        )
      }
    ]
  }
}

function failed(failures: Readonly<Record<string, number>>): string {
  const each = Object.entries(failures).map(([code, times]) => `${times} ${code}`)
  return each.length === 0 ? '0' : each.join(', ')
}

export function footprintPart({ objects, idle, bytesPerObject, start }: FootprintResult): Part {
  return {
    name: 'footprint',
    text: [
      '## What a node takes',
      `A node at rest is one of three that nobody asks. The dormant objects are ${count(objects)} active ones, each a greeting of its own, at a node that stands alone; their memory is what such a node has more than one without them, after a start.`,
      table(
        ['what', 'target', 'found'],
        [
          ['node at rest: resident', '≤ 80 MB', `${count(idle.residentMb)} MB`],
          ['node at rest: without mapped files', '', `${count(idle.anonymousMb)} MB`],
          ['node at rest: of a core', '≤ 1 %', `${(100 * idle.coreEach).toFixed(2)} %`],
          ['dormant object: memory', '≤ 1,000 B', `${count(bytesPerObject.anonymous)} B`],
          ['dormant object: memory with mapped files', '', `${count(bytesPerObject.resident)} B`],
          ['dormant object: on the disk', '', `${count(bytesPerObject.onDisk)} B`],
          ['start without objects, until it is up', '', `${count(start.none.upMs)} ms`],
          [`start with ${count(objects)}, until it is up`, '≤ 3,000 ms', `${count(start.all.upMs)} ms`],
          [`start with ${count(objects)}, until it answers`, '', `${count(start.all.answersMs)} ms`]
        ]
      )
    ].join('\n\n'),
    drawings: []
  }
}

export function enginesPart(rows: readonly EnginesRow[]): Part {
  return {
    name: 'engines',
    text: [
      '## The sandbox beside the stock engine',
      'Local, without a network: microseconds of an invocation. What it is **not**: the stock engine in one context for all bounds nothing and lets objects reach each other; with a context for each call it isolates, and bounds memory and the stack but not the time of built-ins. The sandbox isolates, counts every instruction and bounds built-ins.',
      table(
        ['handler', 'engine', 'µs', 'times a stock context for each call'],
        rows.map(({ handler, engine, microseconds, timesFresh }) => [
          handler,
          engine,
          spreadText(microseconds),
          spreadText(timesFresh)
        ])
      )
    ].join('\n\n'),
    drawings: []
  }
}

export function hopsPart({ k, alpha, lookups, rows }: HopsResult): Part {
  return {
    name: 'hops',
    text: [
      '## Lookups in large networks',
      `Simulated, with all nodes alive: ${count(lookups)} lookups from random nodes for random keys, k = ${k}, ${alpha} questions at a time. A lookup ends when the ${k} nearest that it knows of have all answered. Rounds are the round trips that it takes.`,
      '![Questions and rounds of a lookup against the size of the network](images/performance-hops.svg)',
      table(
        [
          'nodes',
          'questions p50',
          'p99',
          'most',
          'rounds p50',
          'p99',
          'most',
          'contacts of a node',
          'found the nearest'
        ],
        rows.map(({ nodes, questions, rounds, contacts, right }) => [
          count(nodes),
          questions.p50,
          questions.p99,
          questions.most,
          rounds.p50,
          rounds.p99,
          rounds.most,
          contacts,
          `${Math.round(100 * right)} %`
        ])
      )
    ].join('\n\n'),
    drawings: [
      {
        name: 'performance-hops',
        svg: drawLines({ title: 'Lookups', x: 'nodes', y: 'a lookup', base: 10 }, [
          {
            name: 'questions, p99',
            points: rows.map(({ nodes, questions }) => ({ x: nodes, y: questions.p99 }))
          },
          {
            name: 'questions, p50',
            points: rows.map(({ nodes, questions }) => ({ x: nodes, y: questions.p50 }))
          },
          { name: 'rounds, p99', points: rows.map(({ nodes, rounds }) => ({ x: nodes, y: rounds.p99 })) },
          { name: 'rounds, p50', points: rows.map(({ nodes, rounds }) => ({ x: nodes, y: rounds.p50 })) }
        ])
      }
    ]
  }
}
