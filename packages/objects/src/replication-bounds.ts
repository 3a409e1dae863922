// What the operator of a node allows objects to say of their replication (own-replication.ts).

export interface ReplicationBounds {
  /** Largest N that an object may ask for, by its state or with a put. */
  readonly replicasAtMost: number
  /** Shortest and longest lifetime that an object may give itself, in milliseconds. */
  readonly lifetimeLeastMs: number
  readonly lifetimeMostMs: number
  /** Shortest interval in which an object may choose anew who holds copies of it, in milliseconds. */
  readonly selectLeastMs: number
}
