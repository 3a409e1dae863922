// Gossip among nodes in memory.
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { GOSSIP_MEMBERS, type NodeId } from '@halley/model'
import { Town } from './words.ts'

/** Nodes that have all heard of each other; each was told of the first. */
function town(
  size: number,
  options: ConstructorParameters<typeof Town>[0] = {}
): { town: Town; ids: NodeId[] } {
  const made = new Town(options)
  const ids = Array.from({ length: size }, (_, at) => `n${at}`)
  for (const id of ids) made.start(id, { seeds: ids.slice(0, 1) })
  rounds(made)
  return { town: made, ids }
}

/** How many rounds pass until everybody knows the same: 40 at the most. */
function rounds(made: Town): number {
  for (let round = 0; round < 40; round++) {
    if (made.agrees) return round
    made.pass(1_000)
  }
  assert.fail('after 40 rounds not everybody knows the same')
}

describe('gossip: spreading', () => {
  it('a hundred nodes that know only the first come to know each other', () => {
    const { town: made, ids } = town(100)
    for (const id of ids) assert.equal(made.core(id).members.length, 100)
  })

  it('what is new is known to all of them after a number of rounds that grows as the logarithm', () => {
    const taken = [10, 100].map((size) => {
      const { town: made } = town(size)
      made.start('newcomer', { seeds: ['n3'] })
      return rounds(made)
    })
    // log2(10) = 3.3, log2(100) = 6.6; news makes whoever hears it tell on at once, so that is far above what is needed.
    assert.ok((taken[0] as number) <= 4 && (taken[1] as number) <= 7, `${taken} rounds`)
  })

  it('nothing is new: a round is one question and one answer without members', () => {
    const { town: made } = town(10)
    made.traffic.length = 0
    made.pass(10_000)
    const asked = made.traffic.filter(({ message }) => message.type === 'gossip').length
    assert.ok(asked >= 75 && asked <= 140, `${asked} rounds of 10 nodes in 10 s`)
    assert.equal(made.traffic.length, 2 * asked)
    for (const { message } of made.traffic)
      if (message.type === 'gossiped') assert.deepEqual(message.members, [])
  })

  it('no message carries more members than the limit, and what did not fit follows', () => {
    const made = new Town({ gossipDownPercent: 0 })
    const members = Array.from({ length: 3 * GOSSIP_MEMBERS }, (_, at) => ({
      id: `m${at}`,
      status: 'joined' as const,
      stamp: 1,
      weight: 1,
      addresses: []
    }))
    made.start('a', { membership: { partitions: 64, members } })
    made.start('b', { seeds: ['a'] })
    rounds(made)
    assert.equal(made.core('b').members.length, members.length + 2)
    for (const { message } of made.traffic)
      if (message.type !== 'gossip' && 'members' in message)
        assert.ok(message.members.length <= GOSSIP_MEMBERS)
  })

  it('a node of a ring with other partitions is not understood', () => {
    const made = new Town()
    made.start('a')
    const stranger = new Town({ partitions: 32 })
    stranger.start('b', { seeds: ['a'] })
    made.core('a').receive('b', { type: 'gossip', id: 1, partitions: 32, digest: new Uint8Array(512) }, 0)
    made
      .core('a')
      .receive('b', { type: 'members', id: 1, partitions: 32, members: stranger.core('b').members }, 0)
    assert.equal(made.core('a').members.length, 1)
  })

  it('an answer that was not asked for teaches nothing', () => {
    const made = new Town()
    made.start('a')
    const members = [{ id: 'x', status: 'joined' as const, stamp: 9, weight: 1, addresses: [] }]
    made
      .core('a')
      .receive('b', { type: 'gossiped', id: 1, partitions: 64, digest: new Uint8Array(512), members }, 0)
    assert.equal(made.core('a').members.length, 1)
  })
})

describe('gossip: nodes that are away', () => {
  it('one that sleeps for a minute and returns is simply back, and learns what it missed', () => {
    const { town: made } = town(8)
    made.crash('n5')
    made.pass(30_000)
    made.start('late', { seeds: ['n0'] })
    made.pass(30_000)
    assert.equal(made.core('n1').ring.list('k').length, 9, 'who is down keeps its place')
    made.start('n5')
    rounds(made)
    assert.equal(made.core('n5').members.length, 9)
  })

  it('a seed that is gone hinders nobody', () => {
    const { town: made } = town(6)
    made.crash('n0')
    made.start('newcomer', { seeds: ['n0', 'n4'] })
    rounds(made)
  })
})

describe('gossip: islands', () => {
  const grown = (options: ConstructorParameters<typeof Town>[0] = {}): Town => {
    const made = new Town(options)
    // Two seeds start apart, and others join each; all are told of both seeds.
    made.part(['s0', 'a1', 'a2', 'a3'], ['s1', 'b1', 'b2', 'b3'])
    for (const id of ['s0', 'a1', 'a2', 'a3', 's1', 'b1', 'b2', 'b3']) made.start(id, { seeds: ['s0', 's1'] })
    made.part(['s0', 'a1', 'a2', 'a3'])
    made.pass(20_000)
    assert.equal(made.agrees, false)
    assert.equal(made.core('a1').members.length, 4)
    made.part()
    return made
  }

  it('that grew apart find each other through the seeds', () => {
    const made = grown()
    rounds(made)
    assert.equal(made.core('a1').members.length, 8)
    assert.deepEqual(made.core('a1').ring.list('k'), made.core('b3').ring.list('k'))
  })

  it('stay apart for ever where nobody asks a seed', () => {
    const made = grown({ gossipOutsidePercent: 0 })
    made.pass(300_000)
    assert.equal(made.agrees, false)
  })

  it('a stranger that is connected is asked, too: no seed is needed where nodes find each other otherwise', () => {
    const made = new Town()
    made.start('a')
    made.start('b')
    made.core('a').connected('b', made.now)
    rounds(made)
    assert.equal(made.core('b').members.length, 2)
  })
})
