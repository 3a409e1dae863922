// Preference lists, remembered. A lookup in the overlay costs tens of milliseconds; the nodes near a key change
// slowly. A list that is old, or outdated by a change, is still used at once, while a new one is being looked up; one that
// is both is not.
import { type Key, LruMap, type Millis, REPLICAS, TransitMap } from '@halley/model'
import type { PreferenceList } from './plan.ts'

export interface PreferencesOptions {
  /** Lists kept at the most. */
  readonly preferenceLists: number
  /** Milliseconds after which a list is looked up anew. */
  readonly preferenceAgeMs: number
}

type Found = (list: PreferenceList) => void

interface Known {
  readonly list: PreferenceList
  readonly foundAt: Millis
  /** Changes of the overlay that the lookup knew of, and how many of them were nodes that came. */
  readonly changes: number
  readonly arrivals: number
}

export class Preferences {
  readonly #options: PreferencesOptions
  readonly #locateKey: (key: Key) => void
  #known: LruMap<Key, Known>
  /** Lookups under way, and who waits for them. */
  readonly #asking = new TransitMap<
    Key,
    { readonly changes: number; readonly arrivals: number; readonly waiting: Found[] }
  >()
  /** Changes of the overlay since the start. */
  #changes = 0
  #arrivals = 0

  constructor(options: PreferencesOptions, locate: (key: Key) => void) {
    this.#options = options
    this.#locateKey = locate
    this.#known = new LruMap(options.preferenceLists)
  }

  /**
   * Calls `found` with the key's list, at once where one is remembered.
   * @param fresh asked by who wants to know who is there, not whom to ask: with none that is old
   */
  find(key: Key, now: Millis, found: Found, fresh = false): void {
    const known = this.#known.get(key)
    const changed = known !== undefined && known.changes < this.#changes
    const old = known !== undefined && now - known.foundAt > this.#options.preferenceAgeMs
    // A list of fewer nodes than a lookup finds names every node there was: in so small a network a newcomer may belong
    // on it, and looking again costs next to nothing. One that is old misses those that came since. Where nodes were only lost, either
    // is still good, since they are passed over; the lookup might wait for just those.
    const outgrown = known !== undefined && known.arrivals < this.#arrivals
    if (known === undefined || (fresh && old) || (outgrown && (old || known.list.length < REPLICAS))) {
      this.#locate(key, [found])
      return
    }
    found(known.list)
    if (changed || old) this.#locate(key, [])
  }

  /** The overlay's answer to the lookup. */
  located(key: Key, list: PreferenceList, now: Millis): void {
    const { waiting, ...knew } = this.#asking.get(key) ?? { ...this.#overlay, waiting: [] }
    if (list.length > 0) this.#known.set(key, { list, foundAt: now, ...knew })
    this.#asking.delete(key)
    for (const found of waiting) found(list)
  }

  /** A node came or went: every list is worth a new look. @param lost it went */
  changed(lost = false): void {
    this.#changes++
    if (!lost) this.#arrivals++
  }

  /** Every list is wrong: none is used again before it was looked up. */
  forget(): void {
    this.changed()
    this.#known = new LruMap(this.#options.preferenceLists)
  }

  get #overlay(): { changes: number; arrivals: number } {
    return { changes: this.#changes, arrivals: this.#arrivals }
  }

  #locate(key: Key, waiting: Found[]): void {
    const asking = this.#asking.get(key)
    if (asking !== undefined) {
      asking.waiting.push(...waiting)
      return
    }
    this.#asking.set(key, { ...this.#overlay, waiting })
    this.#locateKey(key)
  }
}
