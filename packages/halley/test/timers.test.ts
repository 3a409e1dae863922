// What handlers ask for with comet.setTimer and comet.clearTimer, as the cores take it; and the timers of a storage.
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Action } from '@halley/sandbox'
import { createMemoryStorage } from '@halley/storage'
import { Counters } from '../src/counters.ts'
import { store } from '../src/disk.ts'
import { known, read } from '../src/disk-reads.ts'
import { timersOf } from '../src/timers.ts'

function set(name: string, rest: object): Action {
  return { type: 'setTimer', name, ...rest }
}

describe('timers that handlers ask for', () => {
  it('have times in milliseconds, however they were written', () => {
    const { timers } = timersOf([
      set('a', { after: '10m', every: 5_000 }),
      { type: 'log', text: 'hello' },
      set('b', { at: 1_900_000_000_000, on: 'replica' }),
      { type: 'clearTimer', name: 'c' }
    ])
    assert.deepEqual(timers, [
      { type: 'set', name: 'a', after: 600_000, every: 5_000, on: 'primary' },
      { type: 'set', name: 'b', at: 1_900_000_000_000, on: 'replica' },
      { type: 'clear', name: 'c' }
    ])
    assert.deepEqual(timersOf([{ type: 'deleteSelf' }]), {})
  })

  const bad: [string, object, string][] = [
    ['no time', {}, 'TIMER_INVALID'],
    ['two first ticks', { after: 5, at: 5 }, 'TIMER_INVALID'],
    ['a moment that is none', { at: 1.5 }, 'TIMER_INVALID'],
    ['a moment in words', { at: '10m' }, 'TIMER_INVALID'],
    ['a time that is none', { after: 'soon' }, 'DURATION_INVALID'],
    ['an interval of nothing', { every: 0 }, 'DURATION_INVALID']
  ]
  for (const [what, rest, code] of bad)
    it(`with ${what} are refused`, () => assert.throws(() => timersOf([set('a', rest)]), { code }))
})

describe('disk: timers', () => {
  it('lie in the order of time, and move with the write of their copy', async () => {
    const storage = createMemoryStorage()
    const write = (key: string, rest: object) => store(storage, 0, { key, hints: [], unhints: [], ...rest })
    for (const [key, wake] of [
      ['a', 300],
      ['b', 2 ** 33],
      ['c', 100],
      ['d', 300]
    ] as const)
      await write(key, { wake })
    const told = [...known({ storage, counters: new Counters() })]
    assert.deepEqual(told.at(-1), {
      type: 'storage.upcoming',
      wakes: [
        { due: 100, key: 'c' },
        { due: 300, key: 'a' },
        { due: 300, key: 'd' },
        { due: 2 ** 33, key: 'b' }
      ],
      last: true
    })
    await write('a', { unwake: 300, wake: 400 })
    await write('c', { unwake: 100 })
    assert.deepEqual(read(storage, { type: 'storage.wakes', most: 2 }), {
      type: 'storage.upcoming',
      wakes: [
        { due: 300, key: 'd' },
        { due: 400, key: 'a' }
      ],
      last: false
    })
    assert.deepEqual(read(storage, { type: 'storage.wakes', after: { due: 400, key: 'a' }, most: 2 }), {
      type: 'storage.upcoming',
      wakes: [{ due: 2 ** 33, key: 'b' }],
      last: true
    })
  })
})
