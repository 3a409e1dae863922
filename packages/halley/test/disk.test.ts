// The storage as the cores see it: what a store writes is what a load, the index and the next start find.
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import {
  digestOf,
  EMPTY_RECORD,
  EVERYWHERE,
  holdingsOf,
  type IndexMark,
  type Key,
  keyBytes,
  type ObjectRecord,
  positionOf,
  regionOf
} from '@halley/model'
import type { Input } from '@halley/node'
import { createMemoryStorage, type Storage } from '@halley/storage'
import { record } from '../../model/test/words.ts'
import { Counters } from '../src/counters.ts'
import { attendanceOf, epochOf, load, remember, store } from '../src/disk.ts'
import { feedIndex, list } from '../src/disk-index.ts'

const X = record('{a1} a1=x')

function markOf(key: Key, of: ObjectRecord, rest: Partial<IndexMark> = {}): IndexMark {
  return { n: 3, digest: digestOf(key, of), epoch: 0, spentAt: 0, held: holdingsOf(of, null), ...rest }
}

async function put(storage: Storage, key: Key, rest: Partial<IndexMark> = {}): Promise<void> {
  await store(storage, 0, { key, record: X, hints: [], unhints: [], index: markOf(key, X, rest) })
}

function listed(
  storage: Storage,
  listing: Parameters<typeof list>[1]['listing']
): { keys: Key[]; more?: Key } {
  const answer = list(storage, { type: 'storage.list', id: 1, listing })
  assert.ok(answer.type === 'storage.listed')
  const { keys, more } = answer.page
  return { keys: keys.map(({ key }) => key), ...(more === undefined ? {} : { more }) }
}

describe('disk: a copy', () => {
  it('comes back with its mark', async () => {
    const storage = createMemoryStorage()
    await put(storage, 'k', { n: 5, epoch: 7 })
    const input = load(storage, 'k')
    assert.ok(input.type === 'storage.loaded')
    assert.deepEqual(input.copy, { record: X, local: null, mark: { n: 5, epoch: 7 } })
  })

  it('that is forgotten leaves nothing but the epoch', async () => {
    const storage = createMemoryStorage()
    await put(storage, 'k')
    await store(storage, 1, { key: 'k', hints: [], unhints: [], unindex: 3, forgotten: true, epoch: 4 })
    for (const space of ['record', 'index', 'local'] as const) assert.equal(storage.count(space), 0)
    assert.equal(epochOf(storage), 4)
    assert.deepEqual(load(storage, 'k'), {
      type: 'storage.loaded',
      key: 'k',
      copy: { record: EMPTY_RECORD, local: null }
    })
  })

  it('that moves to another N has one entry of the index', async () => {
    const storage = createMemoryStorage()
    await put(storage, 'k')
    const index = markOf('k', X, { n: 5 })
    await store(storage, 1, { key: 'k', record: X, hints: [], unhints: [], index, unindex: 3 })
    assert.deepEqual(listed(storage, { n: 3, regions: [EVERYWHERE], most: 9 }).keys, [])
    assert.deepEqual(listed(storage, { n: 5, regions: [EVERYWHERE], most: 9 }).keys, ['k'])
  })

  it('that is damaged says so, and what the index knows of it', async () => {
    const storage = createMemoryStorage()
    await put(storage, 'k', { epoch: 2 })
    storage.faults.flipBit('record', keyBytes('k'))
    const input = load(storage, 'k', true)
    assert.ok(input.type === 'storage.unloaded')
    assert.equal(input.damage?.mark?.epoch, 2)
    assert.equal(input.failure.details?.reason, 'CORRUPT_VALUE')
  })

  it('that cannot be found though the index has it is damaged: its dots must not be issued again', async () => {
    for (const isRead of [false, true]) {
      const storage = createMemoryStorage()
      await put(storage, 'k', { n: 5, epoch: 2 })
      if (isRead) feedIndex(storage, new Counters(), () => {})
      await storage.write([{ space: 'record', key: keyBytes('k'), value: null }])
      const input = load(storage, 'k', true)
      assert.ok(input.type === 'storage.unloaded')
      assert.equal(input.damage?.mark?.epoch, 2)
      assert.equal(load(storage, 'never there').type, 'storage.loaded')
    }
  })

  it('that is no record any more is damaged, too', async () => {
    const storage = createMemoryStorage()
    await storage.write([{ space: 'record', key: keyBytes('k'), value: new Uint8Array(3) }])
    const input = load(storage, 'k')
    assert.ok(input.type === 'storage.unloaded')
    assert.deepEqual(input.damage, {})
  })
})

describe('disk: the index', () => {
  const KEYS = Array.from({ length: 40 }, (_, at) => `key ${at}`)
  const inOrder = [...KEYS].sort((a, b) => positionOf(a).high - positionOf(b).high)

  it('lists a region in the order of positions, a page at a time', async () => {
    const storage = createMemoryStorage()
    for (const key of KEYS) await put(storage, key)
    await put(storage, 'of another N', { n: 2 })
    const found: Key[] = []
    for (let after: Key | undefined, pages = 0; ; pages++) {
      assert.ok(pages < 10)
      const where = after === undefined ? {} : { after }
      const page = listed(storage, { n: 3, regions: [regionOf(0, 1), regionOf(1, 1)], most: 7, ...where })
      found.push(...page.keys)
      if (page.more === undefined) break
      after = page.more
    }
    assert.deepEqual(found, inOrder)
  })

  it('lists nothing outside the regions', async () => {
    const storage = createMemoryStorage()
    for (const key of KEYS) await put(storage, key)
    const regions = [regionOf(0b010, 3), regionOf(0b11, 2)]
    const inside = inOrder.filter(
      (key) => [0b010].includes(positionOf(key).high >>> 29) || positionOf(key).high >>> 30 === 0b11
    )
    assert.deepEqual(listed(storage, { n: 3, regions, most: 100 }).keys, inside)
  })

  it('lists what was spent by a time, and only that', async () => {
    const storage = createMemoryStorage()
    for (const [key, spentAt] of [
      ['lives', 0],
      ['early', 10],
      ['late', 30]
    ] as const)
      await put(storage, key, { spentAt })
    assert.deepEqual(listed(storage, { n: 3, regions: [EVERYWHERE], most: 9, spentBy: 20 }).keys, ['early'])
  })

  it('is read at the start in pieces, damaged entries left out and counted', async () => {
    const storage = createMemoryStorage()
    for (let at = 0; at < 2_500; at++) await put(storage, `key ${at}`)
    const [first] = storage.scan('index')
    storage.faults.flipBit('index', first?.key as Uint8Array)
    const counters = new Counters()
    const pieces: (Input & { type: 'storage.indexed' })[] = []
    await new Promise<void>((resolve) => {
      feedIndex(storage, counters, (input) => {
        assert.ok(input.type === 'storage.indexed')
        pieces.push(input)
        if (input.last) resolve()
      })
    })
    assert.equal(
      pieces.reduce((sum, { entries }) => sum + entries.length, 0),
      2_499
    )
    assert.ok(pieces.length >= 3)
    assert.equal(counters.all().corruptIndexEntries, 1)
  })
})

it('disk: remembers that the node was there', async () => {
  const storage = createMemoryStorage()
  assert.equal(attendanceOf(storage), undefined)
  const attendance = { since: 1_900_000_000_123, seenAt: 1_900_000_099_456 }
  remember(storage, attendance)
  await storage.write([])
  await new Promise((resolve) => setImmediate(resolve))
  assert.deepEqual(attendanceOf(storage), attendance)
})
