// The coordinator's write (Dynamo, sections 4.5 and 4.6): its own copy first, then the other homes; where a home is
// down or does not answer, the next fallback keeps a hinted copy for it. W durable copies acknowledge the write.
//
//   local ──► own copy durable ──► replicating ──► W durable ──► acknowledged ──► N copies, or nobody left ──► done
//     │                                 └──► nobody left to ask ──► unmet
//
// The own copy comes first because nobody may hear of a version that this node could forget (see replica.ts).
import type { NodeId, Quorum } from '@halley/model'
import { Fallbacks, type PreferenceList } from './plan.ts'

export type WritePhase = 'local' | 'replicating' | 'acknowledged' | 'done' | 'unmet'

export interface WritePlan {
  readonly self: NodeId
  readonly list: PreferenceList
  readonly quorum: Quorum
  readonly isDown: (node: NodeId) => boolean
  /** Whether the coordinator may keep a copy for that home. Where it may for none, it is a bystander. */
  readonly hasRoom: (home: NodeId) => boolean
}

/** A copy to be sent; with a hint, it is kept for that home. */
export interface Placing {
  readonly node: NodeId
  readonly hint?: NodeId
}

export class QuorumWrite {
  phase: WritePhase = 'local'
  readonly #plan: WritePlan
  readonly #fallbacks: Fallbacks
  /** Homes that need a copy of their own or a stand-in's, besides what the coordinator's own copy covers. */
  readonly #homes: readonly NodeId[]
  #ownHint: NodeId | undefined
  /** Whether the own copy is one of the N: a home's, or a stand-in's. A bystander's copy is one that no reader asks. */
  readonly #counts: boolean
  readonly #pending = new Map<NodeId, Placing>()
  readonly #stored = new Set<NodeId>()
  readonly #owed = new Set<NodeId>()

  constructor(plan: WritePlan) {
    this.#plan = plan
    const homes = plan.list.slice(0, plan.quorum.n)
    if (!homes.includes(plan.self))
      this.#ownHint = homes.find((home) => plan.isDown(home) && plan.hasRoom(home))
    this.#counts = homes.includes(plan.self) || this.#ownHint !== undefined
    this.#homes = homes.filter((home) => home !== plan.self && home !== this.#ownHint)
    this.#fallbacks = new Fallbacks(
      plan.list,
      plan.quorum.n,
      (node) => node === plan.self || plan.isDown(node)
    )
  }

  /** For which home that is down the coordinator's own copy stands in, if it is no home itself. */
  get ownHint(): NodeId | undefined {
    return this.#ownHint
  }

  /** Homes that got no copy, and for which nobody stands in: the coordinator owes it to them. */
  get owed(): NodeId[] {
    return [...this.#owed].filter((home) => !this.#stored.has(home))
  }

  /** Copies needed and got. */
  get count(): { need: number; got: number } {
    return { need: this.#plan.quorum.w, got: this.#stored.size }
  }

  /** The own copy is durable. Returns the copies to send. */
  storedHere(): Placing[] {
    this.phase = 'replicating'
    if (this.#counts) this.#stored.add(this.#plan.self)
    const placings = this.#homes.flatMap((home) =>
      this.#plan.isDown(home) ? this.#standIn(home) : [{ node: home }]
    )
    for (const placing of placings) this.#pending.set(placing.node, placing)
    this.#judge()
    return placings
  }

  /** The operation's time is up: who was asked may still answer, nobody else is asked. */
  lastCall(): void {
    this.#fallbacks.drop()
  }

  /** A node's copy is durable. */
  stored(node: NodeId): void {
    this.#pending.delete(node)
    this.#stored.add(node)
    this.#judge()
  }

  /** A node did not store its copy. Returns who gets one in its place. */
  unstored(node: NodeId): Placing[] {
    const placing = this.#pending.get(node)
    if (placing === undefined) return []
    this.#pending.delete(node)
    const placings = this.#standIn(placing.hint ?? placing.node)
    for (const next of placings) this.#pending.set(next.node, next)
    this.#judge()
    return placings
  }

  #standIn(home: NodeId): Placing[] {
    const node = this.#fallbacks.next()
    if (node !== undefined) return [{ node, hint: home }]
    this.#owed.add(home)
    return []
  }

  #judge(): void {
    if (this.phase === 'replicating' && this.#stored.size >= this.#plan.quorum.w) this.phase = 'acknowledged'
    if (this.#pending.size > 0) return
    if (this.phase === 'replicating') this.phase = 'unmet'
    if (this.phase === 'acknowledged') this.phase = 'done'
  }
}
