// Remembered preference lists: used at once while they are good, looked up anew when they may not be.
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { REPLICAS } from '@halley/model'
import { coordinatorOf, Fallbacks } from '../src/plan.ts'
import { Preferences } from '../src/preferences.ts'

/** As many nodes as one lookup finds, so that there may be more. */
const FULL = Array.from({ length: REPLICAS }, (_, at) => `n${at}`)

function setUp(preferenceLists = 10) {
  const log: string[] = []
  const preferences = new Preferences({ preferenceLists, preferenceAgeMs: 100 }, (key) =>
    log.push(`locate ${key}`)
  )
  const find = (key: string, now: number): void =>
    preferences.find(key, now, (list) =>
      log.push(`${key} is at ${list.length === REPLICAS ? 'n0…' : list.join('')}`)
    )
  return { preferences, find, take: () => log.splice(0) }
}

describe('preferences', () => {
  it('the first asker has it looked up, those who come meanwhile share the answer', () => {
    const { preferences, find, take } = setUp()
    find('k', 0)
    find('k', 1)
    assert.deepEqual(take(), ['locate k'])
    preferences.located('k', FULL, 2)
    assert.deepEqual(take(), ['k is at n0…', 'k is at n0…'])
  })

  it('a list is remembered', () => {
    const { preferences, find, take } = setUp()
    preferences.located('k', FULL, 0)
    find('k', 100)
    assert.deepEqual(take(), ['k is at n0…'])
  })

  it('one that is old is used at once, and looked up anew, once', () => {
    const { preferences, find, take } = setUp()
    preferences.located('k', FULL, 0)
    find('k', 101)
    find('k', 102)
    assert.deepEqual(take(), ['k is at n0…', 'locate k', 'k is at n0…'])
    preferences.located('k', FULL, 103)
    find('k', 104)
    assert.deepEqual(take(), ['k is at n0…'])
  })

  it('one that is old is not used for who wants to know who is there now', () => {
    const { preferences, take } = setUp()
    const found: number[] = []
    const find = (now: number): void => preferences.find('k', now, () => found.push(now), true)
    preferences.located('k', FULL, 0)
    find(100)
    assert.deepEqual([found.splice(0), take()], [[100], []])
    find(101)
    assert.deepEqual([found.splice(0), take()], [[], ['locate k']])
    preferences.located('k', FULL, 102)
    assert.deepEqual(found, [101])
  })

  it('a change of the overlay makes every list worth a new look, which is used until then', () => {
    const { preferences, find, take } = setUp()
    preferences.located('k', FULL, 0)
    preferences.changed()
    find('k', 1)
    assert.deepEqual(take(), ['k is at n0…', 'locate k'])
  })

  it('a list that is old in an overlay that has changed is not used', () => {
    const { preferences, find, take } = setUp()
    preferences.located('k', FULL, 0)
    preferences.changed()
    find('k', 101)
    assert.deepEqual(take(), ['locate k'])
    preferences.located('k', FULL, 102)
    assert.deepEqual(take(), ['k is at n0…'])
  })

  it('a list of fewer nodes than a lookup finds is not used after a change: a newcomer belongs on it', () => {
    const { preferences, find, take } = setUp()
    preferences.located('k', ['A', 'B'], 0)
    find('k', 1)
    preferences.changed()
    find('k', 2)
    assert.deepEqual(take(), ['k is at AB', 'locate k'])
    preferences.located('k', ['A', 'B', 'C'], 3)
    assert.deepEqual(take(), ['k is at ABC'])
  })

  it('where nodes were only lost, any list is used while it is looked up anew, since the lookup may wait for them', () => {
    for (const [list, shown] of [
      [FULL, 'n0…'],
      [['A', 'B'], 'AB']
    ] as const) {
      const { preferences, find, take } = setUp()
      preferences.located('k', list, 0)
      preferences.changed(true)
      find('k', 101)
      assert.deepEqual(take(), [`k is at ${shown}`, 'locate k'])
      preferences.located('k', list, 102)
      find('k', 103)
      assert.deepEqual(take(), [`k is at ${shown}`])
    }
  })

  it('a change while a lookup is under way makes its answer outdated already', () => {
    const { preferences, find, take } = setUp()
    find('k', 0)
    preferences.changed()
    preferences.located('k', ['A'], 1)
    find('k', 2)
    assert.deepEqual(take(), ['locate k', 'k is at A', 'locate k'])
  })

  it('an empty answer is passed on and not remembered', () => {
    const { preferences, find, take } = setUp()
    find('k', 0)
    preferences.located('k', [], 1)
    find('k', 2)
    assert.deepEqual(take(), ['locate k', 'k is at ', 'locate k'])
  })

  it('an empty answer does not drive out a list that was good', () => {
    const { preferences, find, take } = setUp()
    preferences.located('k', FULL, 0)
    find('k', 101)
    preferences.located('k', [], 102)
    take()
    find('k', 103)
    assert.deepEqual(take(), ['k is at n0…', 'locate k'])
  })

  it('so many lists are remembered, those used last', () => {
    const { preferences, find, take } = setUp(2)
    for (const key of 'klm') preferences.located(key, FULL, 0)
    for (const key of 'mlk') find(key, 1)
    assert.deepEqual(take(), ['m is at n0…', 'l is at n0…', 'locate k'])
  })

  it('who asks again when it is told gets the new list', () => {
    const { preferences, take } = setUp()
    const again: string[] = []
    preferences.find('k', 0, () => preferences.find('k', 0, (list) => again.push(list.join(''))))
    preferences.located('k', ['A'], 1)
    assert.deepEqual(again, ['A'])
    assert.deepEqual(take(), ['locate k'])
  })
})

describe('the coordinator and the fallbacks of a list', () => {
  it('the first that is not out coordinates', () => {
    assert.equal(
      coordinatorOf(['A', 'B', 'C'], (node) => node === 'A'),
      'B'
    )
    assert.equal(
      coordinatorOf(['A'], () => true),
      undefined
    )
    assert.equal(
      coordinatorOf([], () => false),
      undefined
    )
  })

  it('fallbacks are those behind the N, each once', () => {
    const fallbacks = new Fallbacks(['A', 'B', 'C', 'D'], 2, () => false)
    assert.deepEqual([fallbacks.next(), fallbacks.next(), fallbacks.next()], ['C', 'D', undefined])
  })

  it('are judged when they are asked for, not when the list was made', () => {
    const down = new Set(['C'])
    const fallbacks = new Fallbacks(['A', 'B', 'C', 'D', 'E', 'F'], 1, (node) => down.has(node))
    assert.equal(fallbacks.next(), 'B')
    down.delete('C')
    down.add('D')
    assert.deepEqual([fallbacks.next(), fallbacks.next()], ['C', 'E'])
  })

  it('and are no longer there once dropped', () => {
    const fallbacks = new Fallbacks(['A', 'B'], 1, () => false)
    fallbacks.drop()
    assert.equal(fallbacks.next(), undefined)
  })
})
