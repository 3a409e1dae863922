// Hinted handoff in messages: reading the kept copy, sending it home, dropping the hint once it is durable there.
//
//   kept ──► the home is up ──► sent ──► durable there ──► the hint is dropped
//     ▲                          └──► refused, lost ──┐
//     └──────────── again after handoffRetryMs ◄──────┘
//
// A home may never come back. Once the overlay no longer counts it among the key's homes, the copy goes to those
// that are: otherwise it would stay where no reader looks.
//
// A copy that is older than the grace time is not handed to anybody blindly: its deletion may be forgotten. Its hint is given
// up, and it becomes a leftover, whose homes are asked what they know before they get it (exchange/vouching.ts). But a copy that is
// kept for every home was given to none, as far as is known here: it may be the only one, and goes home.
//
// Where the caps on hints leave no room, a fallback refuses the copy (BUSY) before anything of it is stored, and the coordinator
// asks the next fallback. When none is left, the coordinator owes the copy itself. Where even that has no room no hint is kept:
// the write counts the copies that it got, and the home gets its own when homes compare what they hold (exchange/). A
// coordinator that is no home, and has no room, stands in for nobody: its copy is a leftover, which no write counts.
import {
  type Deadline,
  Deadlines,
  type Failure,
  type Key,
  type Millis,
  type NodeId,
  type ObjectRecord,
  ownQuorum,
  type Quorum
} from '@halley/model'
import type { ReplicationCounts } from './counts.ts'
import { isOld } from './exchange/spent.ts'
import type { Throttle } from './exchange/throttle.ts'
import { type Delivery, Hints, type HintsOptions, type KeptFor } from './hints.ts'
import type { PreferenceList } from './plan.ts'
import type { Preferences } from './preferences.ts'
import type { RemoteCopies } from './remote-copies.ts'
import type { Replica } from './replica.ts'

export interface HandoffInit {
  readonly self: NodeId
  readonly options: HintsOptions & { readonly quorum: Quorum; readonly graceMs: number }
  readonly counts: ReplicationCounts
  readonly replica: Replica
  readonly remote: RemoteCopies
  readonly preferences: Preferences
  /** Of all that this node does in the background. */
  readonly throttle: Throttle
  readonly isDown: (node: NodeId) => boolean
  readonly now: () => Millis
}

/** For whom this node keeps copies. */
export interface HintsState {
  readonly copies: number
  /** Homes that they are for. */
  readonly homes: number
  /** The caps: hints in all, and for one home. */
  readonly allowed: { readonly copies: number; readonly copiesOfOneHome: number }
  /** The homes with the most copies, SHOWN_AT_MOST of them. */
  readonly kept: readonly (Omit<KeptFor, 'since'> & {
    /** How long the oldest has been kept, in milliseconds; or how long this node has been running, if that is less. */
    readonly oldestMs: number
    /** Whether this node reckons with the home: its own judgement. */
    readonly up: boolean
    /** Milliseconds until the home is looked after again; sooner where it shows up. */
    readonly nextTryMs: number
  })[]
}

const SHOWN_AT_MOST = 100

export class Handoff {
  readonly #init: HandoffInit
  readonly #hints: Hints
  /** When to look after a home's copies again; armed as long as some are kept. */
  readonly #retries = new Deadlines<NodeId>()
  readonly #armed = new Map<NodeId, Millis>()
  /** Deliveries that wait for the throttle, each with what is to be done then. */
  readonly #due: (() => void)[] = []

  constructor(init: HandoffInit) {
    this.#init = init
    this.#hints = new Hints(init.options)
  }

  /** A copy is kept for `home`, durably. It goes at once if the home is there after all. */
  keep(home: NodeId, key: Key): void {
    this.#kept(home, key)
    if (!this.#init.isDown(home)) this.homeIsUp(home)
  }

  /**
   * This node has a copy that `home` should have and could not be given: it is kept as one that was sent here for it. Where
   * there is no room for the hint, or the disk refuses it, nothing acknowledged is at stake: the copy is here, and a read or
   * an exchange brings it home.
   */
  owe(home: NodeId, key: Key): void {
    if (!this.hasRoom(home, key)) return
    this.#init.replica.write(key, { hint: home }, { stored: () => this.#kept(home, key), refused: () => {} })
  }

  /** A hint found on the disk when the node started. */
  restore(home: NodeId, key: Key): void {
    this.#hints.add(home, key, this.#init.now())
    this.#arm(home)
  }

  /** Sends home what is kept, a few copies at a time. */
  homeIsUp(home: NodeId): void {
    for (const delivery of this.#hints.deliver(home))
      this.#due.push(() =>
        this.#copyOf(delivery, (record) => this.#send([home], delivery, record, 'hintsDelivered'))
      )
    this.advance()
  }

  /** Begins what waits, as far as the throttle allows. */
  advance(): void {
    while (this.#due.length > 0 && this.#init.throttle.begin()) this.#due.shift()?.()
  }

  deadline(): Deadline | undefined {
    return this.#retries.next()
  }

  tick(now: Millis): void {
    for (const home of this.#retries.due(now)) {
      this.#armed.delete(home)
      if (!this.#hints.has(home)) continue
      this.#arm(home)
      if (this.#init.isDown(home)) this.#rehome(home, now)
      else this.homeIsUp(home)
    }
  }

  /** Whether a copy of this key is kept for anybody. */
  keeps(key: Key): boolean {
    return this.#hints.keeps(key)
  }

  /** Whether a copy of this key is kept for this home. */
  keepsFor(home: NodeId, key: Key): boolean {
    return this.#hints.keepsFor(home, key)
  }

  /** Whether a copy of this key that is to be kept for `home` may be. Counted as refused, if not. */
  hasRoom(home: NodeId, key: Key): boolean {
    const hasRoom = this.#hints.hasRoom(home, key)
    if (!hasRoom) this.#init.counts.add('hintsRefused')
    return hasRoom
  }

  /** Why it may not, if so. */
  refusal(home: NodeId, key: Key): Failure | undefined {
    if (this.hasRoom(home, key)) return undefined
    const { hintsAtMost, hintsOfOneHomeAtMost } = this.#init.options
    const message = `this node keeps ${this.size} copies for others; ${hintsAtMost} are allowed, and ${hintsOfOneHomeAtMost} for one of them`
    return { code: 'BUSY', message, details: { used: this.size, allowed: hintsAtMost } }
  }

  /** Hints kept. */
  get size(): number {
    return this.#hints.size
  }

  /** For operators: looking must not make anybody be missed, so who is down comes from outside. */
  state(isDown: (node: NodeId) => boolean): HintsState {
    const { options, now } = this.#init
    const all = this.#hints.all().sort((a, b) => b.copies - a.copies)
    return {
      copies: this.size,
      homes: all.length,
      allowed: { copies: options.hintsAtMost, copiesOfOneHome: options.hintsOfOneHomeAtMost },
      kept: all.slice(0, SHOWN_AT_MOST).map(({ home, copies, since, sending }) => ({
        ...{ home, copies, sending, up: !isDown(home) },
        oldestMs: now() - since,
        nextTryMs: Math.max(0, (this.#armed.get(home) ?? now()) - now())
      }))
    }
  }

  #kept(home: NodeId, key: Key): void {
    if (this.#hints.add(home, key, this.#init.now())) this.#init.counts.add('hintsKept')
    this.#arm(home)
  }

  #arm(home: NodeId): void {
    if (this.#armed.has(home)) return
    const { now, options } = this.#init
    const at = now() + options.handoffRetryMs
    this.#armed.set(home, at)
    this.#retries.set(at, 'hand off again', home)
  }

  #rehome(home: NodeId, now: Millis): void {
    const { preferences, options, self } = this.#init
    const rehome = (delivery: Delivery, list: PreferenceList): void =>
      this.#copyOf(delivery, (record) => {
        const { n } = ownQuorum(record) ?? options.quorum
        const homes = list.slice(0, n)
        const others = homes.filter((node) => node !== self)
        if (homes.includes(home)) {
          this.#hints.failed(delivery)
          this.#init.throttle.ended()
        } else this.#send(others, delivery, record, 'hintsRehomed')
      })
    for (const delivery of this.#hints.deliver(home))
      this.#due.push(() => preferences.find(delivery.key, now, (list) => rehome(delivery, list)))
    this.advance()
  }

  #copyOf(delivery: Delivery, then: (record: ObjectRecord) => void): void {
    this.#init.replica.read(delivery.key, {
      copied: ({ record }) => {
        const { options, now, preferences, self } = this.#init
        if (!isOld(record, options.graceMs, now())) return then(record)
        preferences.find(delivery.key, now(), (list) => {
          const homes = list.slice(0, (ownQuorum(record) ?? options.quorum).n).filter((node) => node !== self)
          if (homes.every((home) => this.keepsFor(home, delivery.key))) then(record)
          else this.#arrived(delivery, 'hintsGivenUp')
        })
      },
      refused: () => {
        this.#failed(delivery)
        this.#init.throttle.ended()
      }
    })
  }

  // The copy has arrived when all of them have it. The first failure counts, and it is tried again later.
  #send(to: readonly NodeId[], delivery: Delivery, record: ObjectRecord, arrived: Arrival): void {
    const { key } = delivery
    let [open, failed] = [to.length, false]
    const over = (): void => (failed ? this.#init.throttle.ended() : this.#arrived(delivery, arrived))
    if (open === 0) over()
    const answered = (isStored: boolean): void => {
      if (!isStored && !failed) this.#failed(delivery)
      failed ||= !isStored
      if (--open === 0) over()
    }
    for (const node of to) {
      this.#init.remote.write(node, { key, record }, Number.POSITIVE_INFINITY, {
        stored: () => answered(true),
        failed: () => answered(false)
      })
    }
  }

  // The copy itself stays here, as one more replica, until all homes are known to have it (exchange/leftovers.ts).
  #arrived(delivery: Delivery, how: Arrival): void {
    const { home, key } = delivery
    if (this.#hints.delivered(delivery)) {
      this.#init.counts.add(how)
      const again = (): void => this.restore(home, key)
      this.#init.replica.write(key, { unhint: home }, { stored: () => {}, refused: again })
    }
    this.#init.throttle.ended()
    if (!this.#init.isDown(home)) this.homeIsUp(home)
  }

  #failed(delivery: Delivery): void {
    this.#init.counts.add('handoffsFailed')
    this.#hints.failed(delivery)
  }
}

/** What becomes of a hint that is spent. */
type Arrival = 'hintsDelivered' | 'hintsRehomed' | 'hintsGivenUp'
