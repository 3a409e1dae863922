// The ranges of the XOR placement: for which keys this node is one of the N nearest, and who the others are. Nobody hands
// them out; each node works them out from the nodes that it knows.
//
// All keys that begin with the same bits agree about the nodes up to those bits. So the space is halved until the *set* of
// the N nearest is the same for every key of a part:
//
//   nearer(prefix)  nodes that are surely among the N     open  nodes of which only the next bits tell
//
//   next bit of the key is 1:  open nodes whose next bit is 1 are nearer than all the others
//     as many as are needed  → the range is found       more → only they stay open       fewer → all of them are in
//
// A part in which this node is neither surely in nor open is left out, so the work is in proportion to the ranges found.
//
// Two nodes that share many bits cut the space around them into many ranges: which of them is the N-th alternates with the
// next bit of the key. Among random nodes a few dozen ranges are usual; somebody who chooses ids could make a million. So
// they are counted, and what lies beyond the count is not compared here: reads repair it, and nothing of it is dropped.
import { type NodeId, type Range, type Ranges, REGION_BITS } from '@halley/model'

/** A node of the overlay, and where it lies. */
export interface Neighbour {
  readonly id: NodeId
  /** 32 bytes; the first four are looked at. */
  readonly position: Uint8Array
}

/** Ranges for one N at the most: 64 questions for the round with one other home. */
const RANGES = 4_096

interface Placed {
  readonly id: NodeId
  readonly word: number
}

/** A part of the space, on the way to ranges. */
interface Part {
  readonly prefix: number
  readonly bits: number
  readonly nearer: readonly NodeId[]
  readonly open: readonly Placed[]
}

export class XorRanges implements Ranges {
  readonly #self: NodeId
  readonly #nodes: readonly Placed[]
  readonly #ranges = new Map<number, readonly Range[]>()

  /** @param neighbours the nodes known near this one, itself among them */
  constructor(self: NodeId, neighbours: readonly Neighbour[]) {
    this.#self = self
    this.#nodes = neighbours.map(({ id, position }) => ({ id, word: firstWord(position) }))
  }

  of(n: number): readonly Range[] {
    let ranges = this.#ranges.get(n)
    if (ranges === undefined) {
      const found: Range[] = []
      this.#split({ prefix: 0, bits: 0, nearer: [], open: this.#nodes }, n, found)
      ranges = found
      this.#ranges.set(n, ranges)
    }
    return ranges
  }

  #split({ prefix, bits, nearer, open }: Part, n: number, found: Range[]): void {
    const need = n - nearer.length
    if (found.length >= RANGES) return
    if (!nearer.includes(this.#self) && !open.some(({ id }) => id === this.#self)) return
    if (open.length <= need || need === 0 || bits === REGION_BITS) {
      const homes = [...nearer, ...this.#nearestOf(open, prefix, bits).slice(0, need)]
      if (homes.includes(this.#self)) found.push({ prefix, bits, homes: homes.sort() })
      return
    }
    for (const bit of [0, 1]) {
      const [near, far] = parted(open, bits, bit)
      const part = { prefix: 2 * prefix + bit, bits: bits + 1 }
      if (near.length >= need) this.#split({ ...part, nearer, open: near }, n, found)
      else this.#split({ ...part, nearer: [...nearer, ...near.map(({ id }) => id)], open: far }, n, found)
    }
  }

  // Nodes that lie so near to each other that the longest prefix does not part them: the order of its first key stands for
  // all. Whose keys that gets wrong loses nothing; they are compared with one node that is no home.
  #nearestOf(open: readonly Placed[], prefix: number, bits: number): NodeId[] {
    const start = prefix * 2 ** (32 - bits)
    return [...open].sort((a, b) => ((a.word ^ start) >>> 0) - ((b.word ^ start) >>> 0)).map(({ id }) => id)
  }
}

/** The nodes whose next bit is this one, and the others. */
function parted(nodes: readonly Placed[], bits: number, bit: number): [Placed[], Placed[]] {
  const near: Placed[] = []
  const far: Placed[] = []
  for (const node of nodes) (((node.word >>> (31 - bits)) & 1) === bit ? near : far).push(node)
  return [near, far]
}

function firstWord(position: Uint8Array): number {
  return new DataView(position.buffer, position.byteOffset, position.byteLength).getUint32(0)
}
