// The log of a folder, as a killed process leaves it: replayed, cut short, torn, damaged, gone, of another database.
import assert from 'node:assert/strict'
import { existsSync, readFileSync, renameSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { LOG_BLOCK_BYTES, LOG_FRAME_MAX_BYTES, LOG_SEGMENT_BYTES } from '../src/limits.ts'
import { openLmdbStorage } from '../src/lmdb.ts'
import { openLmdbEngine } from '../src/lmdb-engine.ts'
import { asKilled, logOf, withLog } from './logs.ts'
import { bytes, put, remove, scanned, text, withFolder } from './words.ts'

/** Runs `body` in a folder below which there is place for copies. */
function inFolder(body: (folder: string) => Promise<void>): Promise<void> {
  return withFolder((parent) => body(join(parent, 'node')))
}

/** A folder whose log has frames for the keys a to e, of which the database has none; as a killed process leaves it. */
async function killed(folder: string): Promise<string> {
  const storage = await withLog(await openLmdbStorage({ folder }), folder)
  for (const key of 'abcde') await storage.write([put(key, `value of ${key}`), put(key, key, 'index')])
  const left = asKilled(folder, 'killed')
  await storage.close()
  return left
}

/** Where the frame with this text begins in the log. */
function frameOf(log: Buffer, word: string): number {
  const at = log.lastIndexOf(word)
  return at - (at % LOG_BLOCK_BYTES)
}

async function found(folder: string): Promise<string> {
  const storage = await openLmdbStorage({ folder })
  const keys = scanned(storage, 'record')
  assert.equal(scanned(storage, 'index'), keys)
  assert.equal(storage.count('record'), storage.count('index'))
  await storage.close()
  return keys
}

describe('the log', () => {
  it('is read before the database, and brought into it when the storage is closed', () =>
    inFolder(async (folder) => {
      const storage = await withLog(await openLmdbStorage({ folder }), folder)
      await storage.write([put('k', 'v'), put('gone', 'v')])
      await storage.write([remove('gone')])
      assert.equal(text(storage.read('record', bytes('k'))), 'v')
      assert.equal(scanned(storage, 'record'), 'k')
      const left = asKilled(folder, 'killed')
      rmSync(logOf(left))
      await assert.rejects(openLmdbStorage({ folder: left }), { code: 'DAMAGED' }, 'the database lacks it')
      await storage.close()
      assert.equal(existsSync(logOf(folder)), false)
      const again = await openLmdbStorage({ folder })
      assert.equal(scanned(again, 'record'), 'k')
      await again.close()
    }))

  it('is begun by who writes often, and by nobody else', () =>
    inFolder(async (folder) => {
      const storage = await openLmdbStorage({ folder })
      for (let i = 0; i < 10; i++) await storage.write([put('k', 'v')])
      await storage.close()
      assert.equal(existsSync(logOf(folder)), false)
    }))

  it('is replayed after a kill, also when the replay is killed, and goes on', () =>
    inFolder(async (folder) => {
      const left = await killed(folder)
      const first = await openLmdbStorage({ folder: left })
      assert.equal(scanned(first, 'record'), 'a b c d e')
      await first.write([remove('a'), remove('a', 'index')])
      const twice = asKilled(left, 'twice')
      await first.close()
      assert.equal(await found(twice), 'b c d e')
      // As if the replay had been killed when the database had a part of it.
      const again = await killed(join(folder, '..', 'other'))
      const engine = await openLmdbEngine(join(again, 'halley.mdb'), 1_000_000)
      await engine.commit([put('b', 'of a replay that was killed'), remove('d')])
      await engine.close()
      assert.equal(await found(again), 'a b c d e')
    }))

  it('turns: frames of earlier turns lie behind newer ones, and are not replayed', () =>
    inFolder(async (folder) => {
      const storage = await withLog(await openLmdbStorage({ folder }), folder)
      const value = new Uint8Array(LOG_FRAME_MAX_BYTES - 1_000)
      const turns = 3 * Math.floor((2 * LOG_SEGMENT_BYTES) / value.length)
      for (let i = 0; i < turns; i++)
        await storage.write([
          { space: 'record', key: bytes(`k${i % 5}`), value: value.fill(i) },
          put('last', `${i}`)
        ])
      await storage.write([remove('k1')])
      const left = asKilled(folder, 'turned')
      await storage.close()
      const again = await openLmdbStorage({ folder: left })
      assert.equal(text(again.read('record', bytes('last'))), `${turns - 1}`)
      assert.equal(scanned(again, 'record'), 'k0 k2 k3 k4 last')
      for (let i = turns - 5; i < turns; i++)
        if (i % 5 !== 1) assert.equal(again.read('record', bytes(`k${i % 5}`))?.[0], i)
      await again.close()
    }))

  it('a commit too great for it goes to the database, after what is pending', () =>
    inFolder(async (folder) => {
      const storage = await withLog(await openLmdbStorage({ folder }), folder)
      await storage.write([put('k', 'before')])
      await storage.write([put('k', 'now'), put('great', 'x'.repeat(LOG_FRAME_MAX_BYTES))])
      await storage.write([put('l', 'after')])
      const left = asKilled(folder, 'great')
      assert.equal(text(storage.read('record', bytes('k'))), 'now')
      await storage.close()
      const again = await openLmdbStorage({ folder: left })
      assert.equal(text(again.read('record', bytes('k'))), 'now')
      assert.equal(scanned(again, 'record'), 'great k l')
      await again.close()
    }))
})

describe('a log that is damaged', () => {
  it('torn anywhere in its last frame: what was there before it is there', () =>
    inFolder(async (folder) => {
      const left = await killed(folder)
      const log = readFileSync(logOf(left))
      const begin = frameOf(log, 'value of e')
      const length = 22 + log.readUInt32LE(begin + 4)
      const database = readFileSync(join(left, 'halley.mdb'))
      for (let at = 0; at < length; at += at < 40 ? 1 : 7) {
        for (const tear of [tornAt, garbledAt]) {
          writeFileSync(join(left, 'halley.mdb'), database)
          writeFileSync(logOf(left), tear(log, begin + at, begin + length))
          assert.equal(await found(left), 'a b c d', `${tear.name} at byte ${at} of ${length}`)
        }
      }
    }))

  it('DAMAGED: a frame before the last, whatever its byte; begun anew when asked to', () =>
    inFolder(async (folder) => {
      const left = await killed(folder)
      const log = readFileSync(logOf(left))
      const begin = frameOf(log, 'value of c')
      const length = 22 + log.readUInt32LE(begin + 4)
      for (let at = 0; at < length; at += 3) {
        writeFileSync(logOf(left), garbledAt(log, begin + at))
        await assert.rejects(openLmdbStorage({ folder: left }), { name: 'StorageError', code: 'DAMAGED' })
      }
      const storage = await openLmdbStorage({ folder: left, replaceDamaged: true })
      assert.equal(storage.count('record'), 0)
      await storage.close()
      for (const name of ['halley.mdb.damaged-1', 'halley.log.damaged-1'])
        assert.ok(existsSync(join(left, name)))
      assert.equal(await found(left), '')
    }))

  const damages: [string, (log: string) => void][] = [
    ['gone', (log) => rmSync(log)],
    ['cut short', (log) => truncateSync(log, 100_000)],
    ['empty', (log) => writeFileSync(log, '')],
    ['without its head', (log) => writeFileSync(log, garbledAt(readFileSync(log), 20))]
  ]
  for (const [what, damage] of damages)
    it(`DAMAGED: ${what}`, () =>
      inFolder(async (folder) => {
        const left = await killed(folder)
        damage(logOf(left))
        await assert.rejects(openLmdbStorage({ folder: left }), { code: 'DAMAGED', message: /--refill/ })
        await (await openLmdbStorage({ folder: left, replaceDamaged: true })).close()
        assert.equal(await found(left), '')
      }))

  it('DAMAGED: the database is gone, and its log is not', () =>
    inFolder(async (folder) => {
      const left = await killed(folder)
      rmSync(join(left, 'halley.mdb'))
      await assert.rejects(openLmdbStorage({ folder: left }), { code: 'DAMAGED' })
      await (await openLmdbStorage({ folder: left, replaceDamaged: true })).close()
      assert.ok(existsSync(`${logOf(left)}.damaged-1`))
    }))

  it('FOREIGN_LOG: of another database, or of a later state of this one', () =>
    inFolder(async (folder) => {
      const left = await killed(folder)
      const other = await killed(join(folder, '..', 'other'))
      renameSync(logOf(other), logOf(left))
      await assert.rejects(openLmdbStorage({ folder: left }), { code: 'FOREIGN_LOG' })
      const earlier = asKilled(folder, 'earlier')
      renameSync(logOf(await killed(folder)), logOf(earlier))
      await assert.rejects(openLmdbStorage({ folder: earlier }), { code: 'FOREIGN_LOG' })
    }))

  it('a log that was begun and has no name yet is named; another is removed', () =>
    inFolder(async (folder) => {
      const left = await killed(folder)
      renameSync(logOf(left), `${logOf(left)}.new`)
      assert.equal(await found(left), 'a b c d e')
      writeFileSync(`${logOf(left)}.new`, 'begun')
      assert.equal(await found(left), 'a b c d e')
      assert.equal(existsSync(`${logOf(left)}.new`), false)
    }))

  it('a log that was given up, and is still there, is removed', () =>
    inFolder(async (folder) => {
      const left = await killed(folder)
      const log = readFileSync(logOf(left))
      await (await openLmdbStorage({ folder: left })).close()
      writeFileSync(logOf(left), log)
      const storage = await openLmdbStorage({ folder: left })
      assert.equal(scanned(storage, 'record'), 'a b c d e')
      await storage.close()
      assert.equal(existsSync(logOf(left)), false)
    }))
})

/** Only what lies before `at` was written. */
function tornAt(log: Buffer, at: number, end: number): Buffer {
  return Buffer.from(log).fill(0, at, end)
}

function garbledAt(log: Buffer, at: number): Buffer {
  const garbled = Buffer.from(log)
  garbled[at]! ^= 0x5a
  return garbled
}
