// The replica under random histories of writes and disk failures, against a model that needs no cleverness: a list of
// what was acknowledged.
import assert from 'node:assert/strict'
import { it } from 'node:test'
import { EMPTY_RECORD, includes, type ObjectRecord } from '@halley/model'
import fc from 'fast-check'
import { actor, show, showDot } from '../../model/test/words.ts'
import type { Copy, Store } from '../src/copy.ts'
import type { Replica } from '../src/replica.ts'
import { createReplica } from './replica-set-up.ts'
import { BROKEN, put } from './words.ts'

const steps = fc.array(
  fc.constantFrom('write', 'write', 'merge', 'succeed', 'succeed', 'fail', 'load', 'crash', 'late crash'),
  {
    maxLength: 60
  }
)

it('no dot is issued twice, none is announced before it is durable, and nothing acknowledged is lost', () => {
  fc.assert(fc.property(steps, play), { seed: 1, numRuns: 500 })
})

function play(steps: readonly string[]): void {
  let disk: Copy = { record: EMPTY_RECORD, local: null }
  let stores: { id: number; store: Store }[] = []
  let loads = 0
  const start = (): Replica =>
    createReplica((effect) => {
      if (effect.type === 'load') loads++
      else if (effect.type === 'store') stores.push(effect)
    })
  let replica = start()
  const announced = new Set<string>()
  const acknowledged: ObjectRecord[] = []
  let others = 0
  const writer = {
    stored: (record: ObjectRecord, dots: readonly Parameters<typeof showDot>[0][]) => {
      assert.ok(
        includes(disk.record, record),
        `${show(record)} was acknowledged, ${show(disk.record)} is durable`
      )
      acknowledged.push(record)
      for (const dot of dots) {
        assert.ok(!announced.has(showDot(dot)), `${showDot(dot)} was announced twice`)
        announced.add(showDot(dot))
      }
    },
    refused: () => {}
  }
  for (const step of steps) {
    if (step === 'write') replica.write('k', { edits: [put('x')] }, writer)
    if (step === 'merge') {
      const context = { [actor('b')]: ++others }
      replica.write('k', { record: { context, siblings: [] } }, writer)
    }
    if (step === 'load' && loads > 0) {
      loads--
      replica.loaded('k', disk)
    }
    const next = step === 'succeed' || step === 'fail' ? stores.shift() : undefined
    if (next !== undefined && step === 'fail') replica.unwritten(next.id, BROKEN)
    if (next !== undefined && step === 'succeed') {
      disk = after(disk, next.store)
      replica.written(next.id)
    }
    // The disk may have the store or not: nobody was told.
    if (step === 'late crash' && stores[0] !== undefined) disk = after(disk, stores[0].store)
    if (step.endsWith('crash')) {
      ;[stores, loads] = [[], 0]
      replica = start()
    }
    assert.ok(stores.length <= 1, 'one store at a time')
  }
  for (const record of acknowledged) assert.ok(includes(disk.record, record), `${show(record)} was lost`)
}

function after(disk: Copy, { record, local }: Store): Copy {
  return { record: record ?? disk.record, local: local ?? disk.local }
}
