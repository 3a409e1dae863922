// The other end of an exchange: questions of other homes about what this node holds. Nothing is remembered between two
// questions, and an answer costs no more than its own size.
import {
  type Failure,
  inRegion,
  type Key,
  LISTED_KEYS,
  type Message,
  type Millis,
  type NodeId,
  type ObjectRecord,
  packBits64,
  positionOf,
  type Ranges,
  regionOf
} from '@halley/model'
import { partsOf, type Sum, sameSum } from '../hash-tree.ts'
import type { Replica } from '../replica.ts'
import type { Trees } from '../trees.ts'
import type { Listings } from './listings.ts'
import { packSums, unpackSums } from './sums.ts'

/** Questions that compare. */
export type Comparison = 'compare' | 'list' | 'versions'

export interface AnsweringInit {
  readonly trees: Trees
  readonly listings: Listings
  readonly replica: Replica
  readonly ranges: () => Ranges | undefined
  /** A copy that this node is in doubt about. */
  readonly peek: (key: Key) => ObjectRecord | undefined
  /** Since when there has been this database. */
  readonly since: () => Millis
  readonly answer: (to: NodeId, message: Message) => void
}

export class Answering {
  readonly #init: AnsweringInit

  constructor(init: AnsweringInit) {
    this.#init = init
  }

  /** Answered by `sums`. */
  compare(from: NodeId, { id, n, regions, sums }: Message & { type: 'compare' }): void {
    const { trees, answer } = this.#init
    if (!trees.ready) {
      answer(from, {
        type: 'failed',
        id,
        failure: { code: 'BUSY', message: 'this node still reads its index' }
      })
      return
    }
    const tree = trees.tree(n)
    const theirs = unpackSums(sums)
    const parts = regions.map((region, at) => {
      const here = tree.sum(region)
      if (sameSum(here, theirs[at] as Sum)) return new Uint8Array(0)
      const below = partsOf(region)
      return packSums(below.length === 0 ? [here] : below.map((part) => tree.sum(part)))
    })
    answer(from, { type: 'sums', id, parts })
  }

  /** Answered by `listing`. */
  list(from: NodeId, { id, n, regions, after }: Message & { type: 'list' }): void {
    const { listings, answer } = this.#init
    const where = after === undefined ? {} : { after }
    listings.ask({ n, regions, ...where, most: LISTED_KEYS }, ({ keys, more }) => {
      answer(from, {
        type: 'listing',
        id,
        keys: keys.map(({ key }) => key),
        digests: packBits64(keys.map(({ digest }) => digest)),
        more: more !== undefined
      })
    })
  }

  /** Answered by `known`, or `failed`. */
  versions(from: NodeId, { id, n, key }: Message & { type: 'versions' }): void {
    const { replica, answer, peek, since } = this.#init
    const tell = ({ context, siblings }: ObjectRecord): void =>
      answer(from, {
        type: 'known',
        id,
        home: this.isHome(n, key),
        since: since(),
        context,
        dots: siblings.map(({ dot }) => dot)
      })
    const doubted = peek(key)
    if (doubted !== undefined) return tell(doubted)
    // It may have come into doubt while it was loaded: what is known is said nevertheless.
    const refused = (failure: Failure): void => {
      const found = peek(key)
      if (found === undefined) answer(from, { type: 'failed', id, failure })
      else tell(found)
    }
    // Another node may drop its copy because of this one, so this one has to be readable.
    replica.read(key, { copied: ({ record }) => tell(record), refused }, true)
  }

  /** Whether this node counts itself among the key's `n` homes. */
  isHome(n: number, key: Key): boolean {
    const position = positionOf(key)
    const ranges = this.#init.ranges()?.of(n) ?? []
    return ranges.some(({ prefix, bits }) => inRegion(regionOf(prefix, bits), position))
  }
}
