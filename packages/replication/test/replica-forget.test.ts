// Copies that are forgotten, and begun anew: no event is ever named twice, and nothing that others still hold is lost.
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { actorOf, EMPTY_RECORD, merge, type ObjectRecord } from '@halley/model'
import { actor, record, show } from '../../model/test/words.ts'
import type { Copy, Store } from '../src/copy.ts'
import type { Replica, ReplicaEffect } from '../src/replica.ts'
import type { VectorOptions } from '../src/revision.ts'
import { createReplica } from './replica-set-up.ts'
import { BROKEN, Log, put } from './words.ts'

/** A replica on a disk that does at once what it is told, and can be started anew. */
class Bench {
  copy: Copy = { record: EMPTY_RECORD, local: null }
  epoch = 0
  readonly stores: Store[] = []
  readonly log = new Log()
  replica: Replica
  #todo: ReplicaEffect[] = []

  readonly #vectors: VectorOptions | undefined

  constructor(vectors?: VectorOptions) {
    this.#vectors = vectors
    this.replica = this.#start()
  }

  restart(): void {
    this.#todo = []
    this.replica = this.#start()
  }

  /** Writes, and returns what the writer was told. */
  write(change: Parameters<Replica['write']>[1]): string[] {
    this.replica.write('k', change, this.log.writer('w'))
    this.#settle()
    return this.log.take()
  }

  #start(): Replica {
    return createReplica((effect) => this.#todo.push(effect), this.epoch, this.#vectors)
  }

  #settle(): void {
    for (let effect = this.#todo.shift(); effect !== undefined; effect = this.#todo.shift()) {
      if (effect.type === 'load') this.replica.loaded('k', this.copy)
      else if (effect.type === 'store') {
        this.#apply(effect.store)
        this.replica.written(effect.id)
      }
    }
  }

  #apply(store: Store): void {
    this.stores.push(store)
    const { record = this.copy.record, local = this.copy.local, index, forgotten, epoch } = store
    const mark = index === undefined ? this.copy.mark : { n: index.n, epoch: index.epoch }
    this.copy = forgotten
      ? { record: EMPTY_RECORD, local: null }
      : { record, local, ...(mark === undefined ? {} : { mark }) }
    this.epoch = epoch ?? this.epoch
  }
}

describe('replica: forgetting', () => {
  it('takes the record, the local state and the entry of the index away in one store, and notes the epoch', () => {
    const bench = new Bench()
    bench.write({ edits: [put('x')] })
    assert.deepEqual(bench.write({ forget: bench.copy.record }), ['w stored {} as []'])
    const { forgotten, unindex, epoch, record, index } = bench.stores.at(-1) as Store
    assert.deepEqual(
      { forgotten, unindex, epoch, record, index },
      {
        forgotten: true,
        unindex: 3,
        epoch: 1,
        record: undefined,
        index: undefined
      }
    )
  })

  it('goes on as another actor, so that no dot is issued twice and others’ versions do not count as superseded', () => {
    const bench = new Bench()
    bench.write({ edits: [put('x')] })
    const elsewhere = bench.copy.record
    bench.write({ forget: elsewhere })
    bench.write({ edits: [put('y')] })
    const again = bench.copy.record
    assert.deepEqual(Object.keys(again.context), [actorOf(actor('a'), 1)])
    const together = merge(elsewhere, again)
    assert.equal(together.siblings.length, 2, show(together))
  })

  it('also after a start, and where a stale copy of its own events came back in between', () => {
    const bench = new Bench()
    bench.write({ edits: [put('x')] })
    const stale = bench.copy.record
    bench.write({ edits: [put('y', 'a1')] })
    bench.write({ forget: bench.copy.record })
    bench.restart()
    bench.write({ record: stale })
    bench.write({ edits: [put('z')] })
    const { context } = bench.copy.record
    assert.deepEqual(context, { [actor('a')]: 1, [actorOf(actor('a'), 1)]: 1 })
  })

  it('a copy that was not forgotten goes on under its name, whatever was forgotten besides', () => {
    const bench = new Bench()
    bench.write({ edits: [put('x')] })
    bench.epoch = 7
    bench.restart()
    bench.write({ edits: [put('y', 'a1')] })
    assert.deepEqual(bench.copy.record.context, { [actor('a')]: 2 })
  })

  it('is refused where the copy is another one than was thought', () => {
    const bench = new Bench()
    bench.write({ edits: [put('x')] })
    const before = bench.copy.record
    bench.write({ edits: [put('y', 'a1')] })
    assert.deepEqual(bench.write({ forget: before }), ['w is refused: BUSY'])
    assert.equal(show(bench.copy.record), '{a2} a2=y')
  })

  it('is refused while something is on its way to the disk, a hint for instance', () => {
    const log = new Log()
    const replica = createReplica(log.effect)
    const held = record('{b1} b1=x')
    replica.write('k', { hint: 'B' }, log.writer('hint'))
    replica.loaded('k', { record: held, local: null })
    replica.write('k', { forget: held }, log.writer('forget'))
    assert.deepEqual(log.take(), ['load k', 'store 0: k hints B', 'forget is refused: BUSY'])
  })

  it('what comes after it in the same moment begins a new copy', () => {
    const log = new Log()
    const replica = createReplica(log.effect)
    const held = record('{b1} b1=x')
    replica.write('k', { forget: held }, log.writer('forget'))
    replica.write('k', { record: record('{c1} c1=y') }, log.writer('write'))
    replica.loaded('k', { record: held, local: null })
    replica.written(0)
    assert.deepEqual(log.take().slice(2), ['forget stored {c1} c1=y as []', 'write stored {c1} c1=y as []'])
  })
})

describe('replica: a vector that has forgotten this database', () => {
  const later = actorOf(actor('a'), 1)

  function pruned(): { bench: Bench; stale: ObjectRecord } {
    const bench = new Bench({ vectorKeep: 1, vectorGraceMs: 100_000 })
    bench.write({ edits: [put('x')] })
    const stale = bench.copy.record
    bench.write({ record: record('{a1 b1@1000 c1@2000} c1=y') })
    return { bench, stale }
  }

  it('is noted with its epoch in the store that prunes', () => {
    const { bench } = pruned()
    assert.equal(show(bench.copy.record), '{c1} c1=y')
    const { epoch, index } = bench.stores.at(-1) as Store
    assert.deepEqual([epoch, index?.epoch], [1, 1])
  })

  it('goes on as another actor: a copy that slept takes the write for news, not for one of the past', () => {
    const { bench, stale } = pruned()
    bench.write({ edits: [put('z', 'c1')] })
    assert.deepEqual(bench.copy.record.context, { [actor('c')]: 1, [later]: 1 })
    assert.equal(merge(stale, bench.copy.record).siblings.length, 2)
  })

  it('also after a start, and where its old entry comes back with a copy that slept', () => {
    const { bench, stale } = pruned()
    bench.restart()
    bench.write({ record: stale })
    bench.write({ edits: [put('z', 'a1 c1')] })
    bench.restart()
    bench.write({ edits: [put('w')] })
    assert.deepEqual(bench.copy.record.context, { [actor('a')]: 1, [actor('c')]: 1, [later]: 2 })
  })

  it('of a store that the disk refused is nothing: it goes on as it was', () => {
    const log = new Log()
    const replica = createReplica(log.effect, 0, { vectorKeep: 1, vectorGraceMs: 100_000 })
    replica.write('k', { record: record('{a1 b1@1000 c1@2000} c1=y') }, log.writer('w1'))
    replica.loaded('k', { record: record('{a1} a1=x'), local: null, mark: { n: 3, epoch: 0 } })
    replica.write('k', { edits: [put('z')] }, log.writer('w2'))
    replica.unwritten(0, BROKEN)
    replica.write('k', { edits: [put('v')] }, log.writer('w3'))
    replica.loaded('k', { record: record('{a1} a1=x'), local: null, mark: { n: 3, epoch: 0 } })
    replica.written(1)
    assert.match(log.take().at(-1) ?? '', /^w3 stored \{a2\} .* as \[a2\]$/)
  })
})

describe('replica: a copy that is not to be used', () => {
  const mark = { n: 3, digest: { high: 1, low: 2 }, epoch: 4, spentAt: 0, held: [] }

  it('refuses its readers, is forgotten in a later epoch, and begins anew', () => {
    const log = new Log()
    const stores: Store[] = []
    const replica = createReplica((effect) => {
      if (effect.type === 'store') stores.push(effect.store)
    })
    replica.read('k', log.reader('r1'))
    replica.disown('k', mark, BROKEN)
    assert.deepEqual(log.take(), ['r1 is refused: STORAGE_FAILED'])
    assert.equal(stores[0]?.forgotten, true)
    assert.equal(stores[0]?.unindex, 3)
    assert.equal(stores[0]?.epoch, 5)
    replica.written(0)
    replica.read('k', log.reader('r2'))
    replica.loaded('k', { record: EMPTY_RECORD, local: null })
    assert.deepEqual(log.take(), ['r2 reads {}'])
  })

  it('takes what is written to it, and tries again after the disk refused', () => {
    const log = new Log()
    const replica = createReplica(log.effect)
    replica.write('k', { record: record('{c1} c1=y') }, log.writer('w1'))
    replica.disown('k', undefined, BROKEN)
    replica.unwritten(0, BROKEN)
    replica.write('k', { record: record('{c1} c1=y') }, log.writer('w2'))
    replica.disown('k', undefined, BROKEN)
    replica.written(1)
    assert.deepEqual(log.take(), [
      'load k',
      'store 0: k {c1} c1=y local=none',
      'w1 is refused: STORAGE_FAILED',
      'load k',
      'store 1: k {c1} c1=y local=none',
      'w2 stored {c1} c1=y as []'
    ])
  })
})
