// The replica when things go wrong or in a circle: disks that refuse, records that are full, askers that ask again.
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { type ObjectRecord, RECORD_SIBLINGS } from '@halley/model'
import { actor, record, show, sibling } from '../../model/test/words.ts'
import { NOTHING, setUp, storing } from './replica-set-up.ts'
import { BROKEN, local, put } from './words.ts'

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

describe('replica: a record that would be too large', () => {
  const full = (by: string, count: number): ObjectRecord => ({
    context: { [actor(by)]: count },
    siblings: Array.from({ length: count }, (_, at) => sibling(`${by}${at + 1}=x`))
  })

  it('is refused, and the earlier one stays as it was', () => {
    const { log, replica } = setUp()
    replica.write('k', { record: full('b', 40) }, log.writer('w1'))
    replica.write(
      'k',
      { record: full('c', RECORD_SIBLINGS - 39), hint: 'C', local: local('7') },
      log.writer('w2')
    )
    replica.loaded('k', NOTHING)
    assert.deepEqual(log.take(), [
      'load k',
      'w2 is refused: RECORD_FULL',
      `store 0: k ${show(full('b', 40))}`
    ])
    replica.written(0)
    assert.deepEqual(log.take(), [`w1 stored ${show(full('b', 40))} as []`])
  })

  it('is refused also where it is a version of this node’s own: its dot is not used', () => {
    const { log, replica } = setUp()
    replica.write('k', { edits: [put('y')] }, log.writer('w1'))
    replica.loaded('k', { record: full('b', RECORD_SIBLINGS), local: null })
    assert.deepEqual(log.take(), ['load k', 'w1 is refused: RECORD_FULL'])
    replica.write('k', { edits: [put('y', 'b1')] }, log.writer('w2'))
    replica.loaded('k', { record: full('b', RECORD_SIBLINGS), local: null })
    replica.written(0)
    assert.match(log.take().at(-1) ?? '', / as \[a1\]$/)
  })

  it('does not keep a later change from being stored', () => {
    const { log, replica } = setUp()
    replica.write('k', { record: full('c', 1) }, log.writer('w1'))
    replica.write('k', { local: local('7') }, log.writer('w2'))
    replica.loaded('k', { record: full('b', RECORD_SIBLINGS), local: null })
    assert.deepEqual(log.take(), ['load k', 'w1 is refused: RECORD_FULL', 'store 0: k local=7'])
  })

  it('is refused for its bytes, too', () => {
    const huge = { ...sibling('c1=x'), state: new Uint8Array(3_000_000) }
    const { log, replica } = setUp()
    replica.write('k', { record: { context: { [actor('c')]: 1 }, siblings: [huge] } }, log.writer('w1'))
    replica.loaded('k', NOTHING)
    assert.deepEqual(log.take(), ['load k', 'w1 is refused: RECORD_FULL'])
  })
})
