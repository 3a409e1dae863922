// What is asked of each system, step by step. Every step is taken by all systems that can take it before the next one begins, in
// an order that moves on from round to round; and all of it again in the next round, through another node.

export interface Plan {
  readonly rounds: number
  /** Objects that exist before the first step: passive ones, and as many of each active kind. */
  readonly keys: number
  readonly valueBytes: number
  readonly steps: readonly Step[]
  /** Seconds of gets of each kind, and as many of puts, through the round's node before the round: code that was never hot is slow. */
  readonly warmUpSeconds: number
  /** Seconds of a step. */
  readonly seconds: number
  /** Seconds of a step at a fixed rate; 0 leaves these out. */
  readonly pacedSeconds: number
}

export interface Step {
  readonly op: 'get' | 'put'
  readonly object: Kind
  readonly inFlight: number
  /** Who is asked: the round's node, or all nodes of the network, a share of the requests each. */
  readonly at: 'one' | 'all'
}

/** Ends the name of a step that asks all nodes. */
export const AT_ALL = ' at all nodes'

/** A passive object, or an active one by its handler. */
export const KINDS = ['passive', 'null handler', 'greeting'] as const
export type Kind = (typeof KINDS)[number]

/** The share of its own highest rate at which a system's latencies are measured once more. */
export const PACED_SHARE = 0.5

export const CODE: Readonly<Record<Kind, string | undefined>> = {
  passive: undefined,
  'null handler': 'export default { onGet () { return null } }',
  greeting: `export default {
  value: 'Hello world!',
  onGet (caller) {
    local.gets = (local.gets ?? 0) + 1
    return { value: this.value, gets: local.gets }
  }
}`
}

/** About two minutes: enough for ratios, not for tails. */
export const QUICK: Plan = {
  rounds: 3,
  keys: 200,
  valueBytes: 128,
  warmUpSeconds: 0.4,
  seconds: 0.9,
  pacedSeconds: 0,
  steps: steps([1, 32], [32], [])
}

/** About ten minutes: what the targets name, without tails at fixed rates. */
export const SHORT: Plan = {
  rounds: 3,
  keys: 1_000,
  valueBytes: 128,
  warmUpSeconds: 2,
  seconds: 1.5,
  pacedSeconds: 0,
  steps: steps([1, 32, 128], [1, 32, 128], [128])
}

export const FULL: Plan = {
  rounds: 5,
  keys: 1_000,
  valueBytes: 128,
  warmUpSeconds: 2,
  seconds: 3,
  pacedSeconds: 5,
  steps: steps([1, 4, 16, 64, 128, 256], [1, 32, 128], [128])
}

// A get of an active object stands beside a get of a passive one with as many in flight.
function steps(passive: readonly number[], active: readonly number[], atAll: readonly number[]): Step[] {
  const both = (inFlight: number, at: Step['at']): Step[] =>
    (['get', 'put'] as const).map((op) => ({ op, object: 'passive', inFlight, at }))
  const all = [
    ...passive.flatMap((inFlight) => both(inFlight, 'one')),
    ...active.flatMap((inFlight) =>
      KINDS.map((object): Step => ({ op: 'get', object, inFlight, at: 'one' }))
    ),
    ...atAll.flatMap((inFlight) => both(inFlight, 'all'))
  ]
  return [...new Map(all.map((step) => [nameOf(step), step])).values()]
}

export function nameOf({ op, object, inFlight, at }: Step): string {
  const kind = object === 'passive' ? '' : ` ${object}`
  return `${op}${kind}, ${inFlight} in flight${at === 'all' ? AT_ALL : ''}`
}
