/** What a node remembers of others: the roster, the regions, and how a lookup proves one. */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { kadId, keyPosition, nearest } from '../src/nearest.ts'
import { provenBits } from '../src/overlay.ts'
import { BUCKET_SIZE } from '../src/protocol.ts'
import { Regions } from '../src/regions.ts'
import { Roster } from '../src/roster.ts'

const AT = ['/ip4/127.0.0.1/tcp/1']

describe('roster', () => {
  it('keeps a lost node until its dials have failed for long enough', () => {
    const roster = new Roster('self', 1000)
    roster.reached('b', AT, 0)
    roster.lost('b', 100)
    assert.deepEqual(new Set(roster.nearest(kadId('x'), 2)), new Set(['self', 'b']))
    // A lost connection starts no clock, a failed dial does.
    assert.equal(roster.dialFailed('b', 5_000), false)
    assert.equal(roster.dialFailed('b', 5_999), false)
    assert.equal(roster.dialFailed('b', 6_000), true)
    assert.deepEqual(roster.nearest(kadId('x'), 2), ['self'])
  })

  it('a node that comes back starts afresh', () => {
    const roster = new Roster('self', 1000)
    roster.reached('b', AT, 0)
    roster.lost('b', 0)
    roster.dialFailed('b', 0)
    roster.reached('b', AT, 900)
    assert.equal(roster.dialFailed('b', 1_000), false, 'a failed dial to a connected node means nothing')
    roster.lost('b', 1_000)
    assert.equal(roster.dialFailed('b', 1_500), false)
    assert.equal(roster.dialFailed('b', 2_499), false)
    assert.equal(roster.dialFailed('b', 2_500), true)
  })

  it('when full makes room for a new node at the cost of the one unseen for longest, never of a connected one', () => {
    const roster = new Roster('self', 1000, 2)
    roster.reached('a', AT, 0)
    roster.reached('b', AT, 0)
    assert.equal(roster.reached('c', AT, 1), false)
    roster.lost('b', 2)
    assert.equal(roster.reached('c', AT, 3), true)
    assert.deepEqual(
      [...roster.all()].map((peer) => peer.id),
      ['a', 'c']
    )
  })
})

describe('regions', () => {
  const position = (first: number) => Uint8Array.from([first, 0, 0, 0])

  it('answer for keys inside if enough nodes are inside', () => {
    const regions = new Regions(1000)
    regions.proved(position(0b01100000), 3, 0)
    assert.equal(
      regions.knows(position(0b01111111), 3, () => 3, 0),
      'fresh'
    )
    assert.equal(
      regions.knows(position(0b01111111), 4, () => 3, 0),
      'none'
    )
    assert.equal(
      regions.knows(position(0b01011111), 3, () => 9, 0),
      'none'
    )
  })

  it('the whole space answers for any count', () => {
    const regions = new Regions(1000)
    regions.proved(position(7), 0, 0)
    assert.equal(
      regions.knows(position(200), 50, () => 2, 0),
      'fresh'
    )
  })

  it('grow stale, still answer, and are dropped in the end', () => {
    const regions = new Regions(1000)
    regions.proved(position(7), 0, 0)
    assert.equal(
      regions.knows(position(7), 3, () => 3, 1_001),
      'stale'
    )
    regions.proved(position(7), 0, 1_001)
    assert.equal(
      regions.knows(position(7), 3, () => 3, 1_002),
      'fresh'
    )
    assert.equal(
      regions.knows(position(7), 3, () => 3, 99_999),
      'none'
    )
  })
})

describe('a lookup', () => {
  const ids = Array.from({ length: 400 }, (_, index) => `node ${index}`)

  it('proves a region in which every local answer is right', () => {
    for (const key of ['a', 'b', 'c', 'd']) {
      const found = nearest(ids, key, BUCKET_SIZE)
      const bits = provenBits(keyPosition(key), found)
      assert.ok(bits > 0)
      const regions = new Regions(1000)
      regions.proved(keyPosition(key), bits, 0)
      const roster = new Roster(found[0]!, 1000)
      for (const id of found.slice(1)) roster.reached(id, AT, 0)
      let covered = 0
      for (const other of Array.from({ length: 2000 }, (_, index) => `key ${index}`)) {
        const at = keyPosition(other)
        if (regions.knows(at, 3, (length) => roster.countWithin(at, length), 0) === 'none') continue
        covered++
        assert.deepEqual(roster.nearest(at, 3), nearest(ids, other, 3))
      }
      assert.ok(covered > 0)
    }
  })

  it('that found fewer nodes than a bucket holds has found everybody', () => {
    assert.equal(provenBits(keyPosition('a'), ids.slice(0, BUCKET_SIZE - 1)), 0)
  })
})
