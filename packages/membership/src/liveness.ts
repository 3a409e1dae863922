// Who is there, as far as this node can tell (Dynamo, section 4.8.3): failure is a local judgement from the traffic
// itself. A peer that lets a question lapse or whose connection is gone is down *for us*; whoever is down is probed,
// first soon, then ever more rarely; any word from it makes it up again at once.
//
//   up ──► silent, or disconnected ──► down ──► probe after 0.25 s, 0.5 s, 1 s … 30 s ──► heard ──► up
//
// A wrong suspicion costs a hinted copy that goes home a moment later; a late one costs every request its timeout.
import { type Cancel, type Deadline, Deadlines, type Millis, type NodeId } from '@halley/model'

export interface LivenessOptions {
  /** Milliseconds from a suspicion to the first probe. Doubles with each probe that stays unanswered. */
  readonly probeAfterMs: number
  /** Milliseconds between probes at the most. */
  readonly probeAtMostMs: number
  /** Milliseconds of silence after which a peer is forgotten: the next one who needs it finds out anew. */
  readonly forgetAfterMs: number
  /** Peers remembered as down at the most; beyond it the one suspected first is forgotten. */
  readonly downAtMost: number
}

export const LIVENESS_DEFAULTS: LivenessOptions = {
  probeAfterMs: 250,
  probeAtMostMs: 30_000,
  forgetAfterMs: 3_600_000,
  downAtMost: 4_096
}

export type LivenessEffect =
  | { readonly type: 'down'; readonly peer: NodeId }
  | { readonly type: 'up'; readonly peer: NodeId }
  | { readonly type: 'probe'; readonly peer: NodeId }

interface Down {
  readonly since: Millis
  readonly waitMs: number
  readonly cancel: Cancel
}

export class Liveness {
  readonly #options: LivenessOptions
  readonly #emit: (effect: LivenessEffect) => void
  readonly #down = new Map<NodeId, Down>()
  readonly #deadlines = new Deadlines<NodeId>()

  constructor(options: LivenessOptions, emit: (effect: LivenessEffect) => void) {
    this.#options = options
    this.#emit = emit
  }

  /** A word from the peer, whatever it said. */
  heard(peer: NodeId): void {
    const down = this.#down.get(peer)
    if (down === undefined) return
    down.cancel()
    this.#down.delete(peer)
    this.#emit({ type: 'up', peer })
  }

  /** The peer let a question lapse, could not be reached, or closed its connection. */
  suspect(peer: NodeId, now: Millis): void {
    if (this.#down.has(peer)) return
    const [first] = this.#down.keys()
    if (first !== undefined && this.#down.size >= this.#options.downAtMost) this.heard(first)
    this.#probeLater(peer, now, this.#options.probeAfterMs, now)
    this.#emit({ type: 'down', peer })
  }

  isDown(peer: NodeId): boolean {
    return this.#down.has(peer)
  }

  deadline(): Deadline | undefined {
    return this.#deadlines.next()
  }

  tick(now: Millis): void {
    for (const peer of this.#deadlines.due(now)) {
      const down = this.#down.get(peer)
      if (down === undefined) continue
      if (now - down.since > this.#options.forgetAfterMs) {
        this.heard(peer)
        continue
      }
      this.#probeLater(peer, now, Math.min(2 * down.waitMs, this.#options.probeAtMostMs), down.since)
      this.#emit({ type: 'probe', peer })
    }
  }

  #probeLater(peer: NodeId, now: Millis, waitMs: number, since: Millis): void {
    const cancel = this.#deadlines.set(now + waitMs, 'probe a silent peer', peer)
    this.#down.set(peer, { since, waitMs, cancel })
  }
}
