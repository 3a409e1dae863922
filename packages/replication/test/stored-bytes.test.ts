// What the copies of a node take up, by owner, and what is refused because it would be more than may be.
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import {
  type Content,
  type Edit,
  EMPTY_RECORD,
  type Failure,
  type ObjectRecord,
  ownerMark,
  siblingBytes
} from '@halley/model'
import { actor, dot } from '../../model/test/words.ts'
import type { Change, Store } from '../src/copy.ts'
import { REPLICATION_DEFAULTS } from '../src/options.ts'
import { Replica } from '../src/replica.ts'
import type { StorageOptions } from '../src/stored-bytes.ts'
import { createTrees, NOTHING } from './replica-set-up.ts'
import { BROKEN, content } from './words.ts'

/** A replica with a disk that holds what it is told, when the test says so. */
class Bench {
  readonly trees
  readonly replica: Replica
  readonly said: string[] = []
  readonly records = new Map<string, ObjectRecord>()
  readonly #stores = new Map<number, Store>()

  constructor(room: Partial<StorageOptions>) {
    this.trees = createTrees(room)
    this.trees.restore([], true)
    this.replica = new Replica({
      ...{ self: 'A', actor: actor('a'), epoch: 0, n: 3, trees: this.trees, isSpent: () => false },
      ...{ vectors: REPLICATION_DEFAULTS, now: () => 0, retimed: () => {} },
      emit: (effect) => {
        if (effect.type === 'load') this.#loads.push(effect.key)
        if (effect.type === 'store') this.#stores.set(effect.id, effect.store)
      }
    })
  }

  readonly #loads: string[] = []

  /** Begins to write. */
  begin(key: string, change: Change): void {
    this.replica.write(key, change, {
      stored: (record) => {
        this.records.set(key, record)
        this.said.push(`${key} stored`)
      },
      refused: ({ code }) => this.said.push(`${key} ${code}`)
    })
    for (const loading of this.#loads.splice(0)) {
      const record = this.records.get(loading)
      this.replica.loaded(loading, record === undefined ? NOTHING : { record, local: null })
    }
  }

  /** The disk has done what it was told, or has not. */
  end(failure?: Failure): void {
    for (const id of [...this.#stores.keys()]) {
      this.#stores.delete(id)
      if (failure === undefined) this.replica.written(id)
      else this.replica.unwritten(id, failure)
    }
  }

  /** Writes, and says what came of it. */
  put(key: string, owner: string, bytes: number): string | undefined {
    const base = this.records.get(key) ?? EMPTY_RECORD
    this.begin(key, { record: base, edits: [over(base, owned(owner, bytes))] })
    this.end()
    return this.said.at(-1)
  }

  of(owner: string): number {
    return this.trees.storage.of(ownerMark(owner))
  }
}

function owned(owner: string, bytes: number): Content {
  return { ...content('x'), owner, state: new Uint8Array(bytes) }
}

function over({ siblings }: ObjectRecord, content: Content): Edit {
  return { supersedes: siblings.map((sibling) => sibling.dot), content }
}

function gone(owner: string): Content {
  return { kind: 'tombstone', state: new Uint8Array(0), born: '0'.repeat(16), owner, writtenAt: 1 }
}

/** What a version takes besides its state. */
const HEAD = siblingBytes(owned('ann', 0))

describe('the bytes of an owner', () => {
  it('are those of all versions of its objects, and of their local state', () => {
    const bench = new Bench({})
    bench.put('k', 'ann', 100)
    bench.put('l', 'ann', 20)
    bench.put('m', 'bob', 7)
    assert.deepEqual([bench.of('ann'), bench.of('bob')], [2 * HEAD + 120, HEAD + 7])
    bench.begin('k', { edits: [], local: new Uint8Array(50) })
    bench.end()
    assert.equal(bench.of('ann'), 2 * HEAD + 170)
    assert.equal(bench.trees.storage.total, 3 * HEAD + 177)
  })

  it('go over to another one who replaces the object', () => {
    const bench = new Bench({})
    bench.put('k', 'ann', 100)
    bench.put('k', 'bob', 10)
    assert.deepEqual([bench.of('ann'), bench.of('bob')], [0, HEAD + 10])
  })

  it('are those of each of several versions for itself', () => {
    const bench = new Bench({})
    bench.put('k', 'ann', 100)
    bench.begin('k', { edits: [{ supersedes: [], content: owned('bob', 5_000) }] })
    bench.end()
    assert.deepEqual([bench.of('ann'), bench.of('bob')], [HEAD + 100, HEAD + 5_000])
  })

  it('are less when the disk has not taken the write', () => {
    const bench = new Bench({ ownerStorageBytes: HEAD + 100 })
    bench.begin('k', { edits: [over(EMPTY_RECORD, owned('ann', 100))] })
    bench.end(BROKEN)
    assert.equal(bench.of('ann'), 0)
    assert.equal(bench.put('l', 'ann', 100), 'l stored')
  })
})

describe('what would be too much', () => {
  it('is refused before anything of it is stored, and others go on', () => {
    const bench = new Bench({ ownerStorageBytes: 2 * HEAD + 100 })
    assert.equal(bench.put('k', 'ann', 50), 'k stored')
    assert.equal(bench.put('l', 'ann', 51), 'l STORAGE_EXCEEDED')
    assert.equal(bench.records.has('l'), false)
    assert.equal(bench.put('l', 'bob', 51), 'l stored')
    assert.equal(bench.put('m', 'ann', 50), 'm stored')
  })

  it('is so with what is on its way to the disk', () => {
    const bench = new Bench({ ownerStorageBytes: 2 * HEAD + 100 })
    for (const key of ['k', 'l', 'm']) bench.begin(key, { edits: [over(EMPTY_RECORD, owned('ann', 50))] })
    assert.deepEqual(bench.said, ['m STORAGE_EXCEEDED'])
    bench.end()
    assert.equal(bench.of('ann'), 2 * HEAD + 100)
  })

  it('is refused of local state, too', () => {
    const bench = new Bench({ ownerStorageBytes: HEAD + 100 })
    bench.put('k', 'ann', 90)
    bench.begin('k', { edits: [], local: new Uint8Array(11) })
    bench.end()
    assert.equal(bench.said.at(-1), 'k STORAGE_EXCEEDED')
  })

  it('is not what shrinks, stays as large, or deletes, however much is there', () => {
    const bench = new Bench({ ownerStorageBytes: 1 })
    const record = { context: { [actor('b')]: 1 }, siblings: [{ ...owned('ann', 300), dot: dot('b1') }] }
    bench.begin('k', { record })
    bench.end()
    assert.equal(bench.put('k', 'ann', 301), 'k STORAGE_EXCEEDED')
    assert.equal(bench.put('k', 'ann', 300), 'k stored')
    assert.equal(bench.put('k', 'ann', 20), 'k stored')
    bench.begin('k', { edits: [over(bench.records.get('k') as ObjectRecord, gone('ann'))] })
    bench.end()
    assert.equal(bench.said.at(-1), 'k stored')
    assert.equal(bench.of('ann'), HEAD)
  })

  it('is never a copy of what another node has written, and such a copy counts', () => {
    const bench = new Bench({ ownerStorageBytes: HEAD + 100 })
    const record = { context: { [actor('b')]: 1 }, siblings: [{ ...owned('ann', 5_000), dot: dot('b1') }] }
    bench.begin('k', { record })
    bench.end()
    assert.equal(bench.said.at(-1), 'k stored')
    assert.equal(bench.of('ann'), HEAD + 5_000)
    assert.equal(bench.put('l', 'ann', 0), 'l STORAGE_EXCEEDED')
    assert.equal(bench.trees.storage.state.ownersFull, 1)
  })

  it('is refused of everybody when the node has what it may have', () => {
    const bench = new Bench({ storageBytes: 2 * HEAD + 100 })
    bench.put('k', 'ann', 50)
    bench.put('l', 'bob', 50)
    assert.equal(bench.put('m', 'eve', 0), 'm STORAGE_EXCEEDED')
    assert.equal(bench.put('k', 'ann', 49), 'k stored')
    assert.equal(bench.put('k', 'bob', 49), 'k stored')
  })
})
