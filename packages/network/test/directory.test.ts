/** Addresses that a node was told of by others, rather than by those who are there. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createIdentity } from '../src/identity.ts'
import { bytes, Recorder } from './recorder.ts'
import { startNode } from './world.ts'

test('a peer whose address somebody told is reached, without a bootstrap node or an overlay', async () => {
  const [atA, atB] = [new Recorder(), new Recorder()]
  const [a, b] = [await startNode(atA), await startNode(atB)]
  try {
    a.send(b.self, bytes('too early'))
    await atA.until('nobody knows where b is', () => atA.undeliverable.length > 0)
    a.learn(b.self, ['nonsense', '/ip4/127.0.0.1/udp/1', ...b.addresses()])
    await atA.until('b is connected', () => {
      a.send(b.self, bytes('here'))
      return atB.frames.length > 0
    })
    assert.equal(atB.texts()[0], 'here')
    assert.equal(atB.frames[0]?.from, a.self)
  } finally {
    await Promise.all([a.stop(), b.stop()])
  }
})

test('what is told of somebody who is no peer, or of oneself, harms nothing', async () => {
  const at = new Recorder()
  const node = await startNode(at)
  try {
    node.learn('nobody', ['/ip4/127.0.0.1/tcp/1'])
    node.learn(node.self, ['/ip4/127.0.0.1/tcp/1'])
    const { id } = await createIdentity()
    node.learn(id, [])
    node.send('nobody', bytes('x'))
    await at.until('it cannot be delivered', () => at.undeliverable.length === 1)
    node.send(node.self, bytes('to myself'))
    await at.until('it arrives', () => at.frames.length === 1)
  } finally {
    await node.stop()
  }
})
