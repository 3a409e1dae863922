// The real engine: the conformance suite, with commits made to fail in front of the engine.
import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import type { Engine } from '../src/engine.ts'
import { StorageError } from '../src/errors.ts'
import { openLmdbStorage } from '../src/lmdb.ts'
import { type LmdbEngine, openLmdbEngine } from '../src/lmdb-engine.ts'
import type { Storage } from '../src/port.ts'
import { createStorage } from '../src/storage.ts'
import { type Subject, testConformance } from './conformance.ts'
import { bytes, put, scanned, text, withFolder } from './words.ts'

const MAP = 1024 * 1024
const folders = new WeakMap<Subject, { folder: string; storages: Storage[] }>()

testConformance({
  name: 'lmdb',
  supports: { flipBit: false },
  async open(): Promise<Subject> {
    const folder = mkdtempSync(join(tmpdir(), 'halley-storage-'))
    const file = join(folder, 'test.mdb')
    const failures = new Set<number>()
    let commits = 0
    const open = async () => {
      const engine = failing(await openLmdbEngine(file, MAP), () => failures.has(++commits))
      const storage = createStorage(engine, '00112233445566aa')
      storages.push(storage)
      return storage
    }
    const storages: Storage[] = []
    const subject: Subject = {
      storage: await open(),
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

function failing(engine: LmdbEngine, fails: () => boolean): Engine {
  return {
    ...engine,
    async commit(changes) {
      if (fails()) throw new StorageError('DISK_FULL', 'told to fail')
      await engine.commit(changes)
    }
  }
}

describe('lmdb: the database file', () => {
  it('a flipped bit in the file is a typed error; the neighbours are read', () =>
    withFolder(async (folder) => {
      const first = await openLmdbStorage({ folder })
      await first.write([
        put('a', 'left'),
        put('b', 'a value that can be found in the file'),
        put('c', 'right')
      ])
      await first.close()
      const file = join(folder, 'halley.mdb')
      const content = readFileSync(file)
      // Copy-on-write may have left older copies of the page: all are hit.
      for (let at = content.indexOf('can be found'); at >= 0; at = content.indexOf('can be found', at + 1))
        content[at]! ^= 1
      writeFileSync(file, content)
      const storage = await openLmdbStorage({ folder })
      assert.throws(() => storage.read('record', bytes('b')), { code: 'CORRUPT_VALUE' })
      assert.equal(text(storage.read('record', bytes('c'))), 'right')
      const corrupt: string[] = []
      assert.equal(scanned(storage, 'record', { onCorrupt: ({ key }) => corrupt.push(text(key)!) }), 'a c')
      assert.deepEqual(corrupt, ['b'])
      await storage.close()
    }))

  it('the map grows by itself, far beyond where it began', () =>
    withFolder(async (folder) => {
      const storage = await openLmdbStorage({ folder, mapSizeBytes: 64 * 1024 })
      const value = new Uint8Array(512 * 1024).fill(7)
      for (let i = 0; i < 40; i++) {
        await storage.write([{ space: 'record', key: bytes(`k${i}`), value }])
        assert.equal(storage.read('record', bytes(`k${i >> 1}`))?.length, value.length)
      }
      await storage.close()
      const again = await openLmdbStorage({ folder, mapSizeBytes: 64 * 1024 })
      assert.equal(again.count('record'), 40)
      assert.deepEqual(again.read('record', bytes('k39')), value)
      await again.close()
    }))

  it('freed room is used again: the file does not grow with every overwrite', () =>
    withFolder(async (folder) => {
      const storage = await openLmdbStorage({ folder })
      for (let i = 0; i < 200; i++) {
        await storage.write([{ space: 'record', key: bytes('k'), value: new Uint8Array(100_000).fill(i) }])
        for (const { key } of storage.scan('record')) assert.equal(text(key), 'k')
      }
      await storage.close()
      assert.ok(readFileSync(join(folder, 'halley.mdb')).length < 1_500_000)
    }))
})
