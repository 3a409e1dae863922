// The routing table (BEP 5): good nodes, many near our own id and ever fewer far from it. It is memory and arithmetic; who asks and
// answers tells it so, and it says whom to ask. Nodes get in by answering a question of ours, never by asking, so that nobody is put
// there by a forged address. What BEP 42 refuses stays out, and one public address has one node, so that nobody fills it with ids.
import { type Endpoint, isLocal } from '../addresses.ts'
import { BUCKET_NODES, FAILURES_MOST, QUIET_MS } from './limits.ts'
import { ID_BYTES, isIdOf } from './node-id.ts'

export interface Contact extends Endpoint {
  readonly id: Buffer
}

interface Entry extends Contact {
  heardAt: number
  failures: number
}

/** The first has the ids whose first bit is another than ours, the next those whose second is, the last one all that share more. */
interface Bucket {
  readonly entries: Entry[]
  changedAt: number
}

export class RoutingTable {
  #self: Buffer
  readonly #buckets: Bucket[] = []
  /** By id in hex; and how many entries an address has. */
  readonly #known = new Map<string, Entry>()
  readonly #addresses = new Map<string, number>()
  /** Grows with each change of who is told to others. */
  version = 0

  constructor(self: Buffer, now: number) {
    this.#self = self
    this.#buckets.push({ entries: [], changedAt: now })
  }

  get self(): Buffer {
    return this.#self
  }

  get size(): number {
    return this.#known.size
  }

  /** Whether a node that is not here would be taken in if it answered. */
  wants(id: Uint8Array, { ip }: Endpoint): boolean {
    if (this.#self.equals(id) || this.#known.has(hexOf(id)) || !isIdOf(id, ip)) return false
    if (!isLocal(ip) && this.#addresses.has(ip)) return false
    const index = this.#indexOf(id)
    const { entries } = this.#buckets[index]!
    if (entries.length < BUCKET_NODES || index === this.#buckets.length - 1) return true
    return entries.some(isBad)
  }

  /** A node has answered. */
  heard(id: Uint8Array, { ip, port }: Endpoint, now: number): void {
    const known = this.#known.get(hexOf(id))
    if (known !== undefined) {
      // The id of one that lives is not taken over from another address.
      if (known.ip !== ip || known.port !== port) return
      if (isBad(known)) this.version++
      known.heardAt = now
      known.failures = 0
      return
    }
    if (!this.wants(id, { ip, port })) return
    const entry: Entry = { id: Buffer.from(id), ip, port, heardAt: now, failures: 0 }
    for (;;) {
      const index = this.#indexOf(id)
      const bucket = this.#buckets[index]!
      const bad = bucket.entries.findIndex(isBad)
      if (bucket.entries.length < BUCKET_NODES || bad >= 0) {
        if (bucket.entries.length >= BUCKET_NODES) this.#remove(bucket, bad)
        bucket.entries.push(entry)
        bucket.changedAt = now
        this.#known.set(hexOf(id), entry)
        this.version++
        this.#addresses.set(ip, (this.#addresses.get(ip) ?? 0) + 1)
        return
      }
      if (index < this.#buckets.length - 1 || index >= ID_BYTES * 8 - 1) return
      this.#split(now)
    }
  }

  /** A node has asked: one that we know is there, then. */
  asked(id: Uint8Array, { ip, port }: Endpoint, now: number): void {
    const known = this.#known.get(hexOf(id))
    if (known !== undefined && known.ip === ip && known.port === port && known.failures === 0)
      known.heardAt = now
  }

  /** A node has not answered. */
  silent(id: Uint8Array): void {
    const known = this.#known.get(hexOf(id))
    if (known === undefined) return
    known.failures++
    this.version++
  }

  /** The nearest that are not bad, nearest first. */
  nearest(target: Uint8Array, most = BUCKET_NODES): Contact[] {
    const near: Contact[] = []
    const start = this.#indexOf(target)
    // Its own bucket has the nearest; those after it are nearer to us, at the same distance from the target; those before it farther.
    const later = this.#buckets.slice(start).flatMap(({ entries }) => entries)
    near.push(...sorted(later.filter(isAlive), target))
    for (let index = start - 1; index >= 0 && near.length < most; index--)
      near.push(...sorted(this.#buckets[index]!.entries.filter(isAlive), target))
    return near.slice(0, most)
  }

  /** Nodes that were not heard of for long, to be asked whether they are there. */
  questionable(now: number, most: number): Contact[] {
    const quiet = [...this.#known.values()].filter(
      ({ heardAt, failures }) => now - heardAt >= QUIET_MS || failures > 0
    )
    return quiet.sort((a, b) => a.heardAt - b.heardAt).slice(0, most)
  }

  /**
   * Ids to search for, one in each bucket that has not changed for long, which counts as changed by it.
   * @param random 20 random bytes, anew for each
   */
  refreshed(now: number, random: () => Uint8Array): Buffer[] {
    return this.#buckets.flatMap((bucket, index) => {
      if (now - bucket.changedAt < QUIET_MS) return []
      bucket.changedAt = now
      return [withPrefix(this.#self, index, random())]
    })
  }

  /** Our own id is another from now on: the nodes stay. */
  rename(self: Buffer, now: number): void {
    const entries = [...this.#known.values()]
    this.#self = self
    this.#buckets.length = 0
    this.#buckets.push({ entries: [], changedAt: now })
    this.#known.clear()
    this.#addresses.clear()
    for (const entry of entries) this.heard(entry.id, entry, entry.heardAt)
  }

  #indexOf(id: Uint8Array): number {
    return Math.min(sharedBits(this.#self, id), this.#buckets.length - 1)
  }

  #split(now: number): void {
    const index = this.#buckets.length - 1
    const last = this.#buckets[index]!
    const nearer = last.entries.filter(({ id }) => sharedBits(this.#self, id) > index)
    const farther = last.entries.filter(({ id }) => sharedBits(this.#self, id) === index)
    this.#buckets[index] = { entries: farther, changedAt: last.changedAt }
    this.#buckets.push({ entries: nearer, changedAt: now })
  }

  #remove({ entries }: Bucket, at: number): void {
    const [entry] = entries.splice(at, 1)
    this.#known.delete(hexOf(entry!.id))
    const left = this.#addresses.get(entry!.ip)! - 1
    if (left === 0) this.#addresses.delete(entry!.ip)
    else this.#addresses.set(entry!.ip, left)
  }
}

// One that failed is told to nobody, and stays until another wants its place.
function isBad({ failures }: Entry): boolean {
  return failures >= FAILURES_MOST
}

function isAlive(entry: Entry): boolean {
  return !isBad(entry)
}

function hexOf(id: Uint8Array): string {
  return Buffer.from(id.buffer, id.byteOffset, id.byteLength).toString('hex')
}

export function sharedBits(a: Uint8Array, b: Uint8Array): number {
  for (let at = 0; at < ID_BYTES; at++) {
    const differing = a[at]! ^ b[at]!
    if (differing !== 0) return at * 8 + Math.clz32(differing) - 24
  }
  return ID_BYTES * 8
}

/** Below zero where `a` is nearer to the target than `b`. */
export function compareDistance(a: Uint8Array, b: Uint8Array, target: Uint8Array): number {
  for (let at = 0; at < ID_BYTES; at++) {
    const difference = (a[at]! ^ target[at]!) - (b[at]! ^ target[at]!)
    if (difference !== 0) return difference
  }
  return 0
}

function sorted(entries: readonly Contact[], target: Uint8Array): Contact[] {
  return [...entries].sort((a, b) => compareDistance(a.id, b.id, target))
}

/** The first `bits` bits of ours, the next one another, and chance behind. */
function withPrefix(self: Uint8Array, bits: number, random: Uint8Array): Buffer {
  const id = Buffer.from(random)
  for (let bit = 0; bit <= bits && bit < ID_BYTES * 8; bit++) {
    const mask = 0x80 >> (bit & 7)
    const own = self[bit >> 3]! & mask
    id[bit >> 3] = (id[bit >> 3]! & ~mask) | (bit < bits ? own : own ^ mask)
  }
  return id
}
