// The sandbox against its targets, and against a fresh QuickJS runtime and context for each call: the same handler, in the
// same run, in alternating rounds. Run directly, it prints a table.
//
//   node benchmarks/src/sandbox.ts

import { GREETING, type MachineFigures, measureMachine } from './sandbox-machine.ts'
import { measureOverhead, type Overhead } from './sandbox-overhead.ts'
import { measurePool, type PoolFigures, poolRows } from './sandbox-pool.ts'

export interface SandboxFigures {
  readonly machine: MachineFigures
  readonly pool: PoolFigures
  /** Metered ÷ unmetered time. */
  readonly overhead: readonly Overhead[]
}

const EVENT = { type: 'get', caller: { id: 'a peer' }, time: 1_767_323_045_000, seed: 'seed' } as const
const STATE = { value: 'Hello world!' }

export async function bench(): Promise<SandboxFigures> {
  const overhead = await measureOverhead()
  const machine = await measureMachine()
  const pool = await measurePool({ code: GREETING, event: EVENT, state: STATE, local: { gets: 1 } })
  return { machine, pool, overhead }
}

/** The result as a table for people. */
export function show(figures: SandboxFigures): string {
  const { machine } = figures
  const rows: [string, string, string][] = [
    ['greeting in the worker', `${machine.greeting.toFixed(1)} µs`, '≤ 10 µs'],
    ['  in the best round', `${machine.leastGreeting.toFixed(1)} µs`, ''],
    ['fresh runtime and context', `${machine.freshContext.toFixed(0)} µs`, ''],
    ['times cheaper', (machine.freshContext / machine.greeting).toFixed(1), '≥ 20'],
    [`get of ${kilobytes(machine.large.bytes)} state, hot`, `${machine.large.hot.toFixed(1)} µs`, '≤ 60 µs'],
    ['  cold', `${machine.large.cold.toFixed(0)} µs`, ''],
    ['  that changes it', `${machine.large.changing.toFixed(0)} µs`, ''],
    [
      `kept after ${machine.dormant.objects} objects`,
      kilobytes(machine.dormant.keptAfterAll),
      'as after one'
    ],
    ['  after one', kilobytes(machine.dormant.keptAfterOne), ''],
    ['  growth of the process', kilobytes(machine.dormant.grownBytes), ''],
    ['a handler that waits keeps', kilobytes(machine.chain.bytes), ''],
    ['  both its parts take', `${machine.chain.microseconds.toFixed(1)} µs`, ''],
    ...poolRows(figures.pool),
    ['instructions of the greeting', String(machine.instructions), 'tens'],
    ...figures.overhead.map(({ program, ratio }): [string, string, string] => [
      `metering: ${program}`,
      `${ratio.toFixed(2)} ×`,
      '≤ 1.25 ×'
    ])
  ]
  return rows
    .map(([what, figure, target]) => `${what.padEnd(34)}${figure.padStart(14)}   ${target}`)
    .join('\n')
}

function kilobytes(bytes: number): string {
  return `${(bytes / 1000).toFixed(1)} KB`
}

if (import.meta.main) console.log(show(await bench()))
