import assert from 'node:assert/strict'
import { it } from 'node:test'
import { createMemoryNetwork } from '../src/memory.ts'
import { conformance } from './conformance.ts'
import { bytes, Recorder } from './recorder.ts'

conformance('memory', async () => {
  const hub = createMemoryNetwork()
  let started = 0
  const networks: { stop(): Promise<void> }[] = []
  const start = async (events: Recorder, limits = {}) => {
    const network = hub.createNode({ id: `node-${started++}`, events, ...limits })
    networks.push(network)
    return network
  }
  return {
    start,
    async startEcho() {
      const recorder = new Recorder()
      const network = await start(recorder)
      recorder.answer = (from, frame) => network.send(from, frame)
      return { id: network.self, kill: () => hub.kill(network.self) }
    },
    nobody: 'nobody',
    close: async () => {
      for (const network of networks) await network.stop()
    }
  }
})

it('a partition parts and heals', async () => {
  const hub = createMemoryNetwork()
  const [atA, atB, atC] = [new Recorder(), new Recorder(), new Recorder()]
  const a = hub.createNode({ id: 'a', events: atA })
  hub.createNode({ id: 'b', events: atB })
  const c = hub.createNode({ id: 'c', events: atC })
  await atA.until('everybody', () => atA.connected.size === 2)
  hub.partition([['a', 'b']])
  await atA.until('c is gone', () => !atA.connected.has('c'))
  a.send('b', bytes('inside'))
  a.send('c', bytes('across'))
  await atB.until('the frame inside', () => atB.frames.length === 1)
  await atA.until('the report', () => atA.lost === 1)
  hub.heal()
  await atA.until('c is back', () => atA.connected.has('c'))
  c.send('a', bytes('again'))
  await atA.until('the frame', () => atA.frames.length === 1)
})

it('a killed node keeps its place until it is forgotten, and may come back', async () => {
  const hub = createMemoryNetwork()
  const recorder = new Recorder()
  const a = hub.createNode({ id: 'a', events: recorder })
  hub.createNode({ id: 'b', events: new Recorder() })
  await recorder.until('b', () => recorder.connected.has('b'))
  hub.kill('b')
  await recorder.until('b is gone', () => recorder.disconnected.includes('b'))
  assert.equal((await a.closest('k', 2)).length, 2)
  hub.forget('b')
  assert.deepEqual(await a.closest('k', 2), ['a'])
  hub.createNode({ id: 'b', events: new Recorder() })
  await recorder.until('b again', () => recorder.connected.has('b'))
})
