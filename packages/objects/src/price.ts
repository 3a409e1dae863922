// What an invocation costs its object: microseconds of CPU and bytes. Both follow from what was counted, not from a clock, so that
// whoever runs the same invocation charges the same. How near that comes to the time it takes, docs/budgets.md says.
import { type EncodedValue, NO_USAGE } from '@halley/model'
import type { Call } from './call.ts'
import type { Invocation, Outcome } from './invocation.ts'

export interface Price {
  /** Microseconds of CPU. */
  readonly micros: number
  /** Microseconds for the share of the node: as charged, or by a clock where that is more; of what was remembered, finding it. */
  readonly taken: number
  /** Bytes of replies, to this event and to earlier ones. */
  readonly bytes: number
}

/** The way into a worker and back, and a machine made as new. */
const INVOCATION_MICROS = 25

/** Microseconds of an answer that is remembered, at the most: nothing is run for it. */
const REMEMBERED_MICROS = 1

/** Microseconds of a bytecode instruction, and of a native step. */
const INSTRUCTION_MICROS = 0.008
const STEP_MICROS = 0.004

/** Microseconds of a byte of state, argument or reply that goes in or comes out. */
const BYTE_MICROS = 0.02

/** Microseconds of a byte of source that is looked at for the first time, beyond the steps that it takes. */
const SOURCE_BYTE_MICROS = 0.3

/**
 * A tick besides its handler: its read from a quorum and its durable write (docs/timers.md). A client's event pays for those with its
 * request, which a node may refuse; nobody asks for a tick, so without this a few hundred objects with many timers keep all nodes busy.
 */
const TICK_MICROS = 500

/** An invocation whose worker had to be replaced is taken to have used all that any may use (docs/sandbox.md). */
const MOST_MICROS = 40_000

/**
 * The price of an invocation that has come to its end, however it did.
 *
 * @param measured by a clock, over all its parts where it waited in between
 */
export function priceOf(invocation: Invocation, outcome: Outcome, measured = outcome.micros ?? 0): Price {
  if (!outcome.ok && UNRUN.has(outcome.failure.code) && outcome.usage.steps === NO_USAGE.steps) return FREE
  if (!outcome.ok && outcome.failure.code === 'WALL_CLOCK_EXCEEDED')
    return { micros: MOST_MICROS, bytes: 0, taken: Math.max(MOST_MICROS, measured) }
  const { instructions, steps } = outcome.usage
  const bytes = repliedBytes(outcome)
  const moved = bytesIn(invocation) + bytes + changedBytes(outcome)
  const loaded = bringsCode(invocation) ? invocation.source.length : 0
  const charged =
    INVOCATION_MICROS +
    (invocation.event === 'timer' ? TICK_MICROS : 0) +
    instructions * INSTRUCTION_MICROS +
    steps * STEP_MICROS +
    moved * BYTE_MICROS +
    loaded * SOURCE_BYTE_MICROS
  const micros = Math.ceil(charged)
  const isRemembered = outcome.ok && outcome.remembered === true
  return { micros, bytes, taken: isRemembered ? REMEMBERED_MICROS : Math.max(micros, measured) }
}

/** Whether the code came with the event: looked at, it is paid for by whoever put it. */
export function bringsCode({ event }: Invocation): boolean {
  return event === 'load' || event === 'put'
}

/** What operations in the network take along. */
export function bytesOf(calls: readonly Call[]): number {
  return calls.reduce((sum, { payload, value }) => sum + lengthOf(payload) + lengthOf(value), 0)
}

const FREE: Price = { micros: 0, bytes: 0, taken: 0 }

/** The sandbox did not get to it. */
const UNRUN: ReadonlySet<string> = new Set(['BUSY', 'CLOSED'])

function bytesIn({ state, local, payload, incoming, siblings = [] }: Invocation): number {
  const versions = siblings.reduce((sum, version) => sum + version.state.length, 0)
  return lengthOf(state) + lengthOf(local) + lengthOf(payload) + lengthOf(incoming) + versions
}

function repliedBytes(outcome: Outcome): number {
  if (!outcome.ok) return 0
  const late = (outcome.replies ?? []).reduce((sum, { data }) => sum + data.length, 0)
  return lengthOf(outcome.reply) + late
}

function changedBytes(outcome: Outcome): number {
  if (!outcome.ok) return 0
  return (outcome.stateChanged ? outcome.state.length : 0) + (outcome.localChanged ? outcome.local.length : 0)
}

function lengthOf(value: EncodedValue | undefined): number {
  return value?.length ?? 0
}
