// The memory twin: the conformance suite, and what only it can do.
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { createMemoryDisk, createMemoryStorage } from '../src/memory.ts'
import { type Subject, testConformance } from './conformance.ts'
import { bytes, put, scanned } from './words.ts'

testConformance({
  name: 'memory',
  supports: { flipBit: true },
  async open(): Promise<Subject> {
    const disk = createMemoryDisk()
    const storage = createMemoryStorage({ disk })
    return {
      storage,
      failCommit: (n) => storage.faults.failCommit(n),
      flipBit: (space, key) => assert.ok(storage.faults.flipBit(space, key)),
      async reopen() {
        await storage.close()
        return createMemoryStorage({ disk })
      }
    }
  }
})

describe('memory: crashes', () => {
  it('loses what was not acknowledged, keeps what was', async () => {
    const storage = createMemoryStorage()
    await storage.write([put('a', '1')])
    storage.faults.holdSyncs()
    let acknowledged = false
    storage.write([put('b', '2')]).then(() => {
      acknowledged = true
    })
    await settle()
    assert.equal(storage.read('record', bytes('b')), undefined, 'not durable, so not readable')
    const disk = storage.crash()
    storage.faults.releaseSyncs()
    await settle()
    assert.equal(acknowledged, false)
    assert.throws(() => storage.read('record', bytes('a')), { code: 'CLOSED' })
    await assert.rejects(storage.write([put('c', '3')]), { code: 'CLOSED' })
    const again = createMemoryStorage({ disk })
    assert.equal(scanned(again, 'record'), 'a')
    assert.equal(again.actor, storage.actor)
  })

  it('may keep an unacknowledged batch, but only whole', async () => {
    const storage = createMemoryStorage()
    storage.faults.holdSyncs()
    void storage.write([put('a', '1'), put('b', '2')])
    await settle()
    assert.equal(
      scanned(createMemoryStorage({ disk: storage.crash({ keepUnsynced: true }) }), 'record'),
      'a b'
    )
  })

  it('released syncs acknowledge', async () => {
    const storage = createMemoryStorage()
    storage.faults.holdSyncs()
    const written = storage.write([put('a', '1')])
    await settle()
    storage.faults.releaseSyncs()
    await written
    assert.equal(scanned(storage, 'record'), 'a')
  })

  it('writes nothing more after a disk failure that is not a full disk', async () => {
    const storage = createMemoryStorage()
    storage.faults.failCommit(1, 'WRITE_FAILED')
    await assert.rejects(storage.write([put('a', '1')]), { code: 'WRITE_FAILED' })
    await assert.rejects(storage.write([put('b', '2')]), { code: 'WRITE_FAILED' })
    assert.equal(storage.faults.commits, 1)
    await storage.close()
  })

  it('one group for all that is written in one turn, the next for what came during its sync', async () => {
    const storage = createMemoryStorage()
    storage.faults.holdSyncs()
    const first = [storage.write([put('a', '1')]), storage.write([put('b', '1')])]
    await settle()
    const second = [storage.write([put('c', '1')]), storage.write([put('d', '1')])]
    storage.faults.releaseSyncs()
    await Promise.all([...first, ...second])
    assert.equal(storage.faults.commits, 2)
  })

  it('a new disk is a new actor, unless told; a disk of another owner is refused', () => {
    assert.notEqual(createMemoryStorage().actor, createMemoryStorage().actor)
    const storage = createMemoryStorage({ actor: '0123456789abcdef', owner: 'us' })
    assert.equal(storage.actor, '0123456789abcdef')
    const disk = storage.crash()
    assert.throws(() => createMemoryStorage({ disk, owner: 'them' }), {
      code: 'FOLDER_OF_ANOTHER_NODE',
      details: { owner: 'us', expected: 'them' }
    })
  })
})

/** Lets all promises that can settle do so. */
function settle(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}
