// The simulated disk: what it acknowledged is there, and what a crash may leave of the rest.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createPrng, type ObjectRecord } from '@halley/model'
import { Agenda } from '../src/agenda.ts'
import { Disk, type DiskOptions, type Store } from '../src/disk.ts'
import { exactly } from '../src/latency.ts'
import { Trace } from '../src/trace.ts'

const OPTIONS: DiskOptions = {
  storing: exactly(10),
  loading: exactly(0),
  storeFails: 0,
  loadFails: 0,
  commits: 'batches'
}

function setUp(options: Partial<DiskOptions> = {}, seed = 'disk') {
  const agenda = new Agenda()
  const disk = new Disk(
    'n0',
    { ...OPTIONS, ...options },
    agenda,
    new Trace(() => agenda.now),
    createPrng(seed)
  )
  const told: string[] = []
  return {
    disk,
    told,
    pass: (ms: number) => agenda.run(agenda.now + ms),
    store: (key: string) => disk.store(storeOf(key), (durable) => told.push(`${key} ${durable}`)),
    load: (key: string) => {
      let found: unknown
      disk.load(key, (copy) => {
        found = typeof copy === 'string' ? copy : copy.record.context
      })
      agenda.run(agenda.now)
      return found
    }
  }
}

function storeOf(key: string): Store {
  const record: ObjectRecord = { context: { a1: 1 }, siblings: [] }
  return { key, record, hints: [], unhints: [] }
}

test('stores that come during a sync become durable together, with the next', () => {
  const { told, store, pass } = setUp()
  store('a')
  store('b')
  store('c')
  pass(10)
  assert.deepEqual(told, ['a true'])
  pass(10)
  assert.deepEqual(told, ['a true', 'b true', 'c true'])
})

for (const commits of ['batches', 'torn'] as const) {
  test(`a crash leaves ${commits === 'torn' ? 'the first stores' : 'all or nothing'} of a batch, and no store in part`, () => {
    const left = new Set<string>()
    for (let seed = 0; seed < 200; seed++) {
      const { disk, store, pass } = setUp({ commits }, `crash ${seed}`)
      store('first')
      for (const key of ['a', 'b', 'c']) store(key)
      pass(15)
      disk.crash()
      assert.deepEqual(disk.copy('first').record, storeOf('first').record, 'what was acknowledged is there')
      left.add([...disk.keys()].slice(1).join(''))
    }
    assert.deepEqual([...left].sort(), commits === 'torn' ? ['', 'a', 'ab', 'abc'] : ['', 'abc'])
  })
}

test('a full disk refuses until it has room', () => {
  const { disk, told, store, pass } = setUp()
  disk.fill(true)
  store('a')
  pass(10)
  disk.fill(false)
  store('a')
  pass(10)
  assert.deepEqual(told, ['a false', 'a true'])
})

test('a disk that broke down refuses until the restart, which may find what it refused', () => {
  const found = new Set<boolean>()
  for (let seed = 0; seed < 50; seed++) {
    const { disk, told, store, pass } = setUp({}, `broken ${seed}`)
    disk.breakDown()
    store('a')
    pass(10)
    store('b')
    pass(10)
    disk.crash()
    store('c')
    pass(10)
    assert.deepEqual(told, ['a false', 'b false', 'c true'])
    assert.equal(disk.copy('b').record.siblings.length, 0)
    found.add([...disk.keys()].includes('a'))
  }
  assert.equal(found.size, 2)
})

test('a damaged copy cannot be read until it is written anew', () => {
  const { disk, store, load, pass } = setUp()
  store('a')
  pass(10)
  disk.corrupt('a')
  assert.equal(load('a'), 'CORRUPT_VALUE')
  store('a')
  pass(10)
  assert.deepEqual(load('a'), { a1: 1 })
})
