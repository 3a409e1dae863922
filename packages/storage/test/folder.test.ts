// What can be wrong with a data folder, each with its typed error. Nothing here may end the process, which is
// what LMDB does with a file that it should not have mapped.
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import {
  chmodSync,
  copyFileSync,
  existsSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync
} from 'node:fs'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { open } from 'lmdb'
import { openLmdbStorage } from '../src/lmdb.ts'
import { openLmdbEngine } from '../src/lmdb-engine.ts'
import { bytes, put, withFolder } from './words.ts'

/** A folder with a database of some size, closed. */
async function filled(folder: string): Promise<string> {
  const storage = await openLmdbStorage({ folder, owner: 'us' })
  const value = new Uint8Array(5_000).fill(1)
  for (let i = 0; i < 5; i++) {
    await storage.write(
      Array.from({ length: 40 }, (_, j) => ({ space: 'record', key: bytes(`k${i}.${j}`), value }))
    )
  }
  await storage.close()
  return join(folder, 'halley.mdb')
}

describe('the folder', () => {
  it('is created with its parents, a new actor each time', () =>
    withFolder(async (folder) => {
      const actors = new Set<string>()
      for (const name of ['a', 'b/c', 'b/d']) {
        const storage = await openLmdbStorage({ folder: join(folder, name) })
        actors.add(storage.actor)
        await storage.close()
      }
      rmSync(join(folder, 'a'), { recursive: true })
      const wiped = await openLmdbStorage({ folder: join(folder, 'a') })
      actors.add(wiped.actor)
      await wiped.close()
      assert.equal(actors.size, 4)
    }))

  it('NOT_A_FOLDER: a file, or a path through a file', () =>
    withFolder(async (folder) => {
      const file = join(folder, 'file')
      writeFileSync(file, '')
      await assert.rejects(openLmdbStorage({ folder: file }), { code: 'NOT_A_FOLDER' })
      await assert.rejects(openLmdbStorage({ folder: join(file, 'below') }), { code: 'NOT_A_FOLDER' })
    }))

  it('FOLDER_OF_ANOTHER_NODE names both; an unowned one becomes ours', () =>
    withFolder(async (folder) => {
      await (await openLmdbStorage({ folder })).close()
      await (await openLmdbStorage({ folder, owner: 'us' })).close()
      await assert.rejects(openLmdbStorage({ folder, owner: 'them' }), {
        code: 'FOLDER_OF_ANOTHER_NODE',
        details: { owner: 'us', expected: 'them' }
      })
      await (await openLmdbStorage({ folder, owner: 'us' })).close()
      await (await openLmdbStorage({ folder })).close()
    }))

  // Root may do everything, so the check is made by a process without rights.
  const isRoot = process.getuid?.() === 0
  it('NO_PERMISSION', { skip: process.platform === 'win32' }, () =>
    withFolder((folder) => {
      chmodSync(folder, 0o500)
      const code = `
        import { prepareFolder } from ${JSON.stringify(join(import.meta.dirname, '../src/folder.ts'))}
        ${isRoot ? 'process.setgid(65534); process.setuid(65534)' : ''}
        try { prepareFolder(process.argv[1]) } catch (error) { console.log(error.code) }`
      const child = spawnSync(process.execPath, ['--input-type=module', '-e', code, folder], {
        encoding: 'utf8'
      })
      assert.equal(child.stdout.trim(), 'NO_PERMISSION', child.stderr)
    })
  )
})

/** Asked to, the storage begins anew, as another actor, and keeps the damaged file. */
async function replaced(folder: string, file: string): Promise<void> {
  const damaged = readFileSync(file)
  const storage = await openLmdbStorage({ folder, owner: 'me', replaceDamaged: true })
  assert.equal(storage.count('record'), 0)
  await storage.close()
  assert.deepEqual(readFileSync(`${file}.damaged-1`), damaged)
  // What is sound is never replaced.
  const again = await openLmdbStorage({ folder, owner: 'me', replaceDamaged: true })
  assert.equal(again.actor, storage.actor)
  await again.close()
}

describe('the database file', () => {
  const bad: [string, string, (file: string) => void][] = [
    ['NOT_A_DATABASE', 'empty', (file) => writeFileSync(file, '')],
    ['NOT_A_DATABASE', 'text', (file) => writeFileSync(file, 'hello '.repeat(10_000))],
    ['NOT_A_DATABASE', 'zeros', (file) => writeFileSync(file, Buffer.alloc(100_000))],
    ['NOT_A_DATABASE', 'random', (file) => writeFileSync(file, noise(100_000))],
    ['NOT_A_DATABASE', 'the magic number and then noise', (file) => overwrite(file, 32, noise(100_000))],
    ['NEWER_FORMAT', "LMDB's own version is newer", (file) => overwrite(file, 28, Buffer.from([3, 0]))],
    ['TRUNCATED', 'cut in the first page', (file) => truncateSync(file, 1_000)],
    ['TRUNCATED', 'cut after the first page', (file) => truncateSync(file, 4_096)],
    ['TRUNCATED', 'cut after the meta pages', (file) => truncateSync(file, 8_192)],
    ['TRUNCATED', 'cut in the middle', (file) => truncateSync(file, statSync(file).size >> 1)],
    ['TRUNCATED', 'the last page missing', (file) => truncateSync(file, statSync(file).size - 4_096)],
    ['DAMAGED', 'a page of zeros', (file) => overwrite(file, treePage(file), Buffer.alloc(4_096))],
    [
      'DAMAGED',
      'a page with the number of another',
      (file) => overwrite(file, treePage(file), Buffer.from([99]))
    ],
    ['DAMAGED', 'a node left out of its list', (file) => shrinkList(file, treePage(file))],
    ['TRUNCATED', 'the last byte missing', (file) => truncateSync(file, statSync(file).size - 1)]
  ]
  for (const [code, title, damage] of bad) {
    it(`${code}: ${title}`, () =>
      withFolder(async (folder) => {
        const file = await filled(folder)
        damage(file)
        await assert.rejects(openLmdbStorage({ folder }), { name: 'StorageError', code })
        // The failed attempt has let go of the folder, and has not touched the evidence.
        await assert.rejects(openLmdbStorage({ folder }), { code })
        if (code !== 'NEWER_FORMAT') await replaced(folder, file)
      }))
  }

  it('DAMAGED: a note that is vital', () =>
    withFolder(async (folder) => {
      const vital = [bytes('epoch')]
      const first = await openLmdbStorage({ folder, vital })
      await first.write([put('epoch', 'the note that is vital', 'meta')])
      await first.close()
      const file = join(folder, 'halley.mdb')
      overwrite(file, readFileSync(file).indexOf('the note that is vital'), Buffer.from('T'))
      await assert.rejects(openLmdbStorage({ folder, vital }), { code: 'DAMAGED' })
      const second = await openLmdbStorage({ folder, vital, replaceDamaged: true })
      assert.notEqual(second.actor, first.actor)
      assert.equal(second.read('meta', bytes('epoch')), undefined)
      await second.close()
    }))

  it('NOT_A_DATABASE: an LMDB database of somebody else', () =>
    withFolder(async (folder) => {
      const other = open({ path: join(folder, 'halley.mdb'), noSubdir: true, overlappingSync: false })
      await other.put('key', 'value')
      await other.close()
      await assert.rejects(openLmdbStorage({ folder }), { code: 'NOT_A_DATABASE' })
    }))

  for (const [code, found] of [
    ['NEWER_FORMAT', 5],
    ['OLDER_FORMAT', 2]
  ] as const)
    it(`${code}: written by ${found < 4 ? 'an earlier' : 'a later'} version of ours, and left as it is`, () =>
      withFolder(async (folder) => {
        const file = await filled(folder)
        const engine = await openLmdbEngine(file, 1_000_000)
        await engine.notes.set('format', `${found}`)
        await engine.close()
        const refusal = { code, details: { found, known: 4 } }
        await assert.rejects(openLmdbStorage({ folder }), refusal)
        await assert.rejects(openLmdbStorage({ folder, replaceDamaged: true }), refusal)
        assert.equal(existsSync(`${file}.damaged-1`), false)
      }))

  it('a database from before there were logs is taken over', () =>
    withFolder(async (folder) => {
      const engine = await openLmdbEngine(await filled(folder), 1_000_000)
      await engine.notes.set('format', '3')
      await engine.close()
      for (let times = 0; times < 2; times++) {
        const storage = await openLmdbStorage({ folder })
        assert.equal(storage.count('record'), 200)
        await storage.close()
      }
    }))

  it('a creation that was cut short is begun anew', () =>
    withFolder(async (folder) => {
      writeFileSync(join(folder, 'halley.mdb.new'), noise(5_000))
      await (await openLmdbStorage({ folder })).close()
      assert.equal(existsSync(join(folder, 'halley.mdb.new')), false)
    }))

  it('a copy taken while closed is a whole database', () =>
    withFolder(async (folder) => {
      const file = await filled(folder)
      const copy = join(folder, 'copy')
      await (await openLmdbStorage({ folder: copy })).close()
      copyFileSync(file, join(copy, 'halley.mdb'))
      const storage = await openLmdbStorage({ folder: copy, owner: 'us' })
      assert.equal(storage.count('record'), 200)
      await storage.close()
    }))
})

function noise(length: number): Buffer {
  const bytes = Buffer.alloc(length)
  for (let i = 0, state = 1; i < length; i++) {
    state = (state * 48_271) % 2_147_483_647
    bytes[i] = state
  }
  return bytes
}

/** Where the root of the main tree begins. */
function treePage(file: string): number {
  const content = readFileSync(file)
  const newest = content.readBigUInt64LE(152) > content.readBigUInt64LE(4_096 + 152) ? 0 : 4_096
  return Number(content.readBigUInt64LE(newest + 136)) * 4_096
}

function shrinkList(file: string, page: number): void {
  const end = readFileSync(file).readUInt16LE(page + 20)
  overwrite(file, page + 20, Buffer.from([end - 2]))
}

function overwrite(file: string, at: number, content: Buffer): void {
  const whole = readFileSync(file)
  content.copy(whole, at)
  writeFileSync(file, whole)
}
