// The index of a simulated disk: what it holds, by N and position, as the storage has it.
import { compareBits64, type IndexEntry, type IndexMark, inRegion, type Key, positionOf } from '@halley/model'
import type { Effect, Input } from '@halley/node'

type Listing = Extract<Effect, { type: 'storage.list' }>['listing']
type Page = Extract<Input, { type: 'storage.listed' }>['page']

/** The index of one disk. */
export class Shelf {
  readonly #entries = new Map<string, IndexEntry>()
  #sorted: IndexEntry[] | undefined

  put(key: Key, mark: IndexMark): void {
    this.#entries.set(`${mark.n} ${key}`, { ...mark, key, position: positionOf(key) })
    this.#sorted = undefined
  }

  remove(key: Key, n: number): void {
    if (this.#entries.delete(`${n} ${key}`)) this.#sorted = undefined
  }

  markOf(key: Key): IndexMark | undefined {
    return this.entries().find((entry) => entry.key === key)
  }

  /** All entries, in order. */
  entries(): readonly IndexEntry[] {
    this.#sorted ??= [...this.#entries.values()].sort(
      (a, b) => a.n - b.n || compareBits64(a.position, b.position)
    )
    return this.#sorted
  }

  page({ n, regions, after, most, spentBy }: Listing): Page {
    const behind = after === undefined ? undefined : positionOf(after)
    const keys: IndexEntry[] = []
    for (const entry of this.entries()) {
      if (entry.n !== n || (behind !== undefined && compareBits64(entry.position, behind) <= 0)) continue
      if (!regions.some((region) => inRegion(region, entry.position))) continue
      if (spentBy === undefined || (entry.spentAt > 0 && entry.spentAt <= spentBy)) keys.push(entry)
      if (keys.length >= most) return { keys, more: entry.key }
    }
    return { keys }
  }
}
