// What every storage must do. Each implementation runs this suite; `supports` names what a real disk cannot
// be asked to do in a test.
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { BATCH_MAX_CHANGES, KEY_MAX_BYTES, VALUE_MAX_BYTES } from '../src/limits.ts'
import { type Change, SPACES, type Space, type Storage } from '../src/port.ts'
import { bytes, put, remove, scanned, text } from './words.ts'

export interface Subject {
  readonly storage: Storage
  /** The `n`-th commit from now fails with DISK_FULL. */
  failCommit(n: number): void
  /** Flips a bit of a stored value. */
  flipBit?(space: Space, key: Uint8Array): void
  /** Closes the storage and opens it again on the same disk. */
  reopen(): Promise<Storage>
}

export interface Implementation {
  readonly name: string
  readonly supports: { readonly flipBit: boolean }
  open(): Promise<Subject>
  /** Called after each test. */
  cleanUp?(subject: Subject): Promise<void>
}

export function testConformance(implementation: Implementation): void {
  function check(title: string, body: (subject: Subject) => Promise<void>): void {
    it(title, async () => {
      const subject = await implementation.open()
      try {
        await body(subject)
      } finally {
        await implementation.cleanUp?.(subject)
      }
    })
  }

  describe(`${implementation.name}: reading and writing`, () => {
    check('a new storage is empty', async ({ storage }) => {
      for (const space of SPACES) {
        assert.equal(storage.read(space, bytes('k')), undefined)
        assert.equal(storage.count(space), 0)
        assert.deepEqual([...storage.scan(space)], [])
      }
    })

    check('an acknowledged write is read, in its space only', async ({ storage }) => {
      await storage.write([put('k', 'v')])
      assert.deepEqual(storage.read('record', bytes('k')), bytes('v'))
      assert.equal(storage.read('local', bytes('k')), undefined)
      assert.equal(storage.count('record'), 1)
    })

    check('a write replaces, a null removes, removing nothing is no error', async ({ storage }) => {
      await storage.write([put('k', 'v')])
      await storage.write([put('k', 'w')])
      assert.equal(text(storage.read('record', bytes('k'))), 'w')
      await storage.write([remove('k'), remove('never')])
      assert.equal(storage.read('record', bytes('k')), undefined)
      assert.equal(storage.count('record'), 0)
    })

    check('the later of two changes to one key wins, in a batch and among batches', async ({ storage }) => {
      await storage.write([put('k', '1'), remove('k'), put('k', '2')])
      assert.equal(text(storage.read('record', bytes('k'))), '2')
      await Promise.all(['a', 'b', 'c'].map((value) => storage.write([put('k', value)])))
      assert.equal(text(storage.read('record', bytes('k'))), 'c')
    })

    check('values may be empty, keys any bytes', async ({ storage }) => {
      const keys = [[0], [0, 0], [1], [255], [255, 255], [128, 0, 127], [5], [4, 10]].map(
        (key) => new Uint8Array(key)
      )
      await storage.write(keys.map((key) => ({ space: 'meta', key, value: new Uint8Array(0) })))
      for (const key of keys) assert.deepEqual(storage.read('meta', key), new Uint8Array(0))
      const sorted = [...keys].sort(Buffer.compare)
      assert.deepEqual(
        [...storage.scan('meta')].map(({ key }) => key),
        sorted
      )
    })

    check(
      'neither later changes to the arguments nor to the results reach the storage',
      async ({ storage }) => {
        const key = bytes('k')
        const value = bytes('v')
        const written = storage.write([{ space: 'record', key, value }])
        key.fill(0)
        value.fill(0)
        await written
        storage.read('record', bytes('k'))!.fill(0)
        for (const entry of storage.scan('record')) entry.value.fill(0)
        assert.equal(text(storage.read('record', bytes('k'))), 'v')
      }
    )

    check('an empty batch resolves', async ({ storage }) => {
      await storage.write([])
    })

    check('hundreds of concurrent writes all arrive', async ({ storage }) => {
      const writes = Array.from({ length: 500 }, (_, i) =>
        storage.write([put(`k${i}`, `v${i}`), put('last', `${i}`)])
      )
      await Promise.all(writes)
      for (let i = 0; i < 500; i++) assert.equal(text(storage.read('record', bytes(`k${i}`))), `v${i}`)
      assert.equal(text(storage.read('record', bytes('last'))), '499')
    })

    check('what was written is there after reopening, and the actor is the same', async (subject) => {
      await subject.storage.write([put('k', 'v')])
      const again = await subject.reopen()
      assert.equal(text(again.read('record', bytes('k'))), 'v')
      assert.equal(again.actor, subject.storage.actor)
      assert.match(again.actor, /^[0-9a-f]{16}$/)
    })
  })

  describe(`${implementation.name}: scanning`, () => {
    check('key order, after, before, limit', async ({ storage }) => {
      await storage.write(['d', 'a', 'c', 'b', 'bb'].map((key) => put(key, key)))
      assert.equal(scanned(storage, 'record'), 'a b bb c d')
      assert.equal(scanned(storage, 'record', { after: bytes('b') }), 'bb c d')
      assert.equal(scanned(storage, 'record', { after: bytes('ba'), limit: 2 }), 'bb c')
      assert.equal(scanned(storage, 'record', { limit: 0 }), '')
      assert.equal(scanned(storage, 'record', { after: bytes('z') }), '')
      assert.equal(scanned(storage, 'record', { before: bytes('bb') }), 'a b')
      assert.equal(scanned(storage, 'record', { after: bytes('a'), before: bytes('cc') }), 'b bb c')
      assert.equal(scanned(storage, 'record', { after: bytes('c'), before: bytes('b') }), '')
    })

    check('more entries than one chunk', async ({ storage }) => {
      const keys = Array.from({ length: 2_500 }, (_, i) => String(i).padStart(5, '0'))
      await storage.write(keys.map((key) => put(key, 'v')))
      assert.equal(scanned(storage, 'record'), keys.join(' '))
      assert.equal([...storage.scan('record', { limit: 1_500 })].length, 1_500)
    })

    check('stays valid while writes go on: what exists throughout is seen once', async ({ storage }) => {
      const keys = Array.from({ length: 2_500 }, (_, i) => String(i).padStart(5, '0'))
      await storage.write(keys.map((key) => put(key, 'v')))
      const seen: string[] = []
      for (const { key } of storage.scan('record')) {
        seen.push(text(key)!)
        if (seen.length % 1_000 === 1)
          await storage.write([put(`new ${seen.length}`, 'v'), put('00000', 'w')])
      }
      assert.deepEqual(
        seen.filter((key) => !key.startsWith('new')),
        keys
      )
    })

    check('may be left early', async ({ storage }) => {
      await storage.write([put('a', '1'), put('b', '2')])
      for (const { key } of storage.scan('record')) {
        assert.equal(text(key), 'a')
        break
      }
      await storage.write([put('c', '3')])
    })
  })

  describe(`${implementation.name}: limits`, () => {
    check('the greatest key and value fit', async ({ storage }) => {
      const key = new Uint8Array(KEY_MAX_BYTES).fill(255)
      const value = new Uint8Array(VALUE_MAX_BYTES).map((_, i) => i * 7)
      await storage.write([{ space: 'record', key, value }])
      assert.equal(Buffer.compare(storage.read('record', key)!, value), 0)
      const [entry] = storage.scan('record')
      assert.deepEqual(entry?.key, key)
      assert.equal(Buffer.compare(entry.value, value), 0)
    })

    const tooMuch: [string, Change[]][] = [
      ['KEY_EMPTY', [put('', 'v')]],
      ['KEY_TOO_LONG', [put('k'.repeat(KEY_MAX_BYTES + 1), 'v')]],
      ['KEY_TOO_LONG', [remove('k'.repeat(KEY_MAX_BYTES + 1))]],
      ['VALUE_TOO_LARGE', [{ space: 'record', key: bytes('k'), value: new Uint8Array(VALUE_MAX_BYTES + 1) }]],
      ['BATCH_TOO_LARGE', Array.from({ length: BATCH_MAX_CHANGES + 1 }, () => put('k', 'v'))],
      [
        'BATCH_TOO_LARGE',
        Array.from({ length: 5 }, () => ({ ...put('k', ''), value: new Uint8Array(VALUE_MAX_BYTES) }))
      ]
    ]
    for (const [code, changes] of tooMuch) {
      check(`${code}: ${changes.length} change(s), nothing of the batch is stored`, async ({ storage }) => {
        await assert.rejects(storage.write([put('good', 'v'), ...changes]), { name: 'StorageError', code })
        assert.equal(storage.count('record'), 0)
      })
    }

    check('a key too long to exist is refused on reading, too', async ({ storage }) => {
      const key = new Uint8Array(KEY_MAX_BYTES + 1)
      assert.throws(() => storage.read('record', key), { code: 'KEY_TOO_LONG' })
      assert.throws(() => storage.read('record', new Uint8Array(0)), { code: 'KEY_EMPTY' })
    })

    check('QUEUE_FULL when the disk cannot follow', async ({ storage }) => {
      const big = (i: number) =>
        storage.write([{ ...put(`k${i}`, ''), value: new Uint8Array(VALUE_MAX_BYTES) }])
      const results = await Promise.allSettled(Array.from({ length: 20 }, (_, i) => big(i)))
      const refused = results.filter((result) => result.status === 'rejected')
      assert.ok(refused.length > 0 && refused.length < 20)
      for (const { reason } of refused) assert.equal(reason.code, 'QUEUE_FULL')
      assert.equal(storage.count('record'), 20 - refused.length)
    })
  })

  describe(`${implementation.name}: failing`, () => {
    const script = [
      [put('a', '1'), put('b', '1')],
      [put('a', '2'), remove('b'), put('c', '2')],
      [remove('a'), put('d', '3')],
      [put('a', '4'), put('b', '4'), put('c', '4')]
    ]

    // For n = 1, 2, 3 … until no write is left to fail: whatever is there is what the acknowledged ones wrote.
    for (let n = 1; n <= script.length + 1; n++) {
      check(`the ${n}. commit fails: its batch leaves nothing, the others everything`, async (subject) => {
        subject.failCommit(n)
        const model = new Map<string, string>()
        for (const [i, batch] of script.entries()) {
          const written = subject.storage.write(batch)
          if (i + 1 === n) await assert.rejects(written, { code: 'DISK_FULL' })
          else {
            await written
            for (const { key, value } of batch) {
              if (value === null) model.delete(text(key)!)
              else model.set(text(key)!, text(value)!)
            }
          }
        }
        const storage = await subject.reopen()
        const found = [...storage.scan('record')].map(({ key, value }) => [text(key), text(value)])
        assert.deepEqual(found, [...model].sort())
      })
    }

    check('when a group finds no room its members are tried alone', async (subject) => {
      subject.failCommit(1)
      subject.failCommit(3)
      const results = await Promise.allSettled(
        ['a', 'b', 'c'].map((key) => subject.storage.write([put(key, key)]))
      )
      assert.deepEqual(
        results.map(({ status }) => status),
        ['fulfilled', 'rejected', 'fulfilled']
      )
      assert.equal(scanned(subject.storage, 'record'), 'a c')
    })

    check('after close everything says CLOSED', async ({ storage }) => {
      const last = storage.write([put('k', 'v')])
      await Promise.all([storage.close(), storage.close()])
      await last
      assert.throws(() => storage.read('record', bytes('k')), { code: 'CLOSED' })
      assert.throws(() => storage.count('record'), { code: 'CLOSED' })
      assert.throws(() => [...storage.scan('record')], { code: 'CLOSED' })
      await assert.rejects(storage.write([put('k', 'v')]), { code: 'CLOSED' })
    })

    if (!implementation.supports.flipBit) return
    check('a flipped bit is CORRUPT_VALUE when read, reported and skipped when scanned', async (subject) => {
      const { storage } = subject
      await storage.write([put('a', '1'), put('b', '2'), put('c', '3')])
      subject.flipBit!('record', bytes('b'))
      assert.throws(() => storage.read('record', bytes('b')), {
        code: 'CORRUPT_VALUE',
        details: { space: 'record', key: '62' }
      })
      assert.throws(() => [...storage.scan('record')], { code: 'CORRUPT_VALUE' })
      const corrupt: string[] = []
      const onCorrupt = ({ key }: { key: Uint8Array }) => corrupt.push(text(key)!)
      assert.equal(scanned(storage, 'record', { onCorrupt }), 'a c')
      assert.deepEqual(corrupt, ['b'])
      await storage.write([put('b', 'repaired')])
      assert.equal(text(storage.read('record', bytes('b'))), 'repaired')
    })
  })
}
