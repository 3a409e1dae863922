// The trees while the index is still being read: whatever order the scan, the stores and their acknowledgements come in, in
// the end each copy counts once, as the disk has it.
import assert from 'node:assert/strict'
import { it } from 'node:test'
import { type Bits64, compareBits64, EVERYWHERE, type IndexEntry, positionOf } from '@halley/model'
import fc from 'fast-check'
import type { Row } from '../src/row.ts'
import { createTrees } from './replica-set-up.ts'

const KEYS = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h']

const steps = fc.array(
  fc.record({
    do: fc.constantFrom('scan', 'scan', 'begin', 'begin', 'end'),
    key: fc.constantFrom(...KEYS),
    n: fc.constantFrom(1, 2),
    digest: fc.integer({ min: 0, max: 2 ** 31 })
  }),
  { maxLength: 60 }
)

/** A disk whose scan and whose stores may come in any order. */
class Disk {
  readonly rows = new Map<string, Row>()
  readonly trees = createTrees()
  readonly #under = new Map<string, { before: Row | undefined; after: Row | undefined }>()
  #last: IndexEntry | undefined

  /** One more row of the index, or the end of it. */
  scan(): void {
    const rest = this.#entries().filter((entry) => this.#last === undefined || isAfter(entry, this.#last))
    const [next] = rest
    this.trees.restore(next === undefined ? [] : [next], rest.length <= 1)
    this.#last = next ?? this.#last
  }

  begin(key: string, after: Row | undefined): void {
    if (this.#under.has(key)) return
    const before = this.rows.get(key)
    this.trees.storing(key, before)
    this.#under.set(key, { before, after })
  }

  end(key: string): void {
    const store = this.#under.get(key)
    if (store === undefined) return
    this.#under.delete(key)
    if (store.after === undefined) this.rows.delete(key)
    else this.rows.set(key, store.after)
    this.trees.stored(store.before, store.after)
  }

  #entries(): IndexEntry[] {
    return [...this.rows]
      .map(([key, row]) => ({ ...row, key, epoch: 0, spentAt: 0 }))
      .sort((a, b) => a.n - b.n || compareBits64(a.position, b.position))
  }
}

it('count every copy once, whatever happens while the index is read', () => {
  fc.assert(
    fc.property(steps, fc.array(fc.constantFrom(...KEYS)), (steps, held) => {
      const disk = new Disk()
      for (const key of held) disk.rows.set(key, rowOf(key, 1, 7))
      for (const { do: what, key, n, digest } of steps) {
        if (what === 'scan') disk.scan()
        else if (what === 'begin') disk.begin(key, digest % 5 === 0 ? undefined : rowOf(key, n, digest))
        else disk.end(key)
      }
      for (const key of KEYS) disk.end(key)
      while (!disk.trees.ready) disk.scan()
      for (const n of [1, 2]) assert.deepEqual(disk.trees.tree(n).sum(EVERYWHERE), sumOf(disk.rows, n))
      const { storage } = disk.trees
      for (const owner of [1, 2]) assert.equal(storage.of(owner), bytesOf(disk.rows, owner))
      assert.equal(storage.total, bytesOf(disk.rows))
    }),
    { seed: 9, numRuns: 2_000 }
  )
})

function rowOf(key: string, n: number, digest: number): Row {
  const held = digest % 3 === 0 ? [{ owner: 1, bytes: digest }] : [1, 2].map((owner) => ({ owner, bytes: 7 }))
  return { n, position: positionOf(key), digest: { high: digest, low: ~digest >>> 0 }, held }
}

function isAfter(a: IndexEntry, b: IndexEntry): boolean {
  return a.n !== b.n ? a.n > b.n : compareBits64(a.position, b.position) > 0
}

function bytesOf(rows: ReadonlyMap<string, Row>, owner?: number): number {
  const held = [...rows.values()].flatMap((row) => row.held)
  return held.reduce((sum, one) => sum + (owner === undefined || one.owner === owner ? one.bytes : 0), 0)
}

function sumOf(rows: ReadonlyMap<string, Row>, n: number): Bits64 & { count: number } {
  const mine = [...rows.values()].filter((row) => row.n === n)
  const xor = (half: 'high' | 'low'): number => mine.reduce((sum, { digest }) => sum ^ digest[half], 0) >>> 0
  return { high: xor('high'), low: xor('low'), count: mine.length }
}
