// The replica: one node's own copies. Each test is the log of what it asks of the disk and tells its askers.
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { EMPTY_RECORD } from '@halley/model'
import { actor, record } from '../../model/test/words.ts'
import { Replica } from '../src/replica.ts'
import { BROKEN, Log, local, put } from './words.ts'

const NOTHING = { record: EMPTY_RECORD, local: null }

function setUp(): { log: Log; replica: Replica } {
  const log = new Log()
  return { log, replica: new Replica(actor('a'), log.effect) }
}

/** A replica whose key k is in use: a write is on its way to the disk as store 0. */
function storing(): { log: Log; replica: Replica } {
  const { log, replica } = setUp()
  replica.write('k', { edits: [put('x')] }, log.writer('w1'))
  replica.loaded('k', NOTHING)
  log.take()
  return { log, replica }
}

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

describe('replica: a disk that refuses', () => {
  it('refuses all who waited, also those of the next store, and forgets what they wrote', () => {
    const { log, replica } = storing()
    replica.write('k', { edits: [put('y')] }, log.writer('w2'))
    replica.unwritten(0, BROKEN)
    assert.deepEqual(log.take(), ['w1 is refused: STORAGE_FAILED', 'w2 is refused: STORAGE_FAILED'])
    replica.read('k', log.reader('r1'))
    replica.loaded('k', NOTHING)
    assert.deepEqual(log.take(), ['load k', 'r1 reads {}'])
  })

  it('a later write starts from what is durable: the refused version was heard of by nobody', () => {
    const { log, replica } = storing()
    replica.written(0)
    replica.write('k', { edits: [put('lost')] }, log.writer('w2'))
    replica.loaded('k', { record: record('{a1} a1=x'), local: null })
    replica.unwritten(1, BROKEN)
    log.take()
    replica.write('k', { edits: [put('y', 'a1')] }, log.writer('w3'))
    replica.loaded('k', { record: record('{a1} a1=x'), local: null })
    replica.written(2)
    assert.deepEqual(log.take(), ['load k', 'store 2: k {a2} a2=y', 'w3 stored {a2} a2=y as [a2]'])
  })

  it('whoever writes again when refused is served', () => {
    const { log, replica } = setUp()
    const again = log.writer('again')
    replica.write(
      'k',
      { edits: [put('x')] },
      log.writer('w1', () => replica.write('k', { edits: [put('y')] }, again))
    )
    replica.loaded('k', NOTHING)
    replica.unwritten(0, BROKEN)
    replica.written(1)
    assert.deepEqual(log.take(), [
      'load k',
      'store 0: k {a1} a1=x',
      'w1 is refused: STORAGE_FAILED',
      'store 1: k {a1} a1=y',
      'again stored {a1} a1=y as [a1]'
    ])
  })
})

describe('replica: calls from within its answers', () => {
  it('a write from a reader that was just served joins the writes that waited', () => {
    const { log, replica } = setUp()
    const nested = (): void => replica.write('k', { edits: [put('y')] }, log.writer('w2'))
    replica.read('k', log.reader('r1', nested))
    replica.write('k', { edits: [put('x')] }, log.writer('w1'))
    replica.loaded('k', NOTHING)
    replica.written(0)
    assert.deepEqual(log.take(), [
      'load k',
      'r1 reads {}',
      'store 0: k {a2} a1=x a2=y',
      'w1 stored {a2} a1=x a2=y as [a1]',
      'w2 stored {a2} a1=x a2=y as [a2]'
    ])
  })

  it('a write from a writer that was just acknowledged makes the next store', () => {
    const { log, replica } = setUp()
    const nested = (): void => replica.write('k', { edits: [put('y', 'a1')] }, log.writer('w2'))
    replica.write('k', { edits: [put('x')] }, log.writer('w1', nested))
    replica.loaded('k', NOTHING)
    replica.written(0)
    replica.written(1)
    assert.deepEqual(log.take(), [
      'load k',
      'store 0: k {a1} a1=x',
      'w1 stored {a1} a1=x as [a1]',
      'store 1: k {a2} a2=y',
      'w2 stored {a2} a2=y as [a2]'
    ])
  })

  it('a write from an answer that needed no store begins anew from the disk', () => {
    const { log, replica } = setUp()
    const nested = (): void => replica.write('k', { edits: [put('y')] }, log.writer('w2'))
    replica.write('k', {}, log.writer('w1', nested))
    replica.loaded('k', NOTHING)
    assert.deepEqual(log.take(), ['load k', 'w1 stored {} as []', 'load k'])
    replica.loaded('k', NOTHING)
    assert.deepEqual(log.take(), ['store 0: k {a1} a1=y'])
  })
})

describe('replica: replica-local state', () => {
  it('is stored beside the record, and alone where nothing else changed', () => {
    const { log, replica } = setUp()
    replica.write('k', { edits: [put('x')], local: local('1') }, log.writer('w1'))
    replica.loaded('k', NOTHING)
    replica.write('k', { local: local('2') }, log.writer('w2'))
    replica.written(0)
    replica.written(1)
    assert.deepEqual(log.take(), [
      'load k',
      'store 0: k {a1} a1=x local=1',
      'w1 stored {a1} a1=x as [a1]',
      'store 1: k local=2',
      'w2 stored {a1} a1=x as []'
    ])
  })

  it('goes with the object: a replica that learns of the deletion forgets it', () => {
    const { log, replica } = setUp()
    replica.write('k', { record: record('{b2} b2=†') }, log.writer('w1'))
    replica.loaded('k', { record: record('{b1} b1=x'), local: local('7') })
    assert.deepEqual(log.take(), ['load k', 'store 0: k {b2} b2=† local=none'])
  })

  it('stays while a version lives beside the tombstone', () => {
    const { log, replica } = setUp()
    replica.write('k', { record: record('{b1 c1} c1=†') }, log.writer('w1'))
    replica.loaded('k', { record: record('{b1 d1} b1=x d1=y'), local: local('7') })
    assert.deepEqual(log.take(), ['load k', 'store 0: k {b1 c1 d1} c1=† d1=y'])
  })
})

describe('replica: hints', () => {
  it('a hint is part of the store that makes the copy durable', () => {
    const { log, replica } = setUp()
    replica.write('k', { record: record('{b1} b1=x'), hint: 'C' }, log.writer('w1'))
    replica.loaded('k', NOTHING)
    assert.deepEqual(log.take(), ['load k', 'store 0: k {b1} b1=x hints C'])
  })

  it('a hint for a copy that is there already is stored all the same', () => {
    const { log, replica } = setUp()
    replica.write('k', { record: record('{b1} b1=x'), hint: 'C' }, log.writer('w1'))
    replica.loaded('k', { record: record('{b1} b1=x'), local: null })
    assert.deepEqual(log.take(), ['load k', 'store 0: k hints C'])
  })

  it('dropping a hint is a store too', () => {
    const { log, replica } = setUp()
    replica.write('k', { unhint: 'C' }, log.writer('w1'))
    replica.loaded('k', NOTHING)
    assert.deepEqual(log.take(), ['load k', 'store 0: k unhints C'])
  })

  it('a hint and its removal in one store: the hint stays, for the copy that came with it', () => {
    const { log, replica } = storing()
    replica.write('k', { record: record('{b1} b1=y'), hint: 'C' }, log.writer('w2'))
    replica.write('k', { unhint: 'C' }, log.writer('w3'))
    replica.written(0)
    assert.deepEqual(log.take(), ['w1 stored {a1} a1=x as [a1]', 'store 1: k {a1 b1} a1=x b1=y hints C'])
  })

  it('a removal does not take back a hint whose store is still on its way', () => {
    const { log, replica } = setUp()
    replica.write('k', { record: record('{b2} b2=newer'), hint: 'C' }, log.writer('newer copy'))
    replica.loaded('k', { record: record('{b1} b1=older'), local: null })
    // The home acknowledged the older copy before the newer one was durable here.
    replica.write('k', { unhint: 'C' }, log.writer('older copy is home'))
    replica.written(0)
    assert.deepEqual(log.take(), [
      'load k',
      'store 0: k {b2} b2=newer hints C',
      'newer copy stored {b2} b2=newer as []',
      'older copy is home stored {b2} b2=newer as []'
    ])
  })
})
