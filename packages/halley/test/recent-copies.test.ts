// What is known of a storage's copies without reading them: it is what the storage would say, and it is bounded.
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { digestOf, holdingsOf, type IndexMark, keyBytes, type ObjectRecord } from '@halley/model'
import { createMemoryStorage } from '@halley/storage'
import { record } from '../../model/test/words.ts'
import { load, store } from '../src/disk.ts'
import { RecentCopies } from '../src/recent-copies.ts'

const X = record('{a1} a1=x')
const Y = record('{a2} a2=y')
const REST = { hints: [], unhints: [] }

function markOf(key: string, of: ObjectRecord): IndexMark {
  return { n: 3, digest: digestOf(key, of), epoch: 2, spentAt: 0, held: holdingsOf(of, null) }
}

function stored(key: string, of: ObjectRecord): { key: string; record: ObjectRecord; index: IndexMark } {
  return { key, record: of, index: markOf(key, of) }
}

describe('copies read or written lately', () => {
  it('are what the disk has, after each kind of store', async () => {
    const storage = createMemoryStorage()
    load(storage, 'k')
    const changes = [
      stored('k', X),
      { key: 'k', local: new Uint8Array([1]) },
      { ...stored('k', Y), local: new Uint8Array([2]) },
      { key: 'k', hints: ['home'] },
      { key: 'k', local: null },
      { key: 'k', unindex: 3, forgotten: true as const, epoch: 4 },
      stored('k', X)
    ]
    for (const [id, change] of changes.entries()) {
      assert.equal((await store(storage, id, { ...REST, ...change })).type, 'storage.written')
      assert.deepEqual(load(storage, 'k'), load(storage, 'k', true), `after store ${id}`)
    }
  })

  it('have the local state that an earlier run left, and the first one of a database', async () => {
    const name = keyBytes('k')
    const [left, begun] = [createMemoryStorage(), createMemoryStorage()]
    await left.write([{ space: 'local', key: name, value: new Uint8Array([1]) }])
    load(begun, 'other')
    await store(begun, 0, { ...REST, ...stored('k', X), local: new Uint8Array([1]) })
    for (const storage of [left, begun]) {
      const input = load(storage, 'k', true)
      assert.ok(input.type === 'storage.loaded')
      assert.deepEqual(input.copy.local, new Uint8Array([1]))
    }
  })

  it('are not read again', async () => {
    const storage = createMemoryStorage()
    await store(storage, 0, { ...REST, ...stored('k', X), local: null })
    storage.faults.flipBit('record', keyBytes('k'))
    assert.equal(load(storage, 'k').type, 'storage.loaded')
    assert.equal(load(storage, 'k', true).type, 'storage.unloaded')
    // What was found damaged is known no more.
    assert.equal(load(storage, 'k').type, 'storage.unloaded')
  })

  it('are as before where a store was refused', async () => {
    const storage = createMemoryStorage()
    await store(storage, 0, { ...REST, ...stored('k', X), local: null })
    storage.faults.failCommit(1)
    const answer = await store(storage, 1, { ...REST, ...stored('k', Y) })
    assert.equal(answer.type, 'storage.unwritten')
    const input = load(storage, 'k')
    assert.ok(input.type === 'storage.loaded')
    assert.deepEqual(input.copy.record, X)
  })

  it('make room for each other', () => {
    const recent = new RecentCopies()
    const copy = { record: X, local: null }
    const large = 4 * 1024 * 1024
    for (const key of ['a', 'b', 'c']) recent.set(key, copy, large)
    assert.equal(recent.get('a'), copy)
    recent.set('d', copy, large)
    assert.deepEqual(
      ['a', 'b', 'c', 'd'].filter((key) => recent.get(key) === undefined),
      ['b']
    )
    recent.set('e', copy, 5 * large)
    for (const key of ['a', 'b', 'c', 'd', 'e']) assert.equal(recent.get(key), undefined)
    recent.set('f', copy, large)
    assert.equal(recent.take('f'), copy)
    assert.equal(recent.get('f'), undefined)
  })
})
