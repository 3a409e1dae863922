/**
 * Regions: which parts of the key space this node knows completely, so that "who is nearest?" needs no lookup.
 *
 * An iterative lookup for a position returns the k nodes nearest to it. If the farthest of them shares b bits
 * with the position, then every node sharing *more* than b bits has been found: a complete subtree with a
 * prefix of b + 1 bits. For any other key in that subtree, every node inside is nearer than every node outside
 * (inside, the first b + 1 bits of the distance are zero). So if at least `count` known nodes lie inside, the
 * `count` nearest to that key are among them, and the local answer is exact. A lookup that found fewer than k
 * nodes found everybody: prefix of 0 bits, the whole space; that is the small network. It is so only while no
 * more than k nodes are known, because a newcomer presents itself to its k nearest, not to everybody.
 *
 *     lookup at 0110…, the k-th nearest node is 0101…   shared: 2 bits   →  known: 011…
 *
 * One lookup's region has fewer than k nodes, and mostly too few to answer from: two that are halves of a larger one make
 * that known, and so on up to the whole space. What is missing for a key is told by `gap`, since the lookup of a key whose own
 * region is known would prove nothing new.
 *
 * Knowledge ages: nodes join. A region older than `refreshMs` still answers and asks for a lookup in the
 * background; one older than ten times that is dropped. Pure: time comes in as an argument.
 */
import { hash } from 'node:crypto'
import { BUCKET_SIZE } from './protocol.ts'

/** Prefixes are keyed by number, which limits them to 32 bits: 4 billion regions are enough. */
const MAX_BITS = 32
/** One entry is two numbers. Half of them are regions made of others. */
const MAX_REGIONS = 8192
/** In units of the refresh interval. */
const DROP_AFTER = 10
/** A name that lies in a gap is found by trying, 2^bits times on average, a microsecond each: gaps of more bits are let be. */
const MAX_GAP_BITS = 12
/** Times the average: one gap in three thousand is not hit. */
const TRIES = 8

export type Knowledge = 'fresh' | 'stale' | 'none'

/** Bytes that nobody gave a meaning, and where they lie: something to look up. */
export interface Target {
  readonly bytes: Uint8Array
  readonly position: Uint8Array
}

export class Regions {
  readonly #refreshMs: number
  /** For each prefix length: prefix → when it was proved, in milliseconds. */
  readonly #provedAt: Map<number, number>[] = []
  #size = 0
  /** When a lookup found everybody. */
  #fewAt = Number.NEGATIVE_INFINITY
  /** When both halves of the space were known. */
  #wholeAt = Number.NEGATIVE_INFINITY

  constructor(refreshMs: number) {
    this.#refreshMs = refreshMs
  }

  /** All nodes that share `bits` bits with `position` have been found. */
  proved(position: Uint8Array, bits: number, nowMs: number): void {
    if (this.#size >= MAX_REGIONS) this.clear()
    if (bits === 0) {
      this.#fewAt = nowMs
      return
    }
    let length = Math.min(bits, MAX_BITS)
    let prefix = prefixOf(position, length)
    let at = this.#note(length, prefix, nowMs)
    // What is made of two halves is as old as the older one.
    for (; length > 0; length--) {
      const other = this.#provedAt[length]?.get(sibling(prefix))
      if (other === undefined) return
      prefix >>>= 1
      at = Math.min(at, other)
      if (length > 1) at = this.#note(length - 1, prefix, at)
      else this.#wholeAt = Math.max(this.#wholeAt, at)
    }
  }

  /**
   * Whether the `count` nearest to `position` can be told from what is known. `countWithin(bits)` says how
   * many known nodes share so many bits with it.
   */
  knows(
    position: Uint8Array,
    count: number,
    countWithin: (bits: number) => number,
    nowMs: number
  ): Knowledge {
    const isFew = countWithin(0) <= BUCKET_SIZE
    const wholeFor = nowMs - Math.max(this.#wholeAt, isFew ? this.#fewAt : this.#wholeAt)
    if (wholeFor <= this.#refreshMs) return 'fresh'
    let best: Knowledge = wholeFor <= this.#refreshMs * DROP_AFTER ? 'stale' : 'none'
    for (const [length, known] of this.#provedAt.entries()) {
      const at = known?.get(prefixOf(position, length))
      if (at === undefined) continue
      if (nowMs - at > this.#refreshMs * DROP_AFTER) {
        known!.delete(prefixOf(position, length))
        this.#size--
        continue
      }
      if (countWithin(length) < count) continue
      if (nowMs - at <= this.#refreshMs) return 'fresh'
      best = 'stale'
    }
    return best
  }

  /** Whether the nodes right around `position` are known, however few they are. */
  covers(position: Uint8Array, nowMs: number): boolean {
    return this.#shortest(position, nowMs) !== undefined
  }

  /**
   * What to look up next, so that the region which the one around `position` is half of becomes known. Nothing where the one
   * around `position` is not known, or where what is missing is too small to be hit.
   */
  gap(position: Uint8Array, nowMs: number): Target | undefined {
    const length = this.#shortest(position, nowMs)
    return length === undefined
      ? undefined
      : nameWithin(this.#firstGap(length, sibling(prefixOf(position, length)), nowMs))
  }

  /** Something changed around `position`: the regions it lies in become stale. */
  doubt(position: Uint8Array, nowMs: number): void {
    const stale = nowMs - this.#refreshMs - 1
    this.#fewAt = Math.min(this.#fewAt, stale)
    this.#wholeAt = Math.min(this.#wholeAt, stale)
    for (const [length, known] of this.#provedAt.entries()) {
      const prefix = prefixOf(position, length)
      const at = known?.get(prefix)
      if (at !== undefined) known!.set(prefix, Math.min(at, stale))
    }
  }

  clear(): void {
    this.#provedAt.length = 0
    this.#size = 0
    this.#fewAt = Number.NEGATIVE_INFINITY
    this.#wholeAt = Number.NEGATIVE_INFINITY
  }

  // The length of the largest region around the position that is fresh.
  #shortest(position: Uint8Array, nowMs: number): number | undefined {
    for (const [length, known] of this.#provedAt.entries()) {
      const at = known?.get(prefixOf(position, length))
      if (at !== undefined && nowMs - at <= this.#refreshMs) return length
    }
    return undefined
  }

  // The first part of a region that is not fresh, as large as one region can be.
  #firstGap(length: number, prefix: number, nowMs: number): Part {
    const [start, end] = [prefix * sizeOf(length), (prefix + 1) * sizeOf(length)]
    const fresh = new Map<number, number>()
    for (const [bits, known] of this.#provedAt.entries()) {
      if (bits <= length) continue
      for (const [inside, at] of known ?? []) {
        const from = inside * sizeOf(bits)
        if (from < start || from >= end || nowMs - at > this.#refreshMs) continue
        fresh.set(from, Math.max(sizeOf(bits), fresh.get(from) ?? 0))
      }
    }
    let from = start
    for (let size = fresh.get(from); size !== undefined; size = fresh.get(from)) from += size
    const next = Math.min(end, ...[...fresh.keys()].filter((other) => other > from))
    let bits = length
    while (from % sizeOf(bits) !== 0 || from + sizeOf(bits) > next) bits++
    return { length: bits, prefix: from / sizeOf(bits) }
  }

  // Returns when it was proved last, now included.
  #note(length: number, prefix: number, at: number): number {
    let known = this.#provedAt[length]
    if (known === undefined) {
      known = new Map()
      this.#provedAt[length] = known
    }
    const before = known.get(prefix)
    if (before === undefined) this.#size++
    const last = Math.max(at, before ?? at)
    known.set(prefix, last)
    return last
  }
}

/** A region by its prefix. */
interface Part {
  readonly length: number
  readonly prefix: number
}

/** Of the first 32 bits of positions. */
function sizeOf(length: number): number {
  return 2 ** (MAX_BITS - length)
}

// With the same part the same is found, so that it is looked up once.
function nameWithin({ length, prefix }: Part): Target | undefined {
  if (length > MAX_GAP_BITS) return undefined
  for (let tries = 0; tries < TRIES << length; tries++) {
    const bytes = Buffer.alloc(4)
    bytes.writeUInt32BE(tries)
    const position = hash('sha256', bytes, 'buffer')
    if (prefixOf(position, length) === prefix) return { bytes, position }
  }
  return undefined
}

/** The other half of the region one bit shorter. */
function sibling(prefix: number): number {
  return (prefix ^ 1) >>> 0
}

function prefixOf(position: Uint8Array, bits: number): number {
  if (bits === 0) return 0
  const first = ((position[0]! << 24) | (position[1]! << 16) | (position[2]! << 8) | position[3]!) >>> 0
  return first >>> (32 - bits)
}
