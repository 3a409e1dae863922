// The log before the real database: the conformance suite, kills by chance against a model, and disks that fail.
import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { StorageError } from '../src/errors.ts'
import { LOG_FRAME_MAX_BYTES, LOG_WAIT_MS } from '../src/limits.ts'
import { type LmdbEngine, openLmdbEngine } from '../src/lmdb-engine.ts'
import { createLoggedEngine } from '../src/logged-engine.ts'
import { type Change, SPACES, type Storage } from '../src/port.ts'
import { createStorage } from '../src/storage.ts'
import { type Subject, testConformance } from './conformance.ts'
import { asKilled, withLog } from './logs.ts'
import { bytes, put, remove, scanned, text, withFolder } from './words.ts'

const ACTOR = '00112233445566aa'

/** A storage with a log, and its database, which can be put in the way of. */
async function opened(folder: string, hurt: Partial<LmdbEngine> = {}): Promise<Storage> {
  const base = { ...(await openLmdbEngine(join(folder, 'halley.mdb'), 1_000_000)), ...hurt }
  return createStorage(await createLoggedEngine(base, join(folder, 'halley.log')), ACTOR)
}

const folders = new WeakMap<Subject, { folder: string; storages: Storage[] }>()

testConformance({
  name: 'log',
  supports: { flipBit: false },
  async open(): Promise<Subject> {
    const folder = mkdtempSync(join(tmpdir(), 'halley-storage-'))
    const failures = new Set<number>()
    let commits = 0
    const storages: Storage[] = []
    const open = async () => {
      const base = await openLmdbEngine(join(folder, 'halley.mdb'), 1_000_000)
      const engine = await createLoggedEngine(base, join(folder, 'halley.log'))
      const commit = async (changes: readonly Change[]) => {
        if (failures.has(++commits)) throw new StorageError('DISK_FULL', 'told to fail')
        await engine.commit(changes)
      }
      const storage = createStorage({ ...engine, commit }, ACTOR)
      storages.push(storage)
      return storage
    }
    const subject: Subject = {
      storage: await withLog(await open(), folder),
      failCommit: (n) => failures.add(commits + n),
      async reopen() {
        await subject.storage.close()
        return open()
      }
    }
    folders.set(subject, { folder, storages })
    return subject
  },
  async cleanUp(subject) {
    const { folder, storages } = folders.get(subject)!
    for (const storage of storages) await storage.close()
    rmSync(folder, { recursive: true })
  }
})

describe('log: a life by chance', () => {
  for (let seed = 1; seed <= 8; seed++)
    it(`seed ${seed}: is at any time, and after any kill, what was acknowledged`, (t) =>
      withFolder(async (parent) => {
        t.mock.timers.enable({ apis: ['setTimeout'] })
        await live(seed, join(parent, 'first'), () => t.mock.timers.tick(LOG_WAIT_MS))
      }))
})

/** Commits, great commits, checkpoints, kills and reopenings, drawn from a seed, compared with a model after each. */
async function live(seed: number, first: string, wait: () => void): Promise<void> {
  const below = draws(seed)
  const model = new Map<string, string>()
  let folder = first
  let [holds, room] = [false, true]
  let release = (): void => {}
  const hurt = async (folder: string): Promise<Storage> => {
    const base = await openLmdbEngine(join(folder, 'halley.mdb'), 1_000_000)
    const bring: LmdbEngine['bring'] = async (changes, note) => {
      if (holds) await new Promise<void>((resolve) => (release = resolve))
      await base.bring(changes, note)
    }
    const reserve: LmdbEngine['reserve'] = async (demand) => room && base.reserve(demand)
    const engine = await createLoggedEngine({ ...base, bring, reserve }, join(folder, 'halley.log'))
    return withLog(createStorage(engine, ACTOR), folder)
  }
  const letGo = (): void => {
    holds = false
    release()
  }
  let storage = await hurt(made(folder))
  for (let step = 0; step < 60; step++) {
    const action = below(10)
    if (action < 5) {
      const batch = Array.from({ length: 1 + below(30) }, () => drawnChange(below))
      if (below(12) === 0) batch.push(put('great', `${step}`.repeat(LOG_FRAME_MAX_BYTES / 2), 'record'))
      room = below(6) > 0
      const written = storage.write(batch)
      // A commit below waits for the checkpoint.
      if (holds) setImmediate(letGo)
      await written
      for (const { space, key, value } of batch) {
        const name = `${space} ${text(key)}`
        if (value === null) model.delete(name)
        else model.set(name, text(value)!)
      }
    } else if (action < 7) {
      holds = below(2) === 0
      wait()
      await new Promise((resolve) => setImmediate(resolve))
    } else if (action < 8) {
      letGo()
      await new Promise((resolve) => setImmediate(resolve))
    } else if (action < 9) {
      const left = asKilled(folder, `seed-${seed}`)
      letGo()
      await storage.close()
      folder = left
      storage = await hurt(folder)
    }
    compare(storage, model, below, `seed ${seed}, step ${step}`)
  }
  letGo()
  await storage.close()
}

function compare(
  storage: Storage,
  model: Map<string, string>,
  below: (n: number) => number,
  when: string
): void {
  for (const space of SPACES) {
    const expected = [...model]
      .filter(([name]) => name.startsWith(`${space} `))
      .sort(([a], [b]) => (a < b ? -1 : 1))
    const found = [...storage.scan(space)].map(({ key, value }) => [`${space} ${text(key)}`, text(value)])
    assert.deepEqual(found, expected, when)
    assert.equal(storage.count(space), expected.length, when)
    const after = `k${below(60)}`
    const limit = 1 + below(5)
    const part = expected.filter(([name]) => name > `${space} ${after}`).slice(0, limit)
    const some = [...storage.scan(space, { after: bytes(after), limit })]
    assert.deepEqual(
      some.map(({ key }) => `${space} ${text(key)}`),
      part.map(([name]) => name),
      when
    )
    assert.equal(text(storage.read(space, bytes(after))), model.get(`${space} ${after}`), when)
  }
}

function drawnChange(below: (n: number) => number): Change {
  const space = SPACES[below(3)]!
  const key = `k${below(60)}`
  return below(3) === 0 ? remove(key, space) : put(key, `${below(1_000)}`.repeat(1 + below(200)), space)
}

function draws(seed: number): (n: number) => number {
  let state = seed * 7_919
  return (n) => {
    state = (state * 48_271) % 2_147_483_647
    return state % n
  }
}

function made(folder: string): string {
  mkdirSync(folder, { recursive: true })
  return folder
}

describe('log: disks that fail', () => {
  it('after a checkpoint that failed nothing is written, all is read, and the next opening has it all', (t) =>
    withFolder(async (parent) => {
      t.mock.timers.enable({ apis: ['setTimeout'] })
      const folder = made(join(parent, 'node'))
      const bring = () => Promise.reject(new StorageError('WRITE_FAILED', 'told to fail'))
      const storage = await withLog(await opened(folder, { bring }), folder)
      await storage.write([put('a', '1')])
      t.mock.timers.tick(LOG_WAIT_MS)
      await new Promise((resolve) => setImmediate(resolve))
      await assert.rejects(storage.write([put('b', '2')]), { code: 'WRITE_FAILED' })
      assert.equal(scanned(storage, 'record'), 'a')
      await storage.close()
      const again = await opened(folder)
      assert.equal(scanned(again, 'record'), 'a')
      await again.write([put('b', '2')])
      await again.close()
    }))

  it('both segments full: writers wait for the checkpoint, and nothing is lost', () =>
    withFolder(async (parent) => {
      const folder = made(join(parent, 'node'))
      const storage = await withLog(await opened(folder), folder)
      const value = new Uint8Array(500_000)
      await Promise.all(
        Array.from({ length: 60 }, (_, i) =>
          storage.write([{ space: 'record', key: bytes(`k${i}`), value: value.fill(i) }])
        )
      )
      assert.equal(storage.count('record'), 60)
      for (let i = 0; i < 60; i++) assert.equal(storage.read('record', bytes(`k${i}`))?.[7], i)
      await storage.close()
    }))
})
