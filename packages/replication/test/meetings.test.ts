// Versions that meet in a copy are merged once, by one of the homes that see them, without anybody asking. In place of the
// objects core a few lines here merge what they read: the states in their order, put together.
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import {
  decodeValue,
  distinctSiblings,
  encodeValue,
  isApart,
  type NodeId,
  type ObjectRecord,
  type Sibling
} from '@halley/model'
import { record, showState } from '../../model/test/words.ts'
import { Disk, everything, Homes, type HomesOptions } from './homes.ts'

/** Homes whose objects merge themselves; `merges` says who began one, in order. */
function merging(
  names: string,
  how: 'merges' | 'fails' | 'is unread' = 'merges',
  options: HomesOptions = {}
) {
  const homes = new Homes(names, options)
  const merges: NodeId[] = []
  let turns = 0
  homes.heard = (core, name, effect) => {
    const { now } = homes
    if (effect.type === 'merge') {
      merges.push(name)
      const over = (done: boolean): void => core.background(homes.now).merged('k', done)
      if (how !== 'merges') over(how === 'fails')
      else core.read(++turns, 'k', { everyone: false, maybeNew: false }, now)
    } else if (effect.type === 'reconciled') {
      const { record: base, quorum } = effect.reconciled
      const edits = isApart(base, now) ? [{ supersedes: dotsOf(base), content: united(base) }] : []
      if (edits.length === 0) core.background(now).merged('k', true)
      else core.write(effect.turn, { key: 'k', base, edits, quorum }, now)
    } else if (effect.type === 'committed') core.background(now).merged('k', true)
    else if (effect.type === 'unread' || effect.type === 'uncommitted')
      core.background(now).merged('k', false)
  }
  return { homes, merges }
}

function dotsOf({ siblings }: ObjectRecord) {
  return siblings.map(({ dot }) => dot)
}

function united({ siblings }: ObjectRecord) {
  const { dot: _, ...content } = siblings.at(-1) as Sibling
  const letters = siblings.map(({ state }) => decodeValue(state) as string).join('')
  return { ...content, state: encodeValue([...new Set(letters)].sort().join('')) }
}

/** What readers would see at the home. */
function seen(homes: Homes, name: NodeId): string {
  return distinctSiblings(homes.held(name, 'k').siblings)
    .map(({ state }) => showState(state))
    .join(' ')
}

const ALONE = { quorum: { n: 1, r: 1, w: 1 }, preferenceAgeMs: 1_000 }
const X = '{a1} a1=x!merge'
const Y = '{b1} b1=y!merge'

describe('versions that meet', () => {
  it('in an exchange become one at all homes, by the first of them alone', () => {
    const { homes, merges } = merging('ABC')
    homes.hold('A', 'k', record(X))
    homes.hold('B', 'k', record(X))
    homes.hold('C', 'k', record(Y))
    homes.start()
    homes.pass(60_000)
    assert.deepEqual(
      ['A', 'B', 'C'].map((name) => seen(homes, name)),
      ['xy', 'xy', 'xy']
    )
    assert.deepEqual(merges, ['A'])
  })

  it('are merged by the next home where the first is down', () => {
    const { homes, merges } = merging('ABC')
    homes.hold('B', 'k', record(X))
    homes.hold('C', 'k', record(Y))
    homes.start()
    homes.kill('A')
    homes.pass(60_000)
    assert.deepEqual([seen(homes, 'B'), seen(homes, 'C')], ['xy', 'xy'])
    assert.deepEqual(merges, ['B'])
  })

  it('are merged by the next home where the first is up and does nothing', () => {
    const { homes, merges } = merging('ABC')
    for (const name of 'ABC') homes.hold(name, 'k', record('{a1 b1} a1=x!merge b1=y!merge'))
    homes.start()
    const act = homes.heard
    homes.heard = (core, name, effect) => {
      if (name === 'A' && effect.type === 'merge') merges.push('A')
      else act(core, name, effect)
    }
    homes.pass(60_000)
    assert.deepEqual(merges, ['A', 'B'])
    assert.deepEqual(
      ['A', 'B', 'C'].map((name) => seen(homes, name)),
      ['xy', 'xy', 'xy']
    )
  })

  it('before a crash are found in the index at the next start', () => {
    const { homes, merges } = merging('AB')
    homes.hold('A', 'k', record('{a1 b1} a1=x!merge b1=y!merge'))
    homes.start()
    homes.kill('A')
    homes.restart('A')
    homes.pass(10_000)
    assert.equal(seen(homes, 'A'), 'xy')
    assert.deepEqual(merges, ['A'])
  })

  it('at a node that is no home are merged there should it become one', () => {
    const { homes, merges } = merging('ABC', 'merges', ALONE)
    homes.hold('B', 'k', record('{a1 b1} a1=x!merge b1=y!merge'))
    homes.start(() => everything(['B']))
    homes.kill('A')
    homes.pass(30_000)
    assert.deepEqual(merges, [])
    homes.list = ['B', 'C']
    homes.pass(120_000)
    assert.equal(seen(homes, 'B'), 'xy')
    assert.deepEqual(merges, ['B'])
  })

  it('at a node that is no home are looked at ever more seldom', () => {
    const { homes, merges } = merging('AB', 'merges', ALONE)
    homes.hold('B', 'k', record('{a1 b1} a1=x!merge b1=y!merge'))
    homes.start(() => everything(['B']))
    homes.kill('A')
    const looks = (ms: number): number => {
      let count = 0
      homes.disk('B').copy = (key) => {
        count++
        return Disk.prototype.copy.call(homes.disk('B'), key)
      }
      homes.pass(ms)
      return count
    }
    looks(120_000)
    const inAnHour = looks(3_600_000)
    assert.ok(inAnHour >= 80 && inAnHour <= 240, `${inAnHour} in an hour`)
    assert.deepEqual(merges, [])
  })

  it('do not go on for ever, though all homes merge the same at once', () => {
    const { homes, merges } = merging('ABC')
    // Each believes that it is the first.
    for (const name of 'ABC') homes.hold(name, 'k', record('{a1 b1} a1=x!merge b1=y!merge'))
    homes.start()
    for (const name of 'ABC') homes.heard(homes.core(name), name, { type: 'merge', key: 'k' })
    homes.pass(600_000)
    assert.deepEqual(
      ['A', 'B', 'C'].map((name) => seen(homes, name)),
      ['xy', 'xy', 'xy']
    )
    assert.ok(merges.length <= 3 + 3, `${merges.length} merges`)
  })

  it('while they are being merged bring about one more merge', () => {
    const { homes, merges } = merging('AB')
    for (const name of 'AB') homes.hold(name, 'k', record('{a1 b1} a1=x!merge b1=y!merge'))
    homes.start()
    homes.pass(60_000)
    const late = { type: 'write', id: 7, key: 'k', record: record('{c1} c1=z!merge') } as const
    for (const name of 'AB') homes.forge('D', name, late)
    homes.pass(60_000)
    assert.deepEqual([seen(homes, 'A'), seen(homes, 'B')], ['xyz', 'xyz'])
    assert.deepEqual(merges, ['A', 'A'])
  })

  it('of passive objects, or of two codes, are left as they are', () => {
    for (const text of [
      '{a1 b1} a1=x b1=y',
      '{a1 b1} a1=x!merge b1=y!merge.get',
      '{a1 b1} a1=x!merge b1=†'
    ]) {
      const { homes, merges } = merging('A')
      homes.start()
      homes.forge('D', 'A', { type: 'write', id: 7, key: 'k', record: record(text) })
      homes.pass(60_000)
      assert.deepEqual(merges, [], text)
    }
  })
})

describe('a merge', () => {
  it('that fails leaves the versions, until another one arrives', () => {
    const { homes, merges } = merging('A', 'fails')
    homes.hold('A', 'k', record('{a1 b1} a1=x!merge b1=y!merge'))
    homes.start()
    homes.pass(3_600_000)
    assert.deepEqual(merges, ['A'])
    homes.forge('D', 'A', { type: 'write', id: 7, key: 'k', record: record('{c1} c1=z!merge') })
    homes.pass(3_600_000)
    assert.deepEqual(merges, ['A', 'A'])
  })

  it('that could not read or write is tried again, ever later', () => {
    const { homes, merges } = merging('A', 'is unread')
    homes.hold('A', 'k', record('{a1 b1} a1=x!merge b1=y!merge'))
    homes.start()
    homes.pass(600_000)
    const soon = merges.length
    homes.pass(6_000_000)
    assert.ok(soon >= 4 && soon <= 12, `${soon} in ten minutes`)
    assert.ok(merges.length - soon <= 50, `${merges.length - soon} in a hundred minutes`)
  })
})
