// Where a node is in the network, as handlers are told: only those of objects whose code has the word `coordinates`.

/** The straight line between two vectors, and both heights, are the milliseconds that a round trip between the nodes takes. */
export interface Coordinates {
  /** Three places, in milliseconds. */
  readonly vector: readonly number[]
  /** In milliseconds. */
  readonly height: number
  /** By which share of a round trip it is usually wrong, 0 to 1. */
  readonly error: number
}
