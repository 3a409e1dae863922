// Jobs on their way to a worker. What repeats, sources and sets of limits, is sent once and then named by a number. The
// caller's side decides what the worker keeps, so both always agree.
import type { Limits } from '../limits.ts'
import type { EventType, MachineRequest, RequestType } from '../machine/outcome.ts'
import { LruCache } from './lru.ts'
import { INLINE_BYTES, type RingEnds, RingReader, RingWriter } from './ring.ts'

export const EVENT_TYPES: readonly EventType[] = [
  'load',
  'put',
  'update',
  'get',
  'timer',
  'merge',
  'delete',
  'select'
]

const REQUEST_TYPES: readonly RequestType[] = [...EVENT_TYPES, 'resume', 'drop']

const JOB = {
  code: 0,
  type: 1,
  limits: 2,
  time: 3,
  seed: 4,
  expected: 5,
  round: 6,
  frameBytes: 7,
  parcel: 8,
  chain: 9
} as const

interface JobParcel {
  /** Numbers of codes and limits that are not named again. */
  readonly forgotten: readonly number[]
  readonly code: { readonly number: number; readonly hash: string; readonly source: string } | undefined
  readonly limits: { readonly number: number; readonly limits: Limits } | undefined
  /** A frame that is too large for the ring. */
  readonly frame: Uint8Array | undefined
}

/** A code as the caller's side knows it. */
export interface SentCode {
  readonly number: number
  readonly characters: number
  /** What an invocation of it takes: a moving average, half of it the last one's. */
  microseconds: number
  /** Names of its handlers, once the worker has told them. */
  handlers: readonly string[]
}

/** What is assumed of a code that has not run yet. */
const UNKNOWN_MICROSECONDS = 500

/** Characters of source that a worker keeps, so that an evicted image can be made again without asking. */
const SOURCE_CHARACTERS = 16_777_216

/** Characters that an entry counts for beside its source. */
const ENTRY_CHARACTERS = 1024

/** Sets of limits that a worker keeps. Callers that make limits anew for each call would fill its memory. */
const KEPT_LIMITS = 64

export class JobSender {
  readonly #ring: RingWriter<JobParcel>
  readonly #codes: LruCache<string, SentCode>
  readonly #limits = new LruCache<Limits, number>(
    KEPT_LIMITS,
    () => 1,
    (number) => this.#forgotten.push(number)
  )
  #forgotten: number[] = []
  #next = 1

  constructor(ends: RingEnds, sourceCharacters = SOURCE_CHARACTERS) {
    this.#ring = new RingWriter(ends)
    this.#codes = new LruCache(
      sourceCharacters,
      ({ characters }) => characters + ENTRY_CHARACTERS,
      ({ number }) => this.#forgotten.push(number)
    )
  }

  knows(hash: string): boolean {
    return this.#codes.has(hash)
  }

  /** @param round how often the worker has handed back what waited */
  send(request: MachineRequest, round: number): SentCode {
    const { frame, seed, time, type, limits } = request
    const known = this.#codes.get(request.hash)
    const code = known ?? this.#introduce(request)
    const knownLimits = this.#limits.get(limits)
    const limitsNumber = knownLimits ?? this.#number()
    if (knownLimits === undefined) this.#limits.set(limits, limitsNumber)
    const inline = frame.length <= INLINE_BYTES
    const parcel = !inline || known === undefined || knownLimits === undefined
    const ring = this.#ring
    if (parcel)
      ring.post({
        forgotten: this.#forgotten.splice(0),
        code:
          known === undefined ? { number: code.number, hash: request.hash, source: request.code } : undefined,
        limits: knownLimits === undefined ? { number: limitsNumber, limits } : undefined,
        frame: inline ? undefined : frame
      })
    const { at, numbers } = ring
    numbers[at + JOB.code] = code.number
    numbers[at + JOB.type] = REQUEST_TYPES.indexOf(type)
    numbers[at + JOB.limits] = limitsNumber
    numbers[at + JOB.time] = time
    ring.integers[at + JOB.seed] = seed
    numbers[at + JOB.expected] = code.microseconds
    numbers[at + JOB.round] = round
    numbers[at + JOB.frameBytes] = frame.length
    numbers[at + JOB.parcel] = parcel ? 1 : 0
    numbers[at + JOB.chain] = request.chain
    if (inline) ring.bytes.set(frame, ring.bytesAt)
    ring.publish()
    ring.wake()
    return code
  }

  #introduce({ hash, code: { length } }: MachineRequest): SentCode {
    const code = {
      number: this.#number(),
      characters: length,
      microseconds: UNKNOWN_MICROSECONDS,
      handlers: []
    }
    this.#codes.set(hash, code)
    return code
  }

  // Never used twice by one worker.
  #number(): number {
    return this.#next++
  }
}

/** A code as the worker knows it. */
export interface KeptCode {
  readonly hash: string
  readonly source: string
  /** Have the names of its handlers been told? */
  told: boolean
}

export interface ReceivedJob {
  readonly code: KeptCode
  /** Microseconds that it is expected to take. */
  readonly expected: number
  readonly round: number
  /** Its frame is only valid until the job is done with. */
  readonly request: MachineRequest
}

export class JobReceiver {
  readonly #ring: RingReader<JobParcel>
  readonly #codes = new Map<number, KeptCode>()
  readonly #limits = new Map<number, Limits>()

  constructor(ends: RingEnds) {
    this.#ring = new RingReader(ends)
  }

  get ready(): boolean {
    return this.#ring.ready
  }

  /** Are there more behind the one that is being read? */
  get waiting(): boolean {
    return this.#ring.waiting
  }

  /** Blocks the thread until there is a job. */
  sleep(): void {
    this.#ring.sleep()
  }

  /** Reads the next job, which must be there. It stays in the ring until `done`. */
  read(): ReceivedJob {
    const ring = this.#ring
    const { at, bytesAt, numbers } = ring
    const parcel = numbers[at + JOB.parcel] === 0 ? undefined : ring.parcel()
    if (parcel !== undefined) this.#keep(parcel)
    const code = this.#codes.get(numbers[at + JOB.code]!)!
    const request = {
      code: code.source,
      hash: code.hash,
      chain: numbers[at + JOB.chain]!,
      type: REQUEST_TYPES[numbers[at + JOB.type]!]!,
      frame: parcel?.frame ?? ring.bytes.subarray(bytesAt, bytesAt + numbers[at + JOB.frameBytes]!),
      time: numbers[at + JOB.time]!,
      seed: ring.integers[at + JOB.seed]!,
      limits: this.#limits.get(numbers[at + JOB.limits]!)!
    }
    return { code, expected: numbers[at + JOB.expected]!, round: numbers[at + JOB.round]!, request }
  }

  done(): void {
    this.#ring.advance()
  }

  #keep({ forgotten, code, limits }: JobParcel): void {
    for (const number of forgotten) {
      this.#codes.delete(number)
      this.#limits.delete(number)
    }
    if (code !== undefined)
      this.#codes.set(code.number, { hash: code.hash, source: code.source, told: false })
    if (limits !== undefined) this.#limits.set(limits.number, limits.limits)
  }
}
