// A hash trie over positions: for every region the XOR of the digests of all records in it, and their number. A record that
// changes costs one step for each level, whatever else there is; two replicas that hold the same have the same sums, and
// where their sums differ, a descent by 16 parts at a time finds the records that differ.
//
//   everything ─16─► first 4 bits ─16─► 8 bits ─16─► 12 ─16─► 16 ─16─► 20 bits: a bucket
//
// XOR makes a sum out of what a Merkle tree hashes: it needs no order, no neighbours and no second pass. Its price is that
// somebody who chooses the digests can make two sums equal; but who can do that holds copies himself, and can lie anyway.
//
// A group is 16 nodes of one level, four words each: the sum's halves, the count, the group below. Groups come into being
// when something is put into them, in slabs, so that a million keys take 18 bytes each and a hundred keys 20 KB in all.
import { type Bits64, REGION_BITS, type Region, regionBits } from '@halley/model'

/** All records of a region, in 64 bits; and how many there are. */
export interface Sum extends Bits64 {
  readonly count: number
}

const WAYS = 16
const STEP_BITS = 4
const WORDS = 4
const GROUP_WORDS = WAYS * WORDS
const SLAB_GROUPS = 64

export class HashTree {
  readonly #slabs: Uint32Array[] = []
  #groups = 0

  constructor() {
    this.#newGroup()
  }

  /** A record is there from now on. */
  add(position: Bits64, digest: Bits64): void {
    this.#toggle(position, digest, 1)
  }

  /** A record that was added is not there any more. */
  remove(position: Bits64, digest: Bits64): void {
    this.#toggle(position, digest, -1)
  }

  /** What lies in the region. */
  sum(region: Region): Sum {
    const bits = regionBits(region)
    const depth = Math.floor(bits / STEP_BITS)
    const rest = bits - depth * STEP_BITS
    if (rest === 0 && depth > 0) return this.#sumOf(region >>> STEP_BITS, depth - 1, region % WAYS, 1)
    const width = 2 ** (STEP_BITS - rest)
    return this.#sumOf(region >>> rest, depth, (region % 2 ** rest) * width, width)
  }

  /** Bytes that the tree takes. */
  get bytes(): number {
    return this.#slabs.length * SLAB_GROUPS * GROUP_WORDS * 4
  }

  /** The sum of some neighbours in the group below `parent`, which lies `depth` steps down. */
  #sumOf(parent: Region, depth: number, from: number, width: number): Sum {
    let group = 0
    for (let level = depth - 1; level >= 0; level--) {
      const way = (parent >>> (level * STEP_BITS)) % WAYS
      group = this.#slab(group)[wordOf(group, way) + 3] as number
      if (group === 0) return { high: 0, low: 0, count: 0 }
    }
    const slab = this.#slab(group)
    let [high, low, count] = [0, 0, 0]
    for (let way = from; way < from + width; way++) {
      const word = wordOf(group, way)
      high ^= slab[word] as number
      low ^= slab[word + 1] as number
      count += slab[word + 2] as number
    }
    return { high: high >>> 0, low: low >>> 0, count }
  }

  #toggle(position: Bits64, digest: Bits64, by: 1 | -1): void {
    let group = 0
    for (let bits = STEP_BITS; ; bits += STEP_BITS) {
      const word = wordOf(group, (position.high >>> (32 - bits)) % WAYS)
      const slab = this.#slab(group)
      slab[word] = (slab[word] as number) ^ digest.high
      slab[word + 1] = (slab[word + 1] as number) ^ digest.low
      slab[word + 2] = (slab[word + 2] as number) + by
      if (bits === REGION_BITS) return
      group = slab[word + 3] as number
      // The root is nobody's child, so 0 means that there is no group yet.
      if (group === 0) {
        group = this.#newGroup()
        slab[word + 3] = group
      }
    }
  }

  #newGroup(): number {
    if (this.#groups % SLAB_GROUPS === 0) this.#slabs.push(new Uint32Array(SLAB_GROUPS * GROUP_WORDS))
    return this.#groups++
  }

  #slab(group: number): Uint32Array {
    return this.#slabs[Math.floor(group / SLAB_GROUPS)] as Uint32Array
  }
}

/** The parts into which a region falls: 16, or fewer where it does not end at a level. None for a bucket. */
export function partsOf(region: Region): Region[] {
  const bits = regionBits(region)
  if (bits >= REGION_BITS) return []
  const more = STEP_BITS - (bits % STEP_BITS)
  return Array.from({ length: 2 ** more }, (_, part) => region * 2 ** more + part)
}

export function sameSum(a: Sum, b: Sum): boolean {
  return a.high === b.high && a.low === b.low && a.count === b.count
}

function wordOf(group: number, way: number): number {
  return (group % SLAB_GROUPS) * GROUP_WORDS + way * WORDS
}
