// What this database holds in some regions, asked of its index: keys and digests, a page at a time.
import type { Bits64, Key, Region } from '@halley/model'

/** Which keys are wanted: those of the regions, in the order of positions, behind `after`. */
export interface Listing {
  readonly n: number
  /** In the order of their positions, none within another. */
  readonly regions: readonly Region[]
  readonly after?: Key
  /** Keys of one page at the most. */
  readonly most: number
  /** Only copies of which nothing could be read any more at this time, in seconds since 1970. */
  readonly spentBy?: number
}

export interface ListedKey {
  readonly key: Key
  readonly digest: Bits64
}

/** A page of a listing. */
export interface Page {
  readonly keys: readonly ListedKey[]
  /** The last key that was looked at, where there is more behind it. */
  readonly more?: Key
}

export interface ListEffect {
  readonly type: 'list'
  readonly id: number
  readonly listing: Listing
}

export class Listings {
  readonly #emit: (effect: ListEffect) => void
  readonly #open = new Map<number, (page: Page) => void>()
  #next = 0

  constructor(emit: (effect: ListEffect) => void) {
    this.#emit = emit
  }

  ask(listing: Listing, answered: (page: Page) => void): void {
    const id = this.#next++
    this.#open.set(id, answered)
    this.#emit({ type: 'list', id, listing })
  }

  /** The disk's answer. */
  listed(id: number, page: Page): void {
    const answered = this.#open.get(id)
    this.#open.delete(id)
    answered?.(page)
  }

  get size(): number {
    return this.#open.size
  }
}
