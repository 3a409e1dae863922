// Liveness and round trips over the same pings.
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { MEMBERSHIP_DEFAULTS } from '../src/options.ts'
import { Peers, type PeersEffect } from '../src/peers.ts'

const AT = { vector: [0, 0, 0], height: 0, error: 0.5 }

function setUp(): { peers: Peers; take: () => PeersEffect[] } {
  const effects: PeersEffect[] = []
  const options = { ...MEMBERSHIP_DEFAULTS, probeAfterMs: 100, coordinatesEveryMs: 10_000 }
  const peers = new Peers({ self: 'A', boot: 1, options, emit: (effect) => effects.push(effect) })
  return { peers, take: () => effects.splice(0) }
}

describe('peers', () => {
  it('a ping is answered with where this node is, and is a word from the peer', () => {
    const { peers, take } = setUp()
    peers.liveness.suspect('B', 0)
    take()
    assert.equal(peers.receive('B', { type: 'ping', id: 7 }, 10), true)
    const [up, pong] = take()
    assert.deepEqual(up, { type: 'up', peer: 'B' })
    const coordinates = { vector: [0, 0, 0], height: 6 / 64, error: 1 }
    assert.deepEqual(pong, { type: 'send', to: 'B', message: { type: 'pong', id: 7, coordinates } })
  })

  it('the answer to a probe tells that the peer is there, and nothing of how far away it is', () => {
    const { peers, take } = setUp()
    peers.connected('B', 0)
    peers.liveness.suspect('B', 0)
    take()
    peers.tick(100)
    assert.deepEqual(take(), [{ type: 'send', to: 'B', message: { type: 'ping', id: 0 } }])
    assert.equal(peers.receive('B', { type: 'pong', id: 0, coordinates: AT }, 150), true)
    assert.equal(peers.liveness.isDown('B'), false)
    assert.equal(peers.coordinates.own, undefined)
  })

  it('a round trip is measured with who is connected, until the connection is gone', () => {
    const { peers, take } = setUp()
    peers.connected('B', 0)
    assert.equal(peers.deadline()?.reason, 'measure a round trip')
    peers.tick(10_000)
    assert.deepEqual(take(), [{ type: 'send', to: 'B', message: { type: 'ping', id: 1 } }])
    peers.receive('B', { type: 'pong', id: 1, coordinates: AT }, 10_042)
    assert.notEqual(peers.coordinates.own, undefined)
    peers.lost('B', 10_050)
    assert.equal(peers.coordinates.estimate('B'), undefined)
    assert.equal(peers.deadline()?.reason, 'probe a silent peer')
  })

  it('other messages are words from the peer, and for others to take', () => {
    const { peers, take } = setUp()
    peers.liveness.suspect('B', 0)
    take()
    assert.equal(peers.receive('B', { type: 'stored', id: 1 }, 10), false)
    assert.deepEqual(take(), [{ type: 'up', peer: 'B' }])
  })
})
