// A simulated machine: one node with its disk and its clock. It can crash, which loses all of its memory and what
// the disk had not finished; it can start again on the same disk; it can stall for a while, as a program does that is
// swapped out or collects garbage: then everything that arrives waits.
import {
  type Actor,
  type Coordinate,
  compareBits64,
  type Deadline,
  type IndexEntry,
  type Millis,
  type NodeId
} from '@halley/model'
import type { Effect, Input, NodeInit, NodeOptions, RingStart } from '@halley/node'
import type { Agenda } from './agenda.ts'
import type { Clock } from './clock.ts'
import type { Disk } from './disk.ts'
import type { Load, Trace } from './trace.ts'

/** What of a node the world uses; tests put a faulty one in its place, to see that it is caught. */
export interface NodeLike {
  step(input: Input, now: Millis): Effect[]
  deadline(): Deadline | undefined
  readonly load: Load
  readonly peers?: { readonly coordinates: { readonly own: Coordinate | undefined } }
}

export type Build = (init: NodeInit) => NodeLike

export interface HostInit {
  readonly id: NodeId
  readonly actor: Actor
  /** Draws where the message ids of the next life begin. */
  readonly boot: () => number
  readonly options: NodeOptions
  /** What it says of itself in a ring, and whom it asks for the way. */
  readonly profile: RingStart['profile']
  readonly seeds: readonly NodeId[]
  readonly build: Build
  readonly agenda: Agenda
  readonly trace: Trace
  readonly clock: Clock
  readonly disk: Disk
  readonly perform: (host: Host, effect: Effect) => void
}

export class Host {
  readonly id: NodeId
  readonly disk: Disk
  /** Counts the starts: what was meant for an earlier life is void. */
  life = 0
  /** Gone for good, disk and all. */
  gone = false
  /** Out of the ring for good, and stopped. */
  left = false
  readonly #init: HostInit
  #node: NodeLike | undefined
  #stalledUntil: Millis = 0
  readonly #inbox: Input[] = []
  /** World time of the next wake-up that is arranged. */
  #wakesAt = Number.POSITIVE_INFINITY

  constructor(init: HostInit) {
    this.id = init.id
    this.disk = init.disk
    this.#init = init
  }

  get isUp(): boolean {
    return this.#node !== undefined
  }

  get load(): Load | undefined {
    return this.#node?.load
  }

  /** Where it is, if it has measured a round trip. */
  get coordinates(): Coordinate | undefined {
    return this.#node?.peers?.coordinates.own
  }

  /** What its clock shows. */
  get reading(): Millis {
    return this.#init.clock.read(this.#init.agenda.now)
  }

  /** Starts the node on what the disk holds. */
  start(): void {
    const { id, actor, boot, options, build, clock, trace } = this.#init
    if (this.isUp || this.gone || this.left) return
    this.life++
    const drawn = boot()
    this.#node = build({
      self: id,
      actor,
      boot: drawn,
      secret: `${id} ${drawn}`,
      epoch: this.disk.epoch,
      attendance: this.disk.attendance,
      options
    })
    trace.add(id, { type: 'started', actor, clock: clock.options })
    if (options.placement === 'ring') this.#enterRing()
    for (const [home, keys] of this.disk.hints())
      for (const key of keys) this.take({ type: 'storage.hinted', home, key })
    this.take({ type: 'storage.owed', debts: this.disk.debts() })
    this.take(this.disk.timers.page())
    this.#readIndex(this.life)
  }

  #enterRing(): void {
    const { id, profile, seeds, trace } = this.#init
    const { membership } = this.disk
    if (membership !== undefined) trace.add(id, { type: 'members', members: membership.members })
    const known = membership === undefined ? {} : { membership }
    this.take({ type: 'membership.started', start: { profile, seeds, rejoin: false, ...known } })
  }

  /** It has left the ring, and its process ends. */
  leave(): void {
    this.crash()
    this.left = true
    this.#init.trace.add(this.id, { type: 'left' })
  }

  /** The node is given its index in pieces; what is written meanwhile lies before or behind the place that was reached. */
  #readIndex(life: number, after?: IndexEntry): void {
    const { agenda, disk } = this.#init
    agenda.after(INDEX_MS, () => {
      if (life !== this.life) return
      const rest = disk.index.entries().filter((entry) => after === undefined || isBehind(entry, after))
      const entries = rest.slice(0, INDEX_PIECE)
      const last = rest.length <= INDEX_PIECE
      this.take({ type: 'storage.indexed', entries, last })
      if (!last) this.#readIndex(life, entries.at(-1))
    })
  }

  /** `kill -9`, or worse: with `forGood` the disk is lost too. */
  crash(forGood = false): void {
    const { id, trace } = this.#init
    this.#node = undefined
    this.#inbox.length = 0
    this.#stalledUntil = 0
    this.#wakesAt = Number.POSITIVE_INFINITY
    trace.add(id, { type: 'crashed', lostStores: this.disk.crash() })
    if (!forGood) return
    this.gone = true
    trace.add(id, { type: 'gone' })
  }

  /** The node stands still; what happens meanwhile reaches it afterwards. */
  stall(ms: Millis): void {
    const { id, agenda, trace } = this.#init
    if (!this.isUp || ms <= 0) return
    trace.add(id, { type: 'paused', ms })
    this.#stalledUntil = Math.max(this.#stalledUntil, agenda.now + ms)
    const { life } = this
    agenda.after(ms, () => {
      if (life === this.life && this.isUp) this.#resume()
    })
  }

  /** Somebody sets its clock. */
  stepClock(byMs: Millis): void {
    const { id, clock, trace } = this.#init
    clock.step(byMs)
    trace.add(id, { type: 'clock', byMs, clock: clock.options })
    this.#wakesAt = Number.POSITIVE_INFINITY
    this.#arrangeWaking()
  }

  /** Ends a stall at once. */
  wake(): void {
    this.#stalledUntil = 0
    if (this.isUp) this.#resume()
  }

  /** Something happens to the node. */
  take(input: Input): void {
    if (!this.isUp) return
    if (this.isStalled) this.#inbox.push(input)
    else this.#step(input)
  }

  /** `take`, if the life that asked for it still lasts. */
  answer(life: number, input: Input): void {
    if (life === this.life) this.take(input)
  }

  get isStalled(): boolean {
    return this.#init.agenda.now < this.#stalledUntil
  }

  #resume(): void {
    if (this.isStalled) return
    for (const input of this.#inbox.splice(0)) this.#step(input)
    this.#wake()
  }

  #step(input: Input): void {
    const { id, agenda, clock, trace, perform } = this.#init
    if (this.#node === undefined) return
    let effects: Effect[]
    try {
      effects = this.#node.step(input, clock.read(agenda.now))
    } catch (error) {
      trace.add(id, { type: 'threw', error: `${input.type}: ${(error as Error).stack ?? String(error)}` })
      this.crash()
      return
    }
    for (const effect of effects) perform(this, effect)
    this.#arrangeWaking()
  }

  // One wake-up is arranged at a time; one that turns out to be too early arranges the next.
  #arrangeWaking(): void {
    const deadline = this.#node?.deadline()
    if (deadline === undefined) return
    const { agenda, clock } = this.#init
    const at = Math.max(agenda.now, clock.worldTimeOf(deadline.at))
    if (at >= this.#wakesAt) return
    this.#wakesAt = at
    const { life } = this
    agenda.after(at - agenda.now, () => {
      if (life !== this.life || this.#wakesAt !== at) return
      this.#wakesAt = Number.POSITIVE_INFINITY
      if (!this.isStalled) this.#wake()
    })
  }

  #wake(): void {
    const { id, agenda, clock, trace } = this.#init
    const now = clock.read(agenda.now)
    const deadline = this.#node?.deadline()
    if (deadline === undefined) return
    if (deadline.at > now) return this.#arrangeWaking()
    this.#step({ type: 'time.reached' })
    const next = this.#node?.deadline()?.at
    trace.add(id, { type: 'ticked', now, deadline: deadline.at, ...(next === undefined ? {} : { next }) })
    // A node that names the same moment again would stop the world's clock: it is made to wait instead.
    if (next !== undefined && next <= now) this.stall(1_000)
  }
}

/** Entries of the index that a node is given at a time, and how long reading them takes: few, so that writes come between. */
const INDEX_PIECE = 3
const INDEX_MS = 5

function isBehind(a: IndexEntry, b: IndexEntry): boolean {
  return a.n !== b.n ? a.n > b.n : compareBits64(a.position, b.position) > 0
}
