// Scenarios as people write them.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { decodeValue, encodeValue, type Value } from '@halley/model'
import { createSimulation, type Simulation, sourceOf } from '../src/index.ts'

test('what one node is given, another one answers', () => {
  const simulation = createSimulation({ nodes: 5 })
  const put = simulation.put('n0', { key: 'greeting', value: encodeValue('hello') })
  const told = (): boolean | undefined => put.response?.ok
  assert.equal(told(), undefined)
  simulation.advance(1_000)
  assert.equal(told(), true)
  assert.deepEqual(read(simulation, 'n3', 'greeting'), ['hello'])
})

test('a copy stays readable when a node crashes, and the crashed one catches up', () => {
  const simulation = createSimulation({ nodes: 4 })
  simulation.crash('n1')
  simulation.answer(simulation.put('n0', { key: 'k', value: encodeValue(1) }))
  simulation.restart('n1')
  simulation.advance(5_000)
  assert.deepEqual(read(simulation, 'n1', 'k'), [1])
})

test('two sides of a partition both take a put; afterwards both versions are there', () => {
  const simulation = createSimulation({ nodes: 6, options: { quorum: { n: 3, r: 1, w: 1 } } })
  simulation.partition(['n0', 'n1', 'n2'])
  simulation.answer(simulation.put('n0', { key: 'k', value: encodeValue('here') }))
  simulation.answer(simulation.put('n5', { key: 'k', value: encodeValue('there') }))
  simulation.heal()
  simulation.advance(60_000)
  read(simulation, 'n0', 'k')
  simulation.advance(5_000)
  assert.deepEqual(read(simulation, 'n4', 'k').sort(), ['here', 'there'])
})

test('an active object runs its handler', () => {
  const simulation = createSimulation()
  const code = sourceOf('counter')
  simulation.answer(simulation.put('n0', { key: 'visits', code, value: encodeValue({ tag: 'x' }) }))
  read(simulation, 'n1', 'visits')
  assert.deepEqual(read(simulation, 'n2', 'visits'), [{ tag: 'x', count: 2, gets: 2 }])
})

test('a client of a node that is down is told at once', () => {
  const simulation = createSimulation()
  simulation.crash('n0')
  const call = simulation.get('n0', { key: 'k' })
  assert.equal(call.broken, true)
  assert.throws(() => simulation.answer(call), /crashed/)
})

function read(simulation: Simulation, node: string, key: string): Value[] {
  const response = simulation.answer(simulation.get(node, { key }))
  assert.ok(response.ok && response.op === 'get', JSON.stringify(response))
  return response.replies.map(({ value }) => decodeValue(value))
}
