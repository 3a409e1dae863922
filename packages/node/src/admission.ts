// How many requests this node has under way at a time, and who is told BUSY at once instead of TIMEOUT late.
//
// Nobody knows beforehand how many are too many: a request may take 0.3 ms or, with a handler, 10 ms; a disk may sync in 0.1 or in
// 50 ms. What shows it is how long requests take. So the number allowed follows their median: it shrinks while the median
// is above the patience, and grows while it is well below and the room is used. By Little's law the wait then settles about
// the patience, however fast the node is. The median, and not a tail, because one replica that is dead makes some requests
// wait for its timeout, and refusing others would not help them.
//
// Between nodes that are far apart every request is slow, and fewer at a time would not be faster. So the patience is never
// less than three times what requests take that come when there is hardly another.
//
//   begin ──► refused (BUSY), nothing is kept of it
//     └─────► counted ──► ended ──► every ADJUST_MS: median > patience ──► ×3/4;  median < half, room used ──► ×5/4
import { type Failure, type Millis, TransitMap } from '@halley/model'

export interface AdmissionOptions {
  /** Requests under way at the most, however fast they are. */
  readonly requestsAtMost: number
  /** Requests that are always allowed to be under way. */
  readonly requestsAtLeast: number
  /** Milliseconds that half of the requests may take before fewer are let in. */
  readonly requestPatienceMs: number
}

export const ADMISSION_DEFAULTS: AdmissionOptions = {
  requestsAtMost: 1_024,
  requestsAtLeast: 16,
  requestPatienceMs: 500
}

/** How often the number allowed is looked at, and of how many requests at least. */
const ADJUST_MS = 100
const ADJUST_REQUESTS = 16

/** Of more than so many requests since, the first ones speak for all. */
const HEARD_AT_MOST = 256

/** A request that comes when fewer are there tells how long it takes without a crowd; the latest ones count. */
const CROWD = 2
const CALM_REQUESTS = 16

/** How much longer it may take with one; and with how many times the patience it ends, since requests time out at last. */
const CALM_FACTOR = 3
const LONGEST_FACTOR = 8

interface Open {
  readonly from: string
  readonly since: Millis
  /** It came when there was hardly another. */
  readonly calm: boolean
}

export class Admission {
  readonly #options: AdmissionOptions
  readonly #share: number
  /** By the caller's name for the request: whom it is from, and since when. */
  readonly #open = new TransitMap<number, Open>()
  readonly #byOrigin = new Map<string, number>()
  #allowed: number
  #took: Millis[] = []
  readonly #tookInCalm: Millis[] = []
  #calmRequests = 0
  /** Most requests under way since the last look. */
  #peak = 0
  #lookedAt: Millis = 0

  /** @param share of what is allowed that one origin may use, so that others get in beside it */
  constructor(options: AdmissionOptions, share: number) {
    this.#options = options
    this.#share = share
    this.#allowed = Math.max(options.requestsAtLeast, Math.ceil(options.requestsAtMost / 4))
  }

  /** A request comes in. Why it is refused, if so; otherwise it is under way, and `ended` is to follow. */
  begin(name: number, from: string, now: Millis): Failure | undefined {
    const own = this.#byOrigin.get(from) ?? 0
    if (this.#open.size >= this.#allowed || own >= Math.ceil(this.#share * this.#allowed)) {
      const used = this.#open.size
      const message = `this node has ${used} requests under way, and no room for more at the moment; try again`
      return { code: 'BUSY', message, details: { used, allowed: this.#allowed } }
    }
    this.#open.set(name, { from, since: now, calm: this.#open.size < CROWD })
    this.#byOrigin.set(from, own + 1)
    this.#peak = Math.max(this.#peak, this.#open.size)
    return undefined
  }

  /**
   * The request was answered. One that was not let in is nothing.
   * @param refused elsewhere, for want of room: how fast that went says nothing
   */
  ended(name: number, now: Millis, refused: boolean): void {
    const request = this.#open.get(name)
    if (request === undefined) return
    this.#open.delete(name)
    const left = (this.#byOrigin.get(request.from) ?? 1) - 1
    if (left === 0) this.#byOrigin.delete(request.from)
    else this.#byOrigin.set(request.from, left)
    if (!refused) this.#note(now - request.since, request.calm)
    if (this.#took.length >= ADJUST_REQUESTS && now - this.#lookedAt >= ADJUST_MS) this.#adjust(now)
  }

  /** Requests that may be under way at present. */
  get allowed(): number {
    return this.#allowed
  }

  #note(ms: Millis, calm: boolean): void {
    if (this.#took.length < HEARD_AT_MOST) this.#took.push(ms)
    if (calm) this.#tookInCalm[this.#calmRequests++ % CALM_REQUESTS] = ms
  }

  #adjust(now: Millis): void {
    const { requestsAtMost, requestsAtLeast, requestPatienceMs } = this.#options
    const distant = Math.min(LONGEST_FACTOR * requestPatienceMs, CALM_FACTOR * medianOf(this.#tookInCalm))
    const patience = Math.max(requestPatienceMs, distant)
    const median = medianOf(this.#took)
    const isUsed = this.#peak >= 0.75 * this.#allowed
    if (median > patience) this.#allowed = Math.max(requestsAtLeast, Math.floor(this.#allowed * 0.75))
    else if (isUsed && median < patience / 2)
      this.#allowed = Math.min(requestsAtMost, Math.ceil(this.#allowed * 1.25))
    this.#took = []
    this.#peak = this.#open.size
    this.#lookedAt = now
  }
}

/** 0 of none. */
function medianOf(times: readonly Millis[]): Millis {
  return [...times].sort((a, b) => a - b)[times.length >> 1] ?? 0
}
