// Packing replies in the worker, and unpacking them on the caller's side.

import type { InvocationError, MachineReply } from '../machine/outcome.ts'
import { joinFrames } from './frames.ts'
import {
  CHANGED,
  CODE_MISSING,
  DECISIONS,
  FAILED,
  NO_FRAME,
  REPLY,
  REPLY_WORDS,
  type ReplyBatch
} from './messages.ts'

/**
 * Codes whose handlers both sides remember. The caller's side numbers a code anew after 4,096 others, so what is forgotten
 * here is never asked for.
 */
export const REMEMBERED_HANDLERS = 8192

export class ReplyPacker {
  #numbers: number[] = []
  #frames: Uint8Array[] = []
  #bytes = 0
  #errors: InvocationError[] = []
  #handlers: [number, readonly string[]][] = []
  // Codes whose handlers were sent.
  readonly #sent = new Set<number>()

  get size(): number {
    return this.#numbers.length / REPLY_WORDS
  }

  codeMissing(id: number): void {
    this.#numbers.push(id, CODE_MISSING, 0, 0, 0, 0, 0, NO_FRAME)
  }

  add(id: number, codeNumber: number, reply: MachineReply): void {
    const { instructions, steps, memory, microseconds } = reply.usage
    if (!reply.ok) {
      this.#errors.push(reply.error)
      this.#numbers.push(id, FAILED, 0, instructions, steps, memory, microseconds, NO_FRAME)
      return
    }
    const { decision, frame, stateChanged, localChanged, handlers } = reply
    const changes = (stateChanged ? CHANGED.state : 0) | (localChanged ? CHANGED.local : 0)
    const verdict = DECISIONS.indexOf(decision)
    this.#numbers.push(
      id,
      verdict,
      changes,
      instructions,
      steps,
      memory,
      microseconds,
      frame?.length ?? NO_FRAME
    )
    if (frame !== undefined) {
      this.#frames.push(frame)
      this.#bytes += frame.length
    }
    if (!this.#sent.has(codeNumber)) {
      this.#sent.add(codeNumber)
      if (this.#sent.size > REMEMBERED_HANDLERS) this.#sent.delete(this.#sent.values().next().value!)
      this.#handlers.push([codeNumber, handlers])
    }
  }

  take(): ReplyBatch {
    const frames = joinFrames(this.#frames, this.#bytes)
    const batch = {
      numbers: Float64Array.from(this.#numbers),
      frames,
      errors: this.#errors,
      handlers: this.#handlers
    }
    this.#numbers = []
    this.#frames = []
    this.#bytes = 0
    this.#errors = []
    this.#handlers = []
    return batch
  }
}

export interface UnpackedReply {
  readonly id: number
  /** Undefined when the worker no longer has the code. */
  readonly reply: MachineReply | undefined
}

/** @param handlersOf names of handlers by a job's id, from what was sent so far */
export function* unpackReplies(
  batch: ReplyBatch,
  handlersOf: (id: number) => readonly string[]
): Generator<UnpackedReply> {
  const { numbers, frames, errors } = batch
  let start = 0
  let failures = 0
  for (let at = 0; at < numbers.length; at += REPLY_WORDS) {
    const id = numbers[at + REPLY.id]!
    const verdict = numbers[at + REPLY.verdict]!
    const changes = numbers[at + REPLY.changes]!
    const length = numbers[at + REPLY.frameBytes]!
    const usage = {
      instructions: numbers[at + REPLY.instructions]!,
      steps: numbers[at + REPLY.steps]!,
      memory: numbers[at + REPLY.memory]!,
      microseconds: numbers[at + REPLY.microseconds]!
    }
    if (verdict === CODE_MISSING) yield { id, reply: undefined }
    else if (verdict === FAILED) yield { id, reply: { ok: false, error: errors[failures++]!, usage } }
    else {
      const frame = length === NO_FRAME ? undefined : frames.subarray(start, start + length)
      start += Math.max(0, length)
      const reply = {
        ok: true,
        decision: DECISIONS[verdict]!,
        frame,
        stateChanged: (changes & CHANGED.state) !== 0,
        localChanged: (changes & CHANGED.local) !== 0,
        handlers: handlersOf(id),
        usage
      } as const
      yield { id, reply }
    }
  }
}
