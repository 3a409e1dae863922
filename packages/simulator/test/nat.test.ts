// Who gets through to whom, where nodes are behind NAT; and worlds with a map.
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { encodeValue } from '@halley/model'
import { Nat } from '../src/nat.ts'
import { createSimulation } from '../src/scenario.ts'

describe('simulator: NAT', () => {
  it('lets in whom the node behind it has dialled, until either goes down', () => {
    const nat = new Nat()
    nat.hide('hidden')
    assert.equal(nat.passes('a', 'hidden'), false)
    assert.equal(nat.isOpen('a', 'hidden'), false, 'a dial that fails connects nobody')
    assert.equal(nat.passes('hidden', 'a'), true)
    assert.equal(nat.passes('a', 'hidden'), true)
    assert.equal(nat.passes('b', 'hidden'), false)
    nat.ended('a')
    assert.equal(nat.passes('a', 'hidden'), false)
    nat.passes('hidden', 'a')
    nat.ended('hidden')
    assert.equal(nat.passes('a', 'hidden'), false)
  })

  it('keeps two that are behind it apart', () => {
    const nat = new Nat()
    for (const node of ['one', 'other']) nat.hide(node)
    assert.equal(nat.passes('one', 'other'), false)
    assert.equal(nat.passes('other', 'one'), false)
  })

  it('nothing passes between those two in a whole world', () => {
    const simulation = createSimulation({
      nodes: 3,
      behindNat: ['n1', 'n2'],
      options: { quorum: { n: 3, r: 1, w: 1 } }
    })
    simulation.answer(simulation.put('n1', { key: 'k', value: encodeValue('v') }))
    simulation.advance(60_000)
    const received = simulation.events.filter(
      (event) => event.type === 'received' && [event.node, event.from].every((node) => node !== 'n0')
    )
    assert.deepEqual(received, [])
  })
})

describe('simulator: a map', () => {
  it('says how long messages take, each way', () => {
    const latencyMs = (from: string, to: string) => (from < to ? 10 : 30)
    const simulation = createSimulation({
      nodes: 2,
      latencyMs,
      coordinates: false,
      options: { quorum: { n: 2, r: 2, w: 2 } }
    })
    const before = simulation.now
    simulation.answer(simulation.put('n0', { key: 'k', value: encodeValue('v') }))
    const ways = new Map<string, number>()
    const sent = new Map<object, number>()
    for (const event of simulation.events)
      if (event.type === 'sent') sent.set(event.message, event.at)
      else if (event.type === 'received' && event.at >= before)
        for (const [message, at] of sent)
          if (JSON.stringify(message) === JSON.stringify(event.message))
            ways.set(`${event.from} ${event.node}`, Math.round(event.at - at))
    assert.equal(ways.get('n0 n1'), 10)
    assert.equal(ways.get('n1 n0'), 30)
  })

  it('a world without a story keeps nothing of what happened', () => {
    const simulation = createSimulation({ nodes: 2, story: false })
    simulation.answer(simulation.put('n0', { key: 'k', value: encodeValue('v') }))
    assert.deepEqual([simulation.events, simulation.lines()], [[], []])
  })
})
