// Who is there, as far as this node can tell (Dynamo, section 4.8.3): failure is a local judgement from the traffic
// itself. A peer that lets a question lapse or whose connection is gone is down *for us*; any word from it makes it up again
// at once.
//
//   up ──► silent, or disconnected ──► down ──► probe, after 0.25 s ──► heard ──► up
//                                        │        ▲ 0.5 s, 1 s … 30 s later, if somebody missed it meanwhile
//                                        ▼        │
//                                     dormant ────┘ at once, when somebody misses it
//
// A peer is missed when it is passed over by somebody who had use for it: as a home, as a coordinator, as the owner of a hint.
// Where nobody has, it is not asked for: of all the nodes that have ever been here, most are gone for good, and what they
// cost must not grow with their number.
//
// A wrong suspicion costs a hinted copy that goes home a moment later; a late one costs every request its timeout.
import { type Cancel, Counts, type Deadline, Deadlines, type Millis, type NodeId } from '@halley/model'
import { LIVENESS_COUNTS } from './counts.ts'

export interface LivenessOptions {
  /** Milliseconds from a suspicion to the first probe. Doubles with each probe that stays unanswered. */
  readonly probeAfterMs: number
  /** Milliseconds between probes of a peer that is missed all the time, at the most. */
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
  /** From the last probe, or the suspicion, to the next probe. */
  waitMs: number
  /** Since the last probe. Whoever suspects a peer had use for it. */
  missed: boolean
  /** Nothing is planned but to forget it. */
  dormant: boolean
  cancel: Cancel
}

export class Liveness {
  readonly counts = new Counts(LIVENESS_COUNTS)
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
    if (this.#end(peer)) this.counts.add('recoveries')
  }

  /** The peer let a question lapse, could not be reached, or closed its connection. */
  suspect(peer: NodeId, now: Millis): void {
    if (this.#down.has(peer)) return
    const [first] = this.#down.keys()
    if (first !== undefined && this.#down.size >= this.#options.downAtMost) this.#forget(first)
    this.counts.add('suspicions')
    const waitMs = this.#options.probeAfterMs
    const cancel = this.#probeAt(peer, now + waitMs)
    this.#down.set(peer, { since: now, waitMs, missed: true, dormant: false, cancel })
    this.#emit({ type: 'down', peer })
  }

  /** Somebody had use for the peer, and passed it over because it is down. */
  missed(peer: NodeId, now: Millis): void {
    const down = this.#down.get(peer)
    if (down === undefined) return
    down.missed = true
    if (!down.dormant) return
    down.cancel()
    this.#probe(peer, down, now)
  }

  isDown(peer: NodeId): boolean {
    return this.#down.has(peer)
  }

  deadline(): Deadline | undefined {
    return this.#deadlines.next()
  }

  tick(now: Millis): void {
    const { forgetAfterMs } = this.#options
    for (const peer of this.#deadlines.due(now)) {
      const down = this.#down.get(peer)
      if (down === undefined) continue
      if (now - down.since > forgetAfterMs) this.#forget(peer)
      else if (down.missed) this.#probe(peer, down, now)
      else {
        down.dormant = true
        down.cancel = this.#deadlines.set(down.since + forgetAfterMs + 1, 'forget a silent peer', peer)
      }
    }
  }

  #forget(peer: NodeId): void {
    if (this.#end(peer)) this.counts.add('peersForgotten')
  }

  /** Takes it for up again. Returns whether it was down. */
  #end(peer: NodeId): boolean {
    const down = this.#down.get(peer)
    if (down === undefined) return false
    down.cancel()
    this.#down.delete(peer)
    this.#emit({ type: 'up', peer })
    return true
  }

  #probe(peer: NodeId, down: Down, now: Millis): void {
    down.missed = false
    down.dormant = false
    down.waitMs = Math.min(2 * down.waitMs, this.#options.probeAtMostMs)
    down.cancel = this.#probeAt(peer, now + down.waitMs)
    this.counts.add('probes')
    this.#emit({ type: 'probe', peer })
  }

  #probeAt(peer: NodeId, at: Millis): Cancel {
    return this.#deadlines.set(at, 'probe a silent peer', peer)
  }
}
