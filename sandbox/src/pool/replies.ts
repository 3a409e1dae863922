// Replies on their way back from a worker, one for each job, in the order of the jobs.
import type { Decision, InvocationError, MachineReply } from '../machine/outcome.ts'
import { INLINE_BYTES, type RingEnds, RingReader, RingWriter } from './ring.ts'

const REPLY = {
  verdict: 0,
  changes: 1,
  instructions: 2,
  steps: 3,
  memory: 4,
  microseconds: 5,
  frameBytes: 6,
  parcel: 7
} as const

/** A reply's verdict: a decision's place in DECISIONS, or one of these. */
const FAILED = -1
const NOT_RUN = -2

const DECISIONS: readonly (Decision | 'wait')[] = ['accept', 'keep', 'refuse', 'wait']

/** Bits of a reply's changes, and one that tells that it would be the same again. */
const CHANGED = { state: 1, local: 2, repeatable: 4 } as const

/** No frame: nothing ran and all is as it was. */
const NO_FRAME = -1

interface ReplyParcel {
  readonly error: InvocationError | undefined
  readonly handlers: readonly string[] | undefined
  /** A frame that is too large for the ring. */
  readonly frame: Uint8Array | undefined
}

export class ReplySender {
  readonly #ring: RingWriter<ReplyParcel>

  constructor(ends: RingEnds) {
    this.#ring = new RingWriter(ends)
  }

  /** @param tellHandlers has the caller's side not been told yet which handlers this code has? */
  send(reply: MachineReply, tellHandlers: boolean): void {
    const { at, numbers } = this.#ring
    const { instructions, steps, memory, microseconds } = reply.usage
    numbers[at + REPLY.instructions] = instructions
    numbers[at + REPLY.steps] = steps
    numbers[at + REPLY.memory] = memory
    numbers[at + REPLY.microseconds] = microseconds
    if (reply.ok) this.#outcome(reply, tellHandlers)
    else {
      this.#ring.post({ error: reply.error, handlers: undefined, frame: undefined })
      this.#head(FAILED, 0, NO_FRAME, true)
    }
    this.#ring.publish()
  }

  /** Hands a job back. */
  notRun(): void {
    this.#head(NOT_RUN, 0, NO_FRAME, false)
    this.#ring.publish()
  }

  /** Does the caller's side have to be told that there are replies? */
  calls(): boolean {
    return this.#ring.calls()
  }

  #outcome(reply: MachineReply & { ok: true }, tellHandlers: boolean): void {
    const { decision, frame, stateChanged, localChanged, repeatable, handlers } = reply
    const inline = frame === undefined || frame.length <= INLINE_BYTES
    const parcel = tellHandlers || !inline
    if (parcel)
      this.#ring.post({
        error: undefined,
        handlers: tellHandlers ? handlers : undefined,
        frame: inline ? undefined : frame
      })
    const changes =
      (stateChanged ? CHANGED.state : 0) |
      (localChanged ? CHANGED.local : 0) |
      (repeatable ? CHANGED.repeatable : 0)
    this.#head(DECISIONS.indexOf(decision), changes, frame?.length ?? NO_FRAME, parcel)
    if (inline && frame !== undefined) this.#ring.bytes.set(frame, this.#ring.bytesAt)
  }

  #head(verdict: number, changes: number, frameBytes: number, parcel: boolean): void {
    const { at, numbers } = this.#ring
    numbers[at + REPLY.verdict] = verdict
    numbers[at + REPLY.changes] = changes
    numbers[at + REPLY.frameBytes] = frameBytes
    numbers[at + REPLY.parcel] = parcel ? 1 : 0
  }
}

export class ReplyReceiver {
  readonly #ring: RingReader<ReplyParcel>

  constructor(ends: RingEnds) {
    this.#ring = new RingReader(ends)
  }

  get ready(): boolean {
    return this.#ring.ready
  }

  /** What is sent from now on is told again. */
  heard(): void {
    this.#ring.heard()
  }

  /**
   * Reads the next reply, which must be there; undefined for a job that was handed back. Its frame is only valid until `done`.
   *
   * @param code the job's; the names of its handlers are noted there when they are told
   */
  read(code: { handlers: readonly string[] }): MachineReply | undefined {
    const ring = this.#ring
    const { at, bytesAt, numbers } = ring
    const verdict = numbers[at + REPLY.verdict]!
    if (verdict === NOT_RUN) return undefined
    const parcel = numbers[at + REPLY.parcel] === 0 ? undefined : ring.parcel()
    if (parcel?.handlers !== undefined) code.handlers = parcel.handlers
    const usage = {
      instructions: numbers[at + REPLY.instructions]!,
      steps: numbers[at + REPLY.steps]!,
      memory: numbers[at + REPLY.memory]!,
      microseconds: numbers[at + REPLY.microseconds]!
    }
    if (verdict === FAILED) return { ok: false, error: parcel!.error!, usage }
    const changes = numbers[at + REPLY.changes]!
    const length = numbers[at + REPLY.frameBytes]!
    const inline = length === NO_FRAME ? undefined : ring.bytes.subarray(bytesAt, bytesAt + length)
    return {
      ok: true,
      decision: DECISIONS[verdict]!,
      frame: parcel?.frame ?? inline,
      stateChanged: (changes & CHANGED.state) !== 0,
      localChanged: (changes & CHANGED.local) !== 0,
      repeatable: (changes & CHANGED.repeatable) !== 0,
      handlers: code.handlers,
      usage
    }
  }

  done(): void {
    this.#ring.advance()
  }
}
