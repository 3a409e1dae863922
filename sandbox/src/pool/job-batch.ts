// Packing jobs on the caller's side, and unpacking them in the worker.

import type { Limits } from '../limits.ts'
import type { MachineRequest } from '../machine/outcome.ts'
import { joinFrames } from './frames.ts'
import { type Code, EVENT_TYPES, JOB, JOB_WORDS, type JobBatch } from './messages.ts'

/** Collects jobs for one worker, and remembers what that worker was sent. */
export class JobPacker {
  #numbers: number[] = []
  #frames: Uint8Array[] = []
  #bytes = 0
  #codes: [number, Code][] = []
  #limits: [number, Limits][] = []
  // Sources and limits by the numbers that this worker knows them by.
  readonly #codeNumbers = new Map<string, number>()
  readonly #limitNumbers = new Map<Limits, number>()
  #next = 1

  get empty(): boolean {
    return this.#numbers.length === 0
  }

  knows(hash: string): boolean {
    return this.#codeNumbers.has(hash)
  }

  /** The worker no longer has this code; it is sent again with the next job that needs it. */
  forget(hash: string): void {
    this.#codeNumbers.delete(hash)
  }

  /** Answers the number by which the worker knows the job's code. */
  add(id: number, request: MachineRequest): number {
    const { frame, seed, time, type, limits } = request
    const code = this.#codeNumber(request)
    this.#numbers.push(
      id,
      code,
      EVENT_TYPES.indexOf(type),
      this.#limitNumber(limits),
      time,
      Number(seed & 0xffffffffn),
      Number(seed >> 32n),
      frame.length
    )
    this.#frames.push(frame)
    this.#bytes += frame.length
    return code
  }

  /** The batch so far; a new one begins. */
  take(): JobBatch {
    const frames = joinFrames(this.#frames, this.#bytes)
    const batch = {
      numbers: Float64Array.from(this.#numbers),
      frames,
      codes: this.#codes,
      limits: this.#limits
    }
    this.#numbers = []
    this.#frames = []
    this.#bytes = 0
    this.#codes = []
    this.#limits = []
    return batch
  }

  #codeNumber({ hash, code }: MachineRequest): number {
    const known = this.#codeNumbers.get(hash)
    if (known !== undefined) return known
    if (this.#codeNumbers.size >= REMEMBERED) this.#codeNumbers.clear()
    const number = this.#next++
    this.#codeNumbers.set(hash, number)
    this.#codes.push([number, { hash, source: code }])
    return number
  }

  #limitNumber(limits: Limits): number {
    const known = this.#limitNumbers.get(limits)
    if (known !== undefined) return known
    // Callers that make limits anew for each call would fill the memory of both sides.
    if (this.#limitNumbers.size >= REMEMBERED_LIMITS) this.#limitNumbers.clear()
    const number = this.#next++
    this.#limitNumbers.set(limits, number)
    this.#limits.push([number, limits])
    return number
  }
}

/** Codes and sets of limits that the caller's side remembers to have sent. */
const REMEMBERED = 4096
const REMEMBERED_LIMITS = 64

/** Sets of limits that the worker keeps: those the caller's side may still name, and a batch of others. */
export const KEPT_LIMITS = 1024

export interface Unpacked extends Omit<MachineRequest, 'code' | 'hash'> {
  readonly id: number
  readonly codeNumber: number
}

/** The jobs of a batch, in order. `limits` is what the worker has been sent so far, by number. */
export function* unpackJobs(batch: JobBatch, limits: ReadonlyMap<number, Limits>): Generator<Unpacked> {
  const { numbers, frames } = batch
  let start = 0
  for (let at = 0; at < numbers.length; at += JOB_WORDS) {
    const end = start + numbers[at + JOB.frameBytes]!
    yield {
      id: numbers[at + JOB.id]!,
      codeNumber: numbers[at + JOB.code]!,
      type: EVENT_TYPES[numbers[at + JOB.type]!]!,
      limits: limits.get(numbers[at + JOB.limits]!)!,
      time: numbers[at + JOB.time]!,
      seed: (BigInt(numbers[at + JOB.seedHigh]!) << 32n) | BigInt(numbers[at + JOB.seedLow]!),
      frame: frames.subarray(start, end)
    }
    start = end
  }
}
