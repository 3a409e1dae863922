// The replica: one node's own copies. Each test is the log of what it asks of the disk and tells its askers.
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { record } from '../../model/test/words.ts'
import { NOTHING, setUp, storing } from './replica-set-up.ts'
import { BROKEN, local, put } from './words.ts'

describe('replica: reading', () => {
  it('loads a key once for all who wait for it', () => {
    const { log, replica } = setUp()
    replica.read('k', log.reader('r1'))
    replica.read('k', log.reader('r2'))
    assert.deepEqual(log.take(), ['load k'])
    replica.loaded('k', { record: record('{b1} b1=x'), local: local('7') })
    assert.deepEqual(log.take(), ['r1 reads {b1} b1=x local=7', 'r2 reads {b1} b1=x local=7'])
  })

  it('keeps nothing in memory once nobody uses the key', () => {
    const { log, replica } = setUp()
    for (const name of ['r1', 'r2']) {
      replica.read('k', log.reader(name))
      replica.loaded('k', NOTHING)
      assert.deepEqual(log.take(), ['load k', `${name} reads {}`])
    }
  })

  it('answers from what is durable, not from what is on its way to the disk', () => {
    const { log, replica } = storing()
    replica.read('k', log.reader('early'))
    assert.deepEqual(log.take(), ['early reads {}'])
    replica.written(0)
    assert.deepEqual(log.take(), ['w1 stored {a1} a1=x as [a1]'])
  })

  it('a load that fails refuses all who wait, and the next one tries again', () => {
    const { log, replica } = setUp()
    replica.read('k', log.reader('r1'))
    replica.write('k', { edits: [put('x')] }, log.writer('w1'))
    replica.unloaded('k', BROKEN)
    assert.deepEqual(log.take(), ['load k', 'r1 is refused: STORAGE_FAILED', 'w1 is refused: STORAGE_FAILED'])
    replica.read('k', log.reader('r2'))
    assert.deepEqual(log.take(), ['load k'])
  })

  it('answers of the disk that nobody waits for are nothing', () => {
    const { log, replica } = storing()
    replica.loaded('k', { record: record('{f9} f9=late'), local: null })
    replica.loaded('other', NOTHING)
    replica.unloaded('k', BROKEN)
    replica.unloaded('other', BROKEN)
    replica.written(9)
    replica.unwritten(9, BROKEN)
    replica.written(0)
    replica.written(0)
    assert.deepEqual(log.take(), ['w1 stored {a1} a1=x as [a1]'])
  })
})

describe('replica: writing', () => {
  it('announces a new version only once it is durable', () => {
    const { log, replica } = setUp()
    replica.write('k', { edits: [put('x')] }, log.writer('w1'))
    assert.deepEqual(log.take(), ['load k'])
    replica.loaded('k', NOTHING)
    assert.deepEqual(log.take(), ['store 0: k {a1} a1=x'])
    replica.written(0)
    assert.deepEqual(log.take(), ['w1 stored {a1} a1=x as [a1]'])
  })

  it('what comes while a store is on its way goes into the next one, together', () => {
    const { log, replica } = storing()
    replica.write('k', { edits: [put('y')] }, log.writer('w2'))
    replica.write('k', { record: record('{b1} b1=z') }, log.writer('w3'))
    replica.write('k', { edits: [put('v', 'a1')] }, log.writer('w4'))
    assert.deepEqual(log.take(), [])
    replica.written(0)
    assert.deepEqual(log.take(), ['w1 stored {a1} a1=x as [a1]', 'store 1: k {a3 b1} b1=z a2=y a3=v'])
    replica.written(1)
    assert.deepEqual(log.take(), [
      'w2 stored {a3 b1} b1=z a2=y a3=v as [a2]',
      'w3 stored {a3 b1} b1=z a2=y a3=v as []',
      'w4 stored {a3 b1} b1=z a2=y a3=v as [a3]'
    ])
  })

  it('several edits of one write get dots of their own, in their order', () => {
    const { log, replica } = setUp()
    replica.write(
      'k',
      { record: record('{a4 b1} b1=x'), edits: [put('y', 'b1'), put('z')] },
      log.writer('w1')
    )
    replica.loaded('k', NOTHING)
    replica.written(0)
    assert.deepEqual(log.take(), [
      'load k',
      'store 0: k {a6 b1} a5=y a6=z',
      'w1 stored {a6 b1} a5=y a6=z as [a5 a6]'
    ])
  })

  it('knowledge that it has already is acknowledged without a store', () => {
    const { log, replica } = setUp()
    replica.write('k', { record: record('{b1} b1=x') }, log.writer('w1'))
    replica.loaded('k', { record: record('{b2} b2=y'), local: null })
    assert.deepEqual(log.take(), ['load k', 'w1 stored {b2} b2=y as []'])
  })

  it('knowledge that is only on its way to the disk is acknowledged when it is there', () => {
    const { log, replica } = storing()
    replica.write('k', { record: record('{a1} a1=x') }, log.writer('w2'))
    assert.deepEqual(log.take(), [])
    replica.written(0)
    assert.deepEqual(log.take(), ['w1 stored {a1} a1=x as [a1]', 'w2 stored {a1} a1=x as []'])
  })

  it('keeps keys apart', () => {
    const { log, replica } = storing()
    replica.write('l', { edits: [put('y')] }, log.writer('w2'))
    replica.loaded('l', NOTHING)
    assert.deepEqual(log.take(), ['load l', 'store 1: l {a1} a1=y'])
    replica.written(1)
    assert.deepEqual(log.take(), ['w2 stored {a1} a1=y as [a1]'])
  })
})
