// Ranges of positions: what a placement says about many keys at once. A key lies at SHA-256 of its bytes; all keys whose
// positions begin with the same bits lie in one range, and the range has one set of homes.
import type { NodeId } from './request.ts'

/** All positions that begin with these bits. */
export interface Range {
  /** The first `bits` bits of the position, read as a number: 0 where `bits` is 0. */
  readonly prefix: number
  /** How many bits; at most 32. */
  readonly bits: number
  /** The N homes of every key in the range, this node among them, in the order of their names: a set. */
  readonly homes: readonly NodeId[]
}

/** Implemented by each placement; all that comparing replicas needs to know of it. */
export interface Ranges {
  /** Preference lists name every node there is: one that is shorter than N is no sign of ignorance. */
  readonly complete?: true
  /** The ranges of which this node is one of the first `n` nodes: disjoint, in the order of their positions. */
  of(n: number): readonly Range[]
}
