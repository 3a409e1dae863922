// How a node leaves the ring for good, and what for: each step waits for the one before.
//
//   storing ──► telling ──► moving ──► gone
//   the disk    another     its copies are
//   has it      member      with their homes
//               knows it,
//               and the disk
//               has that, too
//
// It begins with an operator's word, here or at another node; or with a start on a disk that says that the node is leaving, or has
// left and still holds copies: it crashed on the way.
import type { Deadline, Failure, Member, Millis, NodeId } from '@halley/model'

export type DeparturePhase = 'storing' | 'telling' | 'moving' | 'gone'

export type DepartureEffect =
  /** Others should hear of it. */
  | { readonly type: 'tell' }
  /** Again and again, until it is answered by `vacated`. */
  | { readonly type: 'vacate' }
  /** The answer to the request of this name. */
  | { readonly type: 'departed'; readonly id: number; readonly failure?: Failure }
  | { readonly type: 'gone' }

/** Milliseconds between two looks at whether anything is left here: at first, and when nothing moves any more. */
const LOOK_AGAIN_MS = 500
const LOOK_AT_LEAST_MS = 16_000

export class Departure {
  phase: DeparturePhase | undefined
  /** What is still to be moved, while it moves. */
  left: number | undefined
  readonly #emit: (effect: DepartureEffect) => void
  /** Who asked for it, and is answered when it is over. */
  readonly #asked: number[] = []
  #lookAt: Millis | undefined
  #lookMs = LOOK_AGAIN_MS

  constructor(emit: (effect: DepartureEffect) => void) {
    this.#emit = emit
  }

  /** Begins, once. */
  begin(phase: 'storing' | 'telling'): void {
    if (this.phase !== undefined) return
    this.phase = phase
    if (phase === 'telling') this.#emit({ type: 'tell' })
  }

  /** Whoever asks is answered when this node is gone. */
  ask(id: number): void {
    if (this.phase === 'gone') this.#emit({ type: 'departed', id })
    else this.#asked.push(id)
  }

  stored(): void {
    if (this.phase !== 'storing') return
    this.phase = 'telling'
    this.#emit({ type: 'tell' })
  }

  /** A member knows that this node has left, and the disk says so. */
  told(now: Millis): void {
    if (this.phase !== 'telling') return
    this.phase = 'moving'
    this.#lookAt = now
    this.tick(now)
  }

  deadline(): Deadline | undefined {
    return this.#lookAt === undefined ? undefined : { at: this.#lookAt, reason: 'see what is left here' }
  }

  tick(now: Millis): void {
    if (this.#lookAt === undefined || now < this.#lookAt) return
    this.#lookAt = now + this.#lookMs
    this.#emit({ type: 'vacate' })
  }

  /** So many copies, and hints of copies, are still here. */
  vacated(left: number): void {
    const isStuck = left === this.left
    this.#lookMs = isStuck ? Math.min(2 * this.#lookMs, LOOK_AT_LEAST_MS) : LOOK_AGAIN_MS
    this.left = left
    if (this.phase !== 'moving' || left > 0) return
    this.phase = 'gone'
    this.#lookAt = undefined
    for (const id of this.#asked.splice(0)) this.#emit({ type: 'departed', id })
    this.#emit({ type: 'gone' })
  }
}

/** Why `member` cannot leave, if so. */
export function refusalOf(
  member: NodeId,
  known: Member | undefined,
  joined: readonly Member[]
): Failure | undefined {
  if (known === undefined)
    return {
      code: 'MEMBER_UNKNOWN',
      message: `${member} is no member of the ring, as far as this node knows`
    }
  if (known.status === 'left')
    return { code: 'MEMBER_UNKNOWN', message: `${member} has left the ring already` }
  if (joined.length === 1)
    return {
      code: 'LAST_MEMBER',
      message: `${member} is the only member of the ring: nobody could take over its objects`
    }
  return undefined
}
