// What a replica keeps beside the record: the object's replica-local state, and the hints of copies kept for others.
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { record } from '../../model/test/words.ts'
import { NOTHING, setUp, storing } from './replica-set-up.ts'
import { local, put } from './words.ts'

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
