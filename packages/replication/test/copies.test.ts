// Copies besides the homes, between whole replication cores. Five nodes; every key's homes are B, C and D, in this order, and E and F
// are further nodes that objects may choose.
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Edit, NodeId, Ranges, Sibling } from '@halley/model'
import { record, show } from '../../model/test/words.ts'
import type { Given } from '../src/copies.ts'
import { everything, Homes, type HomesOptions } from './homes.ts'

const MINUTE = 60_000
const KEY = 'k'

describe('copies at named nodes', () => {
  it('are sent once, and renewed by a message each as long as they say what the object says', () => {
    const homes = begun()
    assert.deepEqual(give(homes, 'EF'), [{ node: 'E' }, { node: 'F' }])
    for (const node of 'EF') assert.equal(show(homes.held(node, KEY)), '{a1} a1=x')
    const written = homes.traffic.get('write')?.messages
    give(homes, 'EF')
    assert.equal(homes.traffic.get('write')?.messages, written)
    assert.equal(homes.traffic.get('lease')?.messages, 4)
    assert.equal(homes.core('B').counts.all().copiesSpared, 2)
  })

  it('are sent again when the object says something else', () => {
    const homes = begun()
    give(homes, 'E')
    for (const node of 'BCD') homes.hold(node, KEY, record('{a2} a2=y'))
    give(homes, 'E')
    assert.equal(show(homes.held('E', KEY)), '{a2} a2=y')
  })

  it('are merged with what the node holds, which knows more perhaps', () => {
    const homes = begun()
    homes.hold('E', KEY, record('{b1} b1=z'))
    give(homes, 'E')
    assert.equal(show(homes.held('E', KEY)), '{a1 b1} a1=x b1=z')
  })

  it('tell the homes what they know besides, while the lease lasts', () => {
    const homes = begun({ leaseMs: 60 * MINUTE }, '{b1} b1=z')
    give(homes, 'E')
    homes.pass(5 * MINUTE)
    for (const node of 'BCDE') assert.equal(show(homes.held(node, KEY)), '{a1 b1} a1=x b1=z', node)
    const asked = homes.traffic.get('versions')?.messages
    homes.pass(5 * MINUTE)
    assert.equal(homes.traffic.get('versions')?.messages, asked)
  })

  it('stay as long as they are asked for, and go when nobody has asked for the time of a lease', () => {
    const homes = begun({ leaseMs: 10 * MINUTE })
    for (let round = 0; round < 6; round++) {
      give(homes, 'E')
      homes.pass(5 * MINUTE)
      assert.equal(show(homes.held('E', KEY)), '{a1} a1=x', `round ${round}`)
    }
    homes.pass(10 * MINUTE)
    assert.deepEqual(homes.disk('E').keys(), [])
    for (const home of 'BCD') assert.equal(show(homes.held(home, KEY)), '{a1} a1=x')
  })

  it('stay when their homes lose the object, and make it again', () => {
    const homes = begun()
    give(homes, 'E')
    for (const home of 'BCD') homes.disk(home).store({ key: KEY, hints: [], unhints: [], forgotten: true })
    homes.pass(60 * MINUTE)
    for (const home of 'BCD') assert.equal(show(homes.held(home, KEY)), '{a1} a1=x', home)
    assert.deepEqual(homes.disk('E').keys(), [])
  })

  it('go after a restart of the node, which forgets its leases, when all homes have the object', () => {
    const homes = begun()
    give(homes, 'E')
    homes.kill('E')
    homes.restart('E')
    homes.core('E').background(homes.now).ranged(placed('BCD')('E'), homes.now)
    homes.pass(5 * MINUTE)
    assert.deepEqual(homes.disk('E').keys(), [])
  })

  it('are told of a deletion at once', () => {
    const homes = begun()
    give(homes, 'EF')
    homes
      .core('B')
      .write(
        1,
        { key: KEY, base: homes.held('B', KEY), edits: [deletion(homes.now)], quorum: NRW },
        homes.now
      )
    homes.pass(1_000)
    for (const node of 'EF') assert.equal(homes.held(node, KEY).siblings[0]?.kind, 'tombstone', node)
    assert.deepEqual(homes.core('B').copies(homes.now).holders(KEY), [])
    homes.pass(5 * MINUTE)
    for (const node of 'EF') assert.deepEqual(homes.disk(node).keys(), [], node)
  })

  it('never undo a deletion that they have not heard of', () => {
    const homes = begun({ leaseMs: 10 * MINUTE })
    give(homes, 'E')
    homes.bend = (_, message) => (message.type === 'write' && message.background ? undefined : message)
    homes
      .core('B')
      .write(
        1,
        { key: KEY, base: homes.held('B', KEY), edits: [deletion(homes.now)], quorum: NRW },
        homes.now
      )
    homes.pass(MINUTE)
    assert.equal(show(homes.held('E', KEY)), '{a1} a1=x')
    homes.bend = (_, message) => message
    homes.pass(60 * MINUTE)
    assert.deepEqual(homes.disk('E').keys(), [])
    for (const home of 'BCD') assert.equal(homes.held(home, KEY).siblings[0]?.kind, 'tombstone', home)
  })

  it('are none where they are just being forgotten: whoever asks is told that there is nothing', () => {
    const homes = new Homes('BCDEF', { quorum: NRW })
    for (const node of 'BCDE') homes.hold(node, KEY, record('{a1} a1=x'))
    const disk = homes.disk('E')
    const store = disk.store.bind(disk)
    disk.store = (change) => {
      store(change)
      const lease = { type: 'lease', id: 7, key: KEY, forMs: MINUTE, bytes: 10 } as const
      if (change.forgotten) homes.core('E').receive('B', lease, homes.now)
    }
    const digests: number[] = []
    homes.bend = (_, message) => {
      if (message.type === 'leased') digests.push(message.digest.length)
      return message
    }
    homes.start(placed('BCD'))
    homes.pass(5 * MINUTE)
    assert.deepEqual(homes.disk('E').keys(), [])
    assert.deepEqual(digests, [0])
  })

  it('are not asked of homes, nor of the node itself, and a node that is down is named', () => {
    const homes = begun()
    homes.kill('F')
    const [b, d, f] = give(homes, 'BDF')
    assert.deepEqual([b, d], [{ node: 'B' }, { node: 'D' }])
    assert.equal(f?.failure?.code, 'NO_REPLICA')
    assert.equal(homes.traffic.get('lease'), undefined)
  })
})

describe('the room for leased copies', () => {
  it('is bounded in number, for one asker to a quarter', () => {
    const homes = begun({ leasesAtMost: 8 })
    const answers = ['k1', 'k2', 'k3'].map((key) => lease(homes, 'B', key, 100))
    assert.deepEqual(answers, ['leased', 'leased', 'BUSY'])
    assert.equal(lease(homes, 'B', 'k1', 100), 'leased')
    assert.equal(lease(homes, 'C', 'k3', 100), 'leased')
    assert.equal(homes.core('E').counts.all().leasesRefused, 1)
  })

  it('is bounded in bytes, and free again when leases are over', () => {
    const homes = begun({ leaseBytes: 1_000, leaseMs: MINUTE })
    assert.equal(lease(homes, 'B', 'k1', 600), 'leased')
    assert.equal(lease(homes, 'B', 'k2', 600), 'BUSY')
    homes.pass(2 * MINUTE)
    assert.equal(lease(homes, 'B', 'k2', 600), 'leased')
  })

  it('does not last for a copy that is larger than was said: it is a leftover', () => {
    const homes = begun({ leaseBytes: 1_000 })
    for (const node of 'BCD') homes.hold(node, KEY, record(`{a2} a2=${'y'.repeat(1_000)}`))
    homes.bend = (_, message) => (message.type === 'lease' ? { ...message, bytes: 10 } : message)
    assert.deepEqual(give(homes, 'E'), [{ node: 'E' }])
    homes.pass(5 * MINUTE)
    assert.deepEqual(homes.disk('E').keys(), [])
  })

  it('is closed where a node leaves: its leased copies go, too', () => {
    const homes = begun()
    give(homes, 'E')
    homes.core('E').vacate(homes.now)
    homes.pass(5 * MINUTE)
    assert.deepEqual(homes.disk('E').keys(), [])
    assert.equal(lease(homes, 'B', 'other', 10), 'STOPPING')
  })
})

const NRW = { n: 3, r: 2, w: 2 }

/** B, C and D hold the object, and E something of its own, or nothing. */
function begun(options: HomesOptions = {}, ofE = '{} '): Homes {
  const homes = new Homes('BCDEF', { quorum: NRW, ...options })
  for (const node of 'BCD') homes.hold(node, KEY, record('{a1} a1=x'))
  homes.hold('E', KEY, record(ofE))
  homes.start(placed('BCD'))
  return homes
}

/** One range, whose homes these are. */
function placed(names: string): (self: NodeId) => Ranges {
  return (self) => (names.includes(self) ? everything([...names]) : { complete: true, of: () => [] })
}

/** B's object gives copies to these nodes, in an event that changes nothing. */
function give(homes: Homes, nodes: string): readonly Given[] {
  let given: readonly Given[] = []
  const copies = homes.core('B').copies(homes.now)
  copies.give(KEY, [...nodes], (answers) => {
    given = answers
  })
  homes.pass(1_500)
  homes
    .core('B')
    .copies(homes.now)
    .spread(KEY, [...nodes], () => {})
  homes.pass(1_500)
  return given
}

/** What E answers. */
function lease(homes: Homes, from: NodeId, key: string, bytes: number): string {
  let answer = ''
  homes.bend = (sender, message) => {
    if (sender === 'E' && message.id === 7)
      answer = message.type === 'failed' ? message.failure.code : message.type
    return message
  }
  homes.forge(from, 'E', { type: 'lease', id: 7, key, forMs: 10 * MINUTE, bytes })
  homes.bend = (_, message) => message
  return answer
}

function deletion(now: number): Edit {
  const [sibling] = record('{a1} a1=x').siblings as [Sibling]
  return {
    supersedes: [sibling.dot],
    content: { kind: 'tombstone', state: new Uint8Array(0), born: sibling.born, writtenAt: now }
  }
}
