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
// up, and it becomes a leftover, whose homes are asked what they know before they get it (exchange/vouching.ts).
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
import { isOld } from './exchange/spent.ts'
import { type Delivery, Hints, type HintsOptions } from './hints.ts'
import type { Preferences } from './preferences.ts'
import type { RemoteCopies } from './remote-copies.ts'
import type { Replica } from './replica.ts'

export interface HandoffInit {
  readonly self: NodeId
  readonly options: HintsOptions & { readonly quorum: Quorum; readonly graceMs: number }
  readonly replica: Replica
  readonly remote: RemoteCopies
  readonly preferences: Preferences
  readonly isDown: (node: NodeId) => boolean
  readonly now: () => Millis
}

export class Handoff {
  readonly #init: HandoffInit
  readonly #hints: Hints
  /** When to look after a home's copies again; armed as long as some are kept. */
  readonly #retries = new Deadlines<NodeId>()
  readonly #armed = new Set<NodeId>()

  constructor(init: HandoffInit) {
    this.#init = init
    this.#hints = new Hints(init.options)
  }

  /** A copy is kept for `home`, durably. It goes at once if the home is there after all. */
  keep(home: NodeId, key: Key): void {
    this.restore(home, key)
    if (!this.#init.isDown(home)) this.homeIsUp(home)
  }

  /**
   * This node has a copy that `home` should have and could not be given: it is kept as one that was sent here for it. Where
   * there is no room for the hint, or the disk refuses it, nothing acknowledged is at stake: the copy is here, and a read
   * repairs the home.
   */
  owe(home: NodeId, key: Key): void {
    if (this.full !== undefined) return
    this.#init.replica.write(
      key,
      { hint: home },
      { stored: () => this.restore(home, key), refused: () => {} }
    )
  }

  /** A hint found on the disk when the node started. */
  restore(home: NodeId, key: Key): void {
    this.#hints.add(home, key)
    this.#arm(home)
  }

  /** Sends home what is kept, a few copies at a time. */
  homeIsUp(home: NodeId): void {
    for (const delivery of this.#hints.deliver(home)) {
      this.#copyOf(delivery, (record) => this.#send([home], delivery, record))
    }
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

  /** Why no further hint may be kept, if so. */
  get full(): Failure | undefined {
    if (this.size < this.#init.options.hintsAtMost) return undefined
    return { code: 'BUSY', message: `${this.size} copies are kept here for others already` }
  }

  /** Hints kept. */
  get size(): number {
    return this.#hints.size
  }

  #arm(home: NodeId): void {
    if (this.#armed.has(home)) return
    this.#armed.add(home)
    const { now, options } = this.#init
    this.#retries.set(now() + options.handoffRetryMs, 'hand off again', home)
  }

  #rehome(home: NodeId, now: Millis): void {
    const { preferences, options, self } = this.#init
    for (const delivery of this.#hints.deliver(home)) {
      preferences.find(delivery.key, now, (list) =>
        this.#copyOf(delivery, (record) => {
          const { n } = ownQuorum(record) ?? options.quorum
          const homes = list.slice(0, n)
          if (homes.includes(home)) this.#hints.failed(delivery)
          else
            this.#send(
              homes.filter((node) => node !== self),
              delivery,
              record
            )
        })
      )
    }
  }

  #copyOf(delivery: Delivery, then: (record: ObjectRecord) => void): void {
    this.#init.replica.read(delivery.key, {
      copied: ({ record }) => {
        const { options, now } = this.#init
        if (isOld(record, options.graceMs, now())) this.#arrived(delivery)
        else then(record)
      },
      refused: () => this.#hints.failed(delivery)
    })
  }

  // The copy has arrived when all of them have it. A failure is tried again later.
  #send(to: readonly NodeId[], delivery: Delivery, record: ObjectRecord): void {
    const { key } = delivery
    const missing = new Set(to)
    if (missing.size === 0) this.#arrived(delivery)
    for (const node of to) {
      this.#init.remote.write(node, { key, record }, Number.POSITIVE_INFINITY, {
        stored: () => {
          missing.delete(node)
          if (missing.size === 0) this.#arrived(delivery)
        },
        failed: () => this.#hints.failed(delivery)
      })
    }
  }

  // The copy itself stays here, as one more replica, until all homes are known to have it (exchange/leftovers.ts).
  #arrived(delivery: Delivery): void {
    const { home, key } = delivery
    if (this.#hints.delivered(delivery)) {
      const again = (): void => this.restore(home, key)
      this.#init.replica.write(key, { unhint: home }, { stored: () => {}, refused: again })
    }
    if (!this.#init.isDown(home)) this.homeIsUp(home)
  }
}
