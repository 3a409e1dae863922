// A node that leaves the ring goes only when nothing under way can leave a copy behind. Its disk and its peer answer when the
// test says so.
import assert from 'node:assert/strict'
import { it } from 'node:test'
import { encodeValue, type Key, type Member, type Millis, type NodeId } from '@halley/model'
import { actor, record } from '../../model/test/words.ts'
import type { Effect } from '../src/effects.ts'
import type { Input } from '../src/inputs.ts'
import { Node } from '../src/node.ts'
import { NODE_DEFAULTS } from '../src/options.ts'

/** A node A in a ring with B, of which every key has one home. */
class Leaver {
  now: Millis = 1_000
  readonly said: Effect[] = []
  readonly node = new Node({
    ...{ self: 'A', actor: actor('a'), boot: 4_096, secret: 'A' },
    options: { ...NODE_DEFAULTS, placement: 'ring', quorum: { n: 1, r: 1, w: 1 } }
  })

  constructor() {
    const profile = { weight: 1, addresses: [] }
    const member = (id: NodeId): Member => ({ id, status: 'joined', stamp: 1, ...profile })
    const membership = { partitions: NODE_DEFAULTS.partitions, members: [member('A'), member('B')] }
    this.feed({ type: 'membership.started', start: { profile, seeds: [], rejoin: false, membership } })
    this.feed({ type: 'storage.indexed', entries: [], last: true })
    this.feed({ type: 'peer.connected', peer: 'B' })
  }

  feed(input: Input): void {
    for (const effect of this.node.step(input, this.now)) this.#hear(effect)
  }

  // The membership is stored at once, and B knows at once what it is told.
  #hear(effect: Effect): void {
    this.said.push(effect)
    if (effect.type === 'membership.store') this.feed({ type: 'membership.stored' })
    if (effect.type !== 'message.send' || effect.message.type !== 'gossip') return
    const gossiped = { ...effect.message, type: 'gossiped', members: [] } as const
    this.feed({ type: 'message.received', from: 'B', message: gossiped })
  }

  /** Lets time pass, as the node wants it. */
  pass(ms: Millis): void {
    const end = this.now + ms
    for (;;) {
      const at = this.node.deadline()?.at ?? end
      if (at > end) break
      this.now = Math.max(this.now, at)
      this.feed({ type: 'time.reached' })
    }
    this.now = end
  }

  heard<T extends Effect['type']>(type: T): (Effect & { type: T })[] {
    return this.said.filter((effect): effect is Effect & { type: T } => effect.type === type)
  }

  /** A key whose only home is this node. */
  keyOf(home: NodeId): Key {
    const keys = [...'abcdefghijklmnop']
    const isAtHome = (key: Key): boolean => this.node.membership?.ring.list(key)[0] === home
    return keys.find(isAtHome) ?? assert.fail(`no key has its home at ${home}`)
  }
}

it('a node that coordinates a write does not go before it', () => {
  const leaver = new Leaver()
  const key = leaver.keyOf('A')
  const request = { op: 'put', key, value: encodeValue('y') } as const
  const handedOver = { type: 'request', id: 1, request, caller: { id: 'B' } } as const
  leaver.feed({ type: 'message.received', from: 'B', message: handedOver })
  assert.equal(leaver.heard('storage.load').length, 1)
  leaver.feed({ type: 'membership.leave', id: 1, member: 'A' })
  leaver.pass(1_000)
  assert.equal(leaver.node.membership?.leaving, 'moving', 'while the copy is read')
  leaver.feed({ type: 'storage.loaded', key, copy: { record: record('{a1} a1=x'), local: null } })
  assert.equal(leaver.heard('storage.store').length, 1)
  leaver.pass(1_000)
  assert.equal(leaver.node.membership?.leaving, 'moving', 'while the copy is stored')
})

it('a node that leaves coordinates nothing any more, not even where another one refused', () => {
  const leaver = new Leaver()
  const request = { op: 'put', key: leaver.keyOf('B'), value: encodeValue('y') } as const
  leaver.feed({ type: 'client.request', id: 7, request, caller: { id: 'A' } })
  leaver.feed({ type: 'membership.leave', id: 1, member: 'A' })
  leaver.pass(1_000)
  leaver.feed({ type: 'peer.lost', peer: 'B' })
  const [answer] = leaver.heard('client.respond')
  assert.equal(answer?.response.ok === false && answer.response.failure.code, 'STOPPING')
  assert.equal(leaver.heard('storage.load').length, 0)
})

it('a node without anything under way goes', () => {
  const leaver = new Leaver()
  leaver.feed({ type: 'membership.leave', id: 1, member: 'A' })
  leaver.pass(1_000)
  assert.equal(leaver.heard('membership.gone').length, 1)
})
