// The hash trees of one database, one for each N in use, and what keeps them true: a record counts with what is durable of
// it, so the replica tells of each store when it leaves and when it is written.
//
// After a start the trees are filled from the index while requests are served already. A key that is written meanwhile would
// be counted twice or not at all, depending on whether the scan has come by; so the first store of a key during the scan
// counts the copy as it was at once, if the scan is still to come to it, and the scan passes over that key.
import { compareBits64, type IndexEntry, type Key } from '@halley/model'
import { HashTree } from './hash-tree.ts'
import type { Row } from './row.ts'
import type { StoredBytes } from './stored-bytes.ts'

export class Trees {
  /** What all that is counted takes up. */
  readonly storage: StoredBytes
  readonly #trees = new Map<number, HashTree>()
  /** While the index is read: the last row that was read, and the keys written since. */
  #scan: { last?: Row; readonly touched: Set<Key> } | undefined = { touched: new Set() }

  constructor(storage: StoredBytes) {
    this.storage = storage
  }

  /** Whether all that the database holds is counted. */
  get ready(): boolean {
    return this.#scan === undefined
  }

  /** The N in use, the smallest first. */
  get sizes(): number[] {
    return [...this.#trees.keys()].sort((a, b) => a - b)
  }

  tree(n: number): HashTree {
    const known = this.#trees.get(n)
    if (known !== undefined) return known
    const tree = new HashTree()
    this.#trees.set(n, tree)
    return tree
  }

  /** Rows that the index holds from before the start, in its order; with `last` there are no more. */
  restore(entries: readonly IndexEntry[], last: boolean): void {
    if (this.#scan === undefined) return
    for (const entry of entries) {
      if (!this.#scan.touched.has(entry.key)) this.#count(entry)
      this.#scan.last = entry
    }
    if (last) this.#scan = undefined
  }

  /** A store of the key is on its way to the disk, which holds `row` of it. */
  storing(key: Key, row: Row | undefined): void {
    const scan = this.#scan
    if (scan === undefined || scan.touched.has(key)) return
    scan.touched.add(key)
    if (row !== undefined && !isBehind(row, scan.last)) this.#count(row)
  }

  /** The store is durable: `after` is there instead of `before`. */
  stored(before: Row | undefined, after: Row | undefined): void {
    if (before !== undefined) {
      this.tree(before.n).remove(before.position, before.digest)
      this.storage.remove(before.held)
    }
    if (after !== undefined) this.#count(after)
  }

  #count({ n, position, digest, held }: Row): void {
    this.tree(n).add(position, digest)
    this.storage.add(held)
  }

  get bytes(): number {
    let bytes = 0
    for (const tree of this.#trees.values()) bytes += tree.bytes
    return bytes
  }
}

/** Whether the scan has come by. */
function isBehind(row: Row, last: Row | undefined): boolean {
  if (last === undefined) return false
  return row.n !== last.n ? row.n < last.n : compareBits64(row.position, last.position) <= 0
}
