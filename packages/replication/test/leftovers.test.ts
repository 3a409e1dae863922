// Copies that need not be here any more, between whole replication cores. Four nodes; every key's homes are B, C and D, and A
// holds what it should not.
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { NodeId, Ranges } from '@halley/model'
import { record, show } from '../../model/test/words.ts'
import { everything, Homes, type HomesOptions } from './homes.ts'

const MINUTE = 60_000
const GRACE = 10 * MINUTE
const OPTIONS: HomesOptions = { quorum: { n: 3, r: 2, w: 2 }, graceMs: GRACE, reclaimEveryMs: MINUTE }
const TWO: HomesOptions = { ...OPTIONS, quorum: { n: 2, r: 1, w: 2 } }

describe('leftovers', () => {
  it('are dropped once all homes have them, entry of the index and all', () => {
    const homes = withLeftover('{a1} a1=x', ['{a1} a1=x', '{a1} a1=x', '{a1} a1=x'])
    homes.pass(5 * MINUTE)
    assert.deepEqual(homes.disk('A').keys(), [])
    assert.equal(homes.disk('A').entries().length, 0)
    assert.equal(homes.core('A').vacate(homes.now), 0)
    assert.equal(homes.disk('A').epoch, 1)
  })

  it('are given first to a home that lacks something of them', () => {
    const homes = withLeftover('{a1 b1} a1=x b1=y', ['{b1} b1=y', '{} ', '{b2} b2=z'])
    homes.pass(10 * MINUTE)
    assert.deepEqual(homes.disk('A').keys(), [])
    for (const home of 'BCD') assert.equal(show(homes.held(home, 'k')), '{a1 b2} a1=x b2=z')
  })

  it('are dropped though the homes have forgotten an entry of the vector that they still have', () => {
    const homes = withLeftover('{a1@100 b1@500} b1=x', Array(3).fill('{b1@900 c1@900} c1=y'), {
      vectorKeep: 1,
      vectorGraceMs: 600_000
    })
    homes.pass(10 * MINUTE)
    assert.deepEqual(homes.disk('A').keys(), [])
    for (const home of 'BCD') assert.equal(show(homes.held(home, 'k')), '{b1 c1} c1=y')
  })

  it('stay as long as a home is down', () => {
    const homes = withLeftover('{a1} a1=x', ['{a1} a1=x', '{a1} a1=x', '{} '])
    homes.kill('D')
    homes.pass(10 * MINUTE)
    assert.deepEqual(homes.disk('A').keys(), ['k'])
    homes.restart('D')
    homes.pass(10 * MINUTE)
    assert.deepEqual(homes.disk('A').keys(), [])
    assert.equal(show(homes.held('D', 'k')), '{a1} a1=x')
  })

  it('are handed to the homes that are there while another is down: it may be gone for good', () => {
    const homes = withLeftover('{a1} a1=x', ['{} ', '{} ', '{} '])
    homes.kill('D')
    homes.pass(10 * MINUTE)
    for (const home of 'BC') assert.equal(show(homes.held(home, 'k')), '{a1} a1=x')
    assert.deepEqual(homes.disk('A').keys(), ['k'])
  })

  it('stay as long as a hint is kept for somebody', () => {
    const homes = withLeftover('{a1} a1=x', ['{a1} a1=x', '{a1} a1=x', '{a1} a1=x'])
    const failure = { code: 'STORAGE_FAILED', message: 'the disk is full' }
    homes.bend = (from, message) =>
      from === 'B' && message.type === 'stored' ? { type: 'failed', id: message.id, failure } : message
    homes.core('A').hinted('B', 'k', homes.now)
    homes.pass(5 * MINUTE)
    assert.deepEqual(homes.disk('A').keys(), ['k'])
    homes.bend = (_, message) => message
    homes.pass(5 * MINUTE)
    assert.deepEqual(homes.disk('A').keys(), [])
  })

  it('stay where the homes do not count themselves among the homes: each of two could rely on the other', () => {
    const homes = new Homes('ABCD', OPTIONS)
    for (const name of 'ABCD') homes.hold(name, 'k', record('{a1} a1=x'))
    homes.list = [...'BCDA']
    homes.start(() => ({ complete: true, of: () => [] }))
    homes.pass(10 * MINUTE)
    for (const name of 'ABCD') assert.deepEqual(homes.disk(name).keys(), ['k'], name)
  })

  it('stay where one home has nothing, and says that it stored what it did not', () => {
    const homes = withLeftover('{a1} a1=x', ['{a1} a1=x', '{a1} a1=x', '{} '])
    homes.bend = (from, message) => {
      if (from === 'D' && message.type === 'known') return { ...message, context: {}, dots: [] }
      return message
    }
    homes.pass(5 * MINUTE)
    assert.deepEqual(homes.disk('A').keys(), ['k'])
  })

  it('a node in no range hands over everything that it holds', () => {
    const homes = new Homes('ABCD', OPTIONS)
    homes.list = [...'BCDA']
    for (let at = 0; at < 300; at++) homes.hold('A', `key ${at}`, record('{a1} a1=x'))
    homes.start(placed('BCD'))
    assert.equal(homes.core('A').vacate(homes.now), 300)
    homes.pass(5 * MINUTE, () => homes.core('A').vacate(homes.now) === 0)
    assert.deepEqual(homes.disk('A').keys(), [])
    assert.equal(homes.disk('C').keys().length, 300)
  })

  it('a node that hands everything over takes no more copies, and goes on answering reads', () => {
    const homes = new Homes('ABCD', OPTIONS)
    homes.hold('A', 'k', record('{a1} a1=x'))
    homes.start(placed('BCD'))
    const said: string[] = []
    homes.bend = (from, message) => {
      if (from === 'A') said.push(message.type === 'failed' ? message.failure.code : message.type)
      return undefined
    }
    homes.core('A').vacate(homes.now)
    homes.core('A').receive('B', { type: 'write', id: 1, key: 'l', record: record('{b1} b1=y') }, homes.now)
    homes.core('A').receive('B', { type: 'read', id: 2, key: 'k' }, homes.now)
    homes.pass(1_000)
    assert.ok(said.includes('STOPPING') && said.includes('record'), said.join(' '))
    assert.deepEqual(homes.disk('A').keys(), ['k'])
  })
})

describe('copies that are older than the grace time', () => {
  it('go where homes that are older still know nothing: the deletion is forgotten', () => {
    const homes = old(['{} ', '{} ', '{} '], -1)
    homes.pass(10 * MINUTE)
    for (const home of 'ABCD') assert.deepEqual(homes.disk(home).keys(), [], home)
  })

  it('are given to homes that came later: their ignorance proves nothing', () => {
    const homes = old(['{} ', '{} ', '{} '], 1)
    homes.pass(10 * MINUTE)
    for (const home of 'BCD') assert.equal(show(homes.held(home, 'k')), '{a1} a1=x', home)
    assert.deepEqual(homes.disk('A').keys(), [])
  })

  it('are given where one home knows the key', () => {
    const homes = old(['{} ', '{a1} a1=x', '{} '], -1)
    homes.pass(10 * MINUTE)
    for (const home of 'BCD') assert.equal(show(homes.held(home, 'k')), '{a1} a1=x', home)
  })

  it('are given to nobody while a home is down whose word may prove that they were deleted', () => {
    const homes = old(['{} ', '{} '], -1, TWO)
    homes.kill('C')
    homes.pass(10 * MINUTE)
    assert.deepEqual(homes.disk('B').keys(), [])
    homes.restart('C')
    homes.start(placed('BC'))
    homes.pass(10 * MINUTE)
    for (const home of 'ABC') assert.deepEqual(homes.disk(home).keys(), [], home)
  })

  it('are given to a home that came later while another is down: the two together could not prove it', () => {
    const homes = old(['{} ', '{} '], 1, TWO)
    homes.kill('C')
    homes.pass(10 * MINUTE)
    assert.equal(show(homes.held('B', 'k')), '{a1} a1=x')
    assert.deepEqual(homes.disk('A').keys(), ['k'])
  })

  it('learn first what a home knows besides, and may be about to forget', () => {
    const homes = old(['{} ', '{a1 b9} b9=y', '{} '], -1)
    homes.bend = (from, message) => (from === 'B' && message.type === 'known' ? undefined : message)
    homes.pass(5 * MINUTE)
    assert.equal(show(homes.held('A', 'k')), '{a1 b9} b9=y')
  })

  it('are not handed home blindly by a hint', () => {
    const homes = old(['{} ', '{} ', '{} '], -1)
    homes.core('A').hinted('B', 'k', homes.now)
    homes.pass(10 * MINUTE)
    for (const home of 'ABCD') assert.deepEqual(homes.disk(home).keys(), [], home)
  })

  it('go home by their hints where one is kept for every home: none was ever given the copy', () => {
    const homes = old(['{} ', '{} ', '{} '], -1)
    for (const home of 'BCD') homes.core('A').hinted(home, 'k', homes.now)
    homes.pass(10 * MINUTE)
    for (const home of 'BCD') assert.equal(show(homes.held(home, 'k')), '{a1} a1=x', home)
    assert.deepEqual(homes.disk('A').keys(), [])
  })
})

describe('spent copies', () => {
  const DELETED = '{a2} a2=†'

  it('are dropped at all homes when the grace time is over, and not before', () => {
    const homes = spent([DELETED, DELETED, DELETED])
    homes.now = GRACE / 2
    homes.start(placed('BCD'))
    homes.pass(GRACE / 2 - 1)
    for (const home of 'BCD') assert.equal(show(homes.held(home, 'k')), DELETED)
    homes.pass(GRACE)
    for (const home of 'BCD') assert.deepEqual(homes.disk(home).entries(), [], home)
  })

  it('are learnt first by a home that slept through the deletion', () => {
    const homes = spent([DELETED, DELETED, '{a1} a1=x'])
    homes.start(placed('BCD'))
    homes.pass(3 * GRACE)
    for (const home of 'BCD') assert.deepEqual(homes.disk(home).keys(), [], home)
  })

  it('stay as long as a home is down, and reach it when it is back', () => {
    const homes = spent([DELETED, DELETED, '{a1} a1=x'])
    homes.start(placed('BCD'))
    homes.kill('D')
    homes.pass(3 * GRACE)
    assert.equal(show(homes.held('B', 'k')), DELETED)
    homes.restart('D')
    homes.pass(3 * GRACE)
    for (const home of 'BCD') assert.deepEqual(homes.disk(home).keys(), [], home)
  })

  it('are not taken in again where nothing is left', () => {
    const homes = spent(['{} ', '{} ', '{} '])
    homes.now = 2 * GRACE
    homes.start(placed('BCD'))
    homes.forge('C', 'B', { type: 'write', id: 1, key: 'k', record: record(DELETED) })
    homes.pass(MINUTE)
    assert.deepEqual(homes.disk('B').keys(), [])
  })

  it('that have expired go as well', () => {
    const expired = '{a1} a1=x@1000'
    const homes = spent([expired, expired, expired])
    homes.start(placed('BCD'))
    homes.pass(3 * GRACE)
    for (const home of 'BCD') assert.deepEqual(homes.disk(home).keys(), [], home)
  })
})

describe('a node that was away for longer than the grace time', () => {
  it('drops an object that homes which were there all the time know nothing of', () => {
    const homes = returned('{a1} a1=x', { since: 1, seenAt: GRACE })
    homes.pass(30 * MINUTE)
    for (const home of 'BCD') assert.deepEqual(homes.disk(home).keys(), [], home)
  })

  it('neither answers with it nor hands it on before the others have said what they know', () => {
    const homes = returned('{a1} a1=x', { since: 1, seenAt: GRACE })
    const said: string[] = []
    homes.bend = (from, message) => {
      if (from === 'D' && message.type === 'record') said.push(show(message.record))
      if (from === 'D' && message.type === 'write') said.push(show(message.record))
      return message
    }
    homes.forge('B', 'D', { type: 'read', id: 1, key: 'k' })
    homes.pass(30 * MINUTE)
    assert.deepEqual(said, ['{}'])
  })

  it('keeps it where the others came later: their ignorance proves nothing', () => {
    const homes = returned('{a1} a1=x', { since: 2 * GRACE, seenAt: 2 * GRACE })
    homes.pass(30 * MINUTE)
    for (const home of 'BCD') assert.equal(show(homes.held(home, 'k')), '{a1} a1=x', home)
  })

  it('keeps it where another home knows of it, and learns what that one knows', () => {
    const homes = returned('{a1} a1=x', { since: 1, seenAt: GRACE }, '{a2} a2=y')
    homes.pass(30 * MINUTE)
    for (const home of 'BCD') assert.equal(show(homes.held(home, 'k')), '{a2} a2=y', home)
  })

  it('believes who still knows what superseded it for that moment only: soon that may be forgotten, too', () => {
    const homes = new Homes('ABCD', { ...OPTIONS, sweepEveryMs: 100 * GRACE })
    homes.list = [...'BCDA']
    homes.hold('A', 'k', record('{a1} a1=x'))
    homes.hold('B', 'k', record('{a1 b1} b1=†'))
    homes.now = 10 * GRACE
    homes.disk('A').attendance = { since: 1, seenAt: GRACE }
    for (const home of 'BCD') homes.disk(home).attendance = { since: 1, seenAt: homes.now }
    for (const home of 'ABCD') homes.restart(home)
    homes.start(placed('BCD'))
    const said: string[] = []
    homes.bend = (from, message) => {
      if (from === 'A' && message.type === 'record') said.push(show(message.record))
      return message
    }
    const read = (): void => {
      homes.forge('C', 'A', { type: 'read', id: 1, key: 'k' })
      homes.pass(MINUTE, () => said.length > 0)
    }
    read()
    assert.deepEqual(said.splice(0), ['{a1} a1=x'])
    homes.pass(5 * MINUTE)
    assert.deepEqual(homes.disk('B').keys(), [])
    read()
    assert.deepEqual([said, homes.disk('A').keys()], [['{}'], []])
  })

  it('drops it too where the others know the key anew, and nothing of what it holds', () => {
    const homes = returned('{a1} a1=x', { since: 1, seenAt: GRACE }, '{b7} b7=y')
    homes.pass(30 * MINUTE)
    for (const home of 'BCD') assert.equal(show(homes.held(home, 'k')), '{b7} b7=y', home)
  })

  it('keeps it where it is still to be handed to each of the others: nobody was ever given it', () => {
    const homes = returned('{a1} a1=x', { since: 1, seenAt: GRACE })
    for (const home of 'BC') homes.core('D').hinted(home, 'k', homes.now)
    homes.pass(30 * MINUTE)
    for (const home of 'BCD') assert.equal(show(homes.held(home, 'k')), '{a1} a1=x', home)
  })

  it('drops it where it is still to be handed to one of the others, and the other one knows nothing of it', () => {
    const homes = returned('{a1} a1=x', { since: 1, seenAt: GRACE })
    homes.core('D').hinted('B', 'k', homes.now)
    homes.pass(30 * MINUTE)
    for (const home of 'BCD') assert.equal(show(homes.held(home, 'k')), '{}', home)
  })

  it('drops it too if it was written after the last note of being there', () => {
    const homes = returned('{a1} a1=x', { since: 1, seenAt: GRACE }, '{} ', GRACE + GRACE / 20)
    homes.pass(30 * MINUTE)
    for (const home of 'BCD') assert.deepEqual(homes.disk(home).keys(), [], home)
  })

  it('drops it where the others came after that note, and were there when it was written', () => {
    const homes = returned('{a1} a1=x', { since: GRACE + 1, seenAt: 0 }, '{} ', GRACE + GRACE / 20)
    homes.pass(30 * MINUTE)
    for (const home of 'BCD') assert.deepEqual(homes.disk(home).keys(), [], home)
  })

  it('gives a leftover that is as old to nobody who knows the key anew', () => {
    const homes = old(['{b7} b7=y', '{b7} b7=y', '{b7} b7=y'], -1)
    homes.pass(30 * MINUTE)
    for (const home of 'BCD') assert.equal(show(homes.held(home, 'k')), '{b7} b7=y', home)
    assert.deepEqual(homes.disk('A').keys(), [])
  })

  it('keeps what was written after it was away', () => {
    const homes = returned('{a1} a1=x', { since: 1, seenAt: GRACE })
    homes.pass(30 * MINUTE)
    homes
      .core('D')
      .write(
        1,
        { key: 'k', base: record('{} '), edits: [fresh(homes.now)], quorum: { n: 3, r: 2, w: 2 } },
        homes.now
      )
    homes.pass(30 * MINUTE)
    for (const home of 'BCD') assert.equal(homes.held(home, 'k').siblings.length, 1, home)
  })

  it('all of them asleep for as long, they believe each other', () => {
    const homes = new Homes('BCD', OPTIONS)
    for (const home of 'BCD') {
      homes.hold(home, 'k', record('{a1} a1=x'))
      homes.disk(home).attendance = { since: 1, seenAt: GRACE }
    }
    homes.now = 10 * GRACE
    for (const home of 'BCD') homes.restart(home)
    homes.pass(30 * MINUTE)
    homes.forge('B', 'D', { type: 'read', id: 1, key: 'k' })
    homes.pass(MINUTE)
    for (const home of 'BCD') assert.equal(show(homes.held(home, 'k')), '{a1} a1=x', home)
  })
})

/** A holds something, and the homes B, C and D have these copies. */
function withLeftover(leftover: string, copies: readonly string[], options: HomesOptions = {}): Homes {
  const homes = new Homes('ABCD', { ...OPTIONS, graceMs: GRACE ** 2, ...options })
  homes.list = [...'BCDA']
  homes.hold('A', 'k', record(leftover))
  copies.forEach((copy, at) => {
    homes.hold('BCD'[at] as string, 'k', record(copy))
  })
  homes.start(placed('BCD'))
  return homes
}

/**
 * A holds a copy from the beginning of time, two grace times later. The homes, B and on, have these copies; the databases of all are
 * there since `since`.
 */
function old(copies: readonly string[], since: number, options = OPTIONS): Homes {
  const names = 'BCD'.slice(0, copies.length)
  const homes = new Homes(`A${names}`, options)
  homes.list = [...names, 'A']
  homes.now = 2 * GRACE
  homes.hold('A', 'k', record('{a1} a1=x'))
  copies.forEach((copy, at) => {
    homes.hold(names[at] as string, 'k', record(copy))
  })
  for (const home of `A${names}`) homes.disk(home).attendance = { since, seenAt: homes.now }
  for (const home of `A${names}`) homes.restart(home)
  homes.start(placed(names))
  return homes
}

/** The homes B, C and D with these copies, at the beginning of time. */
function spent(copies: readonly string[]): Homes {
  const homes = new Homes('BCD', OPTIONS)
  homes.now = 1_000
  copies.forEach((copy, at) => {
    homes.hold('BCD'[at] as string, 'k', record(copy))
  })
  return homes
}

/**
 * D comes back after ten grace times, with this copy, written at `writtenAt`; B and C were there as `attendance` says, and C may know
 * something.
 */
function returned(
  copy: string,
  attendance: { since: number; seenAt: number },
  known = '{} ',
  writtenAt = 0
): Homes {
  const homes = new Homes('BCD', OPTIONS)
  const held = record(copy)
  homes.hold('D', 'k', { ...held, siblings: held.siblings.map((sibling) => ({ ...sibling, writtenAt })) })
  homes.hold('C', 'k', record(known))
  homes.now = 10 * GRACE
  homes.disk('D').attendance = { since: 1, seenAt: GRACE }
  for (const home of 'BC') homes.disk(home).attendance = { since: attendance.since, seenAt: homes.now }
  for (const home of 'BCD') homes.restart(home)
  return homes
}

function placed(names: string): (name: NodeId) => Ranges {
  return (name) => (names.includes(name) ? everything([...names]) : { complete: true, of: () => [] })
}

function fresh(now: number) {
  const [sibling] = record('{a1} a1=new').siblings
  const { dot: _, ...content } = sibling as NonNullable<typeof sibling>
  return { supersedes: [], content: { ...content, writtenAt: now } }
}
