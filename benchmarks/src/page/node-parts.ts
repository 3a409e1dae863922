// The page's parts about a single node: what it takes, and its sandbox.
import type { EnginesRow } from '../engines.ts'
import type { FootprintResult } from '../footprint.ts'
import { figure } from '../statistics.ts'
import { count, spreadText, table } from './markdown.ts'
import type { Bar, Part } from './part.ts'

export function footprintPart({ objects, idle, bytesPerObject, start }: FootprintResult): Part {
  return {
    name: 'footprint',
    text: [
      '## What a node takes',
      `A node at rest is one of three that nobody asks. The dormant objects are ${count(objects)} active ones, each a greeting of its own, at a node that stands alone; their memory is what such a node has more than one without them, after a start.`,
      table(
        ['what', 'found'],
        [
          ['node at rest: resident', `${count(idle.residentMb)} MB`],
          ['node at rest: without mapped files', `${count(idle.anonymousMb)} MB`],
          ['node at rest: of a core', `${(100 * idle.coreEach).toFixed(2)} %`],
          ['dormant object: memory', `${count(bytesPerObject.anonymous)} B`],
          ['dormant object: memory with mapped files', `${count(bytesPerObject.resident)} B`],
          ['dormant object: on the disk', `${count(bytesPerObject.onDisk)} B`],
          ['start without objects, until it is up', `${count(start.none.upMs)} ms`],
          [`start with ${count(objects)}, until it is up`, `${count(start.all.upMs)} ms`],
          [`start with ${count(objects)}, until it answers`, `${count(start.all.answersMs)} ms`]
        ]
      )
    ].join('\n\n'),
    drawings: [],
    bars: [
      atMost('node at rest: resident, MB', 80, idle.residentMb),
      atMost('node at rest: % of a core', 1, figure(100 * idle.coreEach)),
      atMost(`memory of one of ${count(objects)} dormant objects, B`, 1_000, bytesPerObject.anonymous),
      atMost(`start with ${count(objects)} objects, ms`, 3_000, start.all.upMs)
    ]
  }
}

/** Local operations each second on one thread, as the paper on Comet gives them. */
const COMET = 336_000

export function enginesPart(rows: readonly EnginesRow[]): Part {
  const each = (row: EnginesRow): number => Math.round(1e6 / row.microseconds.median)
  return {
    name: 'engines',
    text: [
      '## The sandbox beside the stock engine',
      `Local, without a network: microseconds of an invocation, and invocations each second of one thread. The paper on Comet gives ${count(COMET)} local operations a second on one thread. What it is **not**: the stock engine in one context for all bounds nothing and lets objects reach each other; with a context for each call it isolates, and bounds memory and the stack but not the time of built-ins; Comet's is Lua in the process, whose instructions are counted and whose built-ins are its own. The sandbox isolates, counts every instruction and bounds built-ins.`,
      table(
        ['handler', 'engine', 'µs', 'each second', 'times a stock context for each call'],
        rows.map((row) => [
          row.handler,
          row.engine,
          spreadText(row.microseconds),
          each(row),
          spreadText(row.timesFresh)
        ])
      )
    ].join('\n\n'),
    drawings: [],
    bars: rows
      .filter(({ engine, handler }) => engine.startsWith('sandbox') && handler === 'null handler')
      .map((row) => atLeast(`${row.handler}, ${row.engine}: local, each second`, COMET, each(row)))
  }
}

function atMost(what: string, most: number, found: number): Bar {
  return { what, bar: `≤ ${count(most)}`, found: count(found), reached: found <= most }
}

function atLeast(what: string, least: number, found: number): Bar {
  return { what, bar: `≥ ${count(least)}`, found: count(found), reached: found >= least }
}
