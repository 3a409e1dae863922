// The overlay's model: lookups find the nearest nodes, wait at dead ones, and forget who is gone for good.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createPrng } from '@halley/model'
import { nearestToKey, OVERLAY_DEFAULTS, Overlay, type RoundTrip } from '../src/overlay.ts'

const AT_ONCE: RoundTrip = () => 10

/** A network into which each node was brought by one other. */
function network(size: number): { overlay: Overlay; nodes: string[] } {
  const overlay = new Overlay({ ...OVERLAY_DEFAULTS, k: 8 })
  const nodes = Array.from({ length: size }, (_, at) => `node ${at}`)
  const prng = createPrng('overlay')
  nodes.forEach((node, at) => {
    if (at > 0) overlay.meet(node, nodes[prng.below(at)] as string)
    overlay.join(node, 0, AT_ONCE)
  })
  return { overlay, nodes }
}

test('a lookup in a large network finds the nodes nearest to the key, with few questions', () => {
  const { overlay, nodes } = network(300)
  for (let at = 0; at < 50; at++) {
    const { list, hops, tookMs } = overlay.lookup(nodes[at] as string, `key ${at}`, 0, AT_ONCE)
    assert.deepEqual(list, nearestToKey(`key ${at}`, nodes, 8))
    assert.ok(hops <= 30, `${hops} questions`)
    assert.ok(tookMs >= 10 && tookMs <= 150, `${tookMs} ms`)
  }
})

test('who looks is in the list where it belongs', () => {
  const { overlay, nodes } = network(5)
  const { list } = overlay.lookup('node 3', 'some key', 0, AT_ONCE)
  assert.deepEqual(list, nearestToKey('some key', nodes, 8))
})

test('a dead node costs a timeout, keeps its place for a while, and is forgotten', () => {
  const { overlay } = network(5)
  const { timeoutMs, forgetAfterMs } = OVERLAY_DEFAULTS
  const dead: RoundTrip = (_, to) => (to === 'node 2' ? undefined : 10)
  const first = overlay.lookup('node 0', 'some key', 0, dead)
  assert.ok(first.tookMs >= timeoutMs)
  assert.ok(first.list.includes('node 2'))
  const last = overlay.lookup('node 0', 'some key', forgetAfterMs, dead)
  assert.ok(!last.list.includes('node 2'))
})

test('a node that answers again keeps its place', () => {
  const { overlay } = network(5)
  const { forgetAfterMs } = OVERLAY_DEFAULTS
  overlay.fail('node 0', 'node 2', 0)
  overlay.lookup('node 0', 'some key', 1_000, AT_ONCE)
  overlay.fail('node 0', 'node 2', forgetAfterMs)
  assert.ok(overlay.contacts('node 0').includes('node 2'))
})
