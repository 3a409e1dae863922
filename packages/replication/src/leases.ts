// Copies that objects have asked this node to keep although it is no home of theirs. A lease says until when such a copy is left
// alone; when it ends unrenewed the copy is a leftover like any other: its homes vouch for what it knows, and it goes
// (exchange/leftovers.ts). Nothing else is different about it: what is written to it is merged, and whoever reads it is answered.
//
//   asked ──► leased ──► asked again ──► … ──► leaseMs without a word ──► a leftover
//               └──► the object is deleted, or its copy outgrows the room: at once
//
// Leases are in memory alone. After a restart a copy may go too early, and the object's next round brings it back; a lease on the disk
// would be a write for each renewal. Nobody relies on a leased copy: the homes have the object. Where such a copy
// turns out to know what the home which asked does not, its homes are asked, and given it like a leftover; but it stays.
//
// Who asks is not proven to speak for the object, so what anybody can make this node keep is bounded: in time, number and bytes, and
// for each asker in number.
import {
  type Failure,
  includes,
  type Key,
  liveSiblings,
  type Millis,
  type NodeId,
  type ObjectRecord,
  siblingBytes
} from '@halley/model'
import type { ReplicationCounts } from './counts.ts'

export interface LeasesOptions {
  /** Longest time for which a copy is kept for an object that chose this node, since it last asked; as long as nodes ask for, in milliseconds. */
  readonly leaseMs: number
  /** Such copies at the most; one node may ask for a quarter of them. */
  readonly leasesAtMost: number
  /** Bytes that they take together at the most. */
  readonly leaseBytes: number
}

export interface LeasesInit {
  readonly options: LeasesOptions
  readonly counts: ReplicationCounts
  readonly now: () => Millis
}

interface Lease {
  readonly asker: NodeId
  readonly until: Millis
  readonly bytes: number
  /** The copy knows something that who asked did not, when it was given the last time, and not all homes have said since that they do. */
  readonly ahead: boolean
}

/** What one node may use of the room. */
const SHARE_OF_ONE_NODE = 0.25

/** How often those that are over are looked for, in milliseconds. */
const PRUNE_MS = 60_000

export class Leases {
  readonly #init: LeasesInit
  readonly #leases = new Map<Key, Lease>()
  readonly #askers = new Map<NodeId, number>()
  #bytes = 0
  #prunedAt = 0
  #closed = false

  constructor(init: LeasesInit) {
    this.#init = init
  }

  /** Why the copy is not kept, if so; otherwise it is from now on. @param bytes that it will take */
  refusal(asker: NodeId, key: Key, forMs: Millis, bytes: number): Failure | undefined {
    const { options, now, counts } = this.#init
    this.#prune()
    const before = this.#leases.get(key)
    this.#drop(key)
    const failure = this.#full(asker, bytes)
    if (failure === undefined)
      this.#take(key, {
        asker,
        until: now() + Math.min(forMs, options.leaseMs),
        bytes,
        ahead: before?.ahead === true
      })
    else if (before !== undefined) this.#take(key, before)
    counts.add(failure === undefined ? 'leasesGranted' : 'leasesRefused')
    return failure
  }

  /** What `from` gave was written here, and made the copy what it is now. */
  stored(key: Key, record: ObjectRecord, from: NodeId, given: ObjectRecord): void {
    const lease = this.#leases.get(key)
    if (lease === undefined) return
    const ahead = lease.asker === from ? !includes(given, record) : lease.ahead
    const live = liveSiblings(record, this.#init.now())
    const bytes = live.reduce((sum, sibling) => sum + siblingBytes(sibling), 0)
    this.#drop(key)
    if (live.length > 0 && this.#bytes + bytes <= this.#init.options.leaseBytes)
      this.#take(key, { ...lease, bytes, ahead })
  }

  /** Whether the copy is to be left alone. */
  holds(key: Key): boolean {
    return !this.#closed && (this.#leases.get(key)?.until ?? Number.NEGATIVE_INFINITY) > this.#init.now()
  }

  /** Whether the homes are to be asked what they know of the copy nevertheless: one may have slept through what it knows. */
  isAhead(key: Key): boolean {
    return this.#leases.get(key)?.ahead === true
  }

  /** All homes know what the copy knows. */
  vouched(key: Key): void {
    const lease = this.#leases.get(key)
    if (lease !== undefined) this.#leases.set(key, { ...lease, ahead: false })
  }

  /** This node leaves: it hands everything over, and promises nothing more. */
  close(): void {
    this.#closed = true
  }

  #full(asker: NodeId, bytes: number): Failure | undefined {
    const { leasesAtMost, leaseBytes } = this.#init.options
    const ofOne = Math.ceil(leasesAtMost * SHARE_OF_ONE_NODE)
    const isFull = this.#leases.size >= leasesAtMost || (this.#askers.get(asker) ?? 0) >= ofOne
    if (!isFull && !this.#closed && this.#bytes + bytes <= leaseBytes) return undefined
    const message = `this node keeps ${this.#leases.size} copies of ${this.#bytes} bytes for objects that chose it; ${leasesAtMost} of ${leaseBytes} bytes are allowed, and ${ofOne} for one node that asks`
    return { code: 'BUSY', message, details: { used: this.#leases.size, allowed: leasesAtMost } }
  }

  #take(key: Key, lease: Lease): void {
    this.#leases.set(key, lease)
    this.#bytes += lease.bytes
    this.#askers.set(lease.asker, (this.#askers.get(lease.asker) ?? 0) + 1)
  }

  #drop(key: Key): void {
    const lease = this.#leases.get(key)
    if (lease === undefined) return
    this.#leases.delete(key)
    this.#bytes -= lease.bytes
    const left = (this.#askers.get(lease.asker) ?? 0) - 1
    if (left > 0) this.#askers.set(lease.asker, left)
    else this.#askers.delete(lease.asker)
  }

  #prune(): void {
    const now = this.#init.now()
    if (now - this.#prunedAt < PRUNE_MS) return
    this.#prunedAt = now
    for (const [key, { until }] of this.#leases) if (until <= now) this.#drop(key)
  }
}
