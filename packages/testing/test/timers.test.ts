// Objects' timers in whole nodes with the real sandbox, over simulated hours.
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { createTestNetwork, type TestNetwork } from '../src/index.ts'

const CLOCK = `export default {
  ticks: 0,
  onPut () { comet.setTimer('hourly', { every: '1h' }) },
  onTimer ({ name, missed }) { this.ticks += 1 + missed; this.last = name }
}`

const PULSE = `export default {
  onPut () { comet.setTimer('pulse', { every: '1m', on: 'replica' }) },
  onTimer () { local.ticks = (local.ticks ?? 0) + 1 },
  onGet () { return local.ticks ?? 0 }
}`

async function within(nodes: number, story: (network: TestNetwork) => Promise<void>): Promise<void> {
  await using network = await createTestNetwork({ nodes })
  await story(network)
}

describe('test network: timers of the object', () => {
  it('of ten objects tick once an hour each, for half a day, though nodes come and go', () =>
    within(6, async (network) => {
      const { nodes } = network
      const keys = Array.from({ length: 10 }, (_, at) => `clock ${at}`)
      await Promise.all(keys.map((key) => nodes[0]!.put(key, { code: CLOCK })))
      for (let hour = 0; hour < 12; hour++) {
        const node = nodes[hour % 6]!
        if (hour % 3 === 1) node.crash()
        await network.advance('1h')
        node.restart()
      }
      await network.advance('5m')
      const states = await Promise.all(keys.map(async (key) => (await nodes[1]!.get(key)).value))
      assert.deepEqual(
        states,
        keys.map(() => ({ ticks: 12, last: 'hourly' }))
      )
    }))

  it('that slept with all its nodes tick once, and are told how much they missed', () =>
    within(4, async (network) => {
      const { nodes } = network
      await nodes[0]!.put('clock', {
        code: CLOCK.replace('this.ticks += 1 + missed', 'this.ticks++; this.missed = missed')
      })
      for (const node of nodes) node.crash()
      await network.advance('10h')
      await network.advance('30m')
      for (const node of nodes) node.restart()
      await network.advance('1m')
      const { ticks, missed } = (await nodes[0]!.get('clock')).value as { ticks: number; missed: number }
      assert.deepEqual([ticks, missed], [1, 9])
    }))

  it('without being asked for are every ten minutes, and end when they are cleared', () =>
    within(4, async (network) => {
      const node = network.nodes[0]!
      const code = `export default { n: 0, onTimer ({ name }) { if (++this.n === 3) comet.clearTimer(name) } }`
      await node.put('usual', { code })
      assert.deepEqual(
        (await node.inspect('usual')).versions[0]?.timers?.map(({ name, every }) => [name, every]),
        [['tick', 600_000]]
      )
      await network.advance('25m')
      assert.deepEqual((await node.get('usual')).value, { n: 2 })
      await network.advance('2h')
      assert.deepEqual((await node.get('usual')).value, { n: 3 })
      assert.equal((await node.inspect('usual')).versions[0]?.timers, undefined)
    }))

  it('that set one another once make a chain', () =>
    within(4, async (network) => {
      const node = network.nodes[0]!
      const code = `export default {
        seen: [],
        onPut () { comet.setTimer('0', { after: '10s' }) },
        onTimer ({ name }) { this.seen.push(name); if (name < '3') comet.setTimer(String(Number(name) + 1), { after: '10s' }) }
      }`
      await node.put('chain', { code })
      await network.advance('1m')
      assert.deepEqual((await node.get('chain')).value, { seen: ['0', '1', '2', '3'] })
    }))

  it('that are none make the put fail, and say why', () =>
    within(3, async (network) => {
      const node = network.nodes[0]!
      const put = (call: string) =>
        node.put('k', { code: `export default { onPut () { comet.setTimer('a', ${call}) }, onTimer () {} }` })
      await assert.rejects(put(`{ every: 10 }`), { code: 'TIMER_INVALID', message: /at least 1000 ms/ })
      await assert.rejects(put(`{ every: 'often' }`), { code: 'DURATION_INVALID' })
      await assert.rejects(put(`{}`), { code: 'TIMER_INVALID' })
    }))

  it('that fail go on, and leave nothing of the tick', () =>
    within(3, async (network) => {
      const node = network.nodes[0]!
      const code = `export default {
        n: 0,
        onPut () { comet.setTimer('a', { every: '1m' }) },
        onTimer ({ due }) { this.n++; if (Math.floor(due / 60000) % 2 === 0) throw new Error('even minutes are bad') }
      }`
      await node.put('moody', { code })
      await network.advance('10m')
      const { n } = (await node.get('moody')).value as { n: number }
      assert.ok(n === 4 || n === 5, `${n} of 9 or 10`)
    }))
})

describe('test network: timers of replicas', () => {
  it('tick at each home, for what is its own, and go on where they were after a crash', () =>
    within(5, async (network) => {
      const { nodes } = network
      await nodes[0]!.put('pulse', { code: PULSE })
      await network.advance('10m')
      const ticksAt = () => network.replicas('pulse').map(({ local }) => (local as { ticks: number }).ticks)
      const before = ticksAt()
      assert.equal(before.length, 3)
      for (const ticks of before) assert.ok(ticks === 9 || ticks === 10, `${ticks} ticks in ten minutes`)
      for (const node of nodes) node.crash()
      for (const node of nodes) node.restart()
      await network.advance('1s')
      const versions = new Set(network.replicas('pulse').map(({ versions }) => versions[0]?.version))
      assert.equal(versions.size, 1, 'the object itself stayed as it was')
      await network.advance('5m')
      const gained = ticksAt().map((ticks, at) => ticks - before[at]!)
      for (const ticks of gained) assert.ok(ticks === 5 || ticks === 6, `${ticks} ticks in five minutes`)
    }))

  it('may not change the object', () =>
    within(3, async (network) => {
      const node = network.nodes[0]!
      const code = PULSE.replace('local.ticks =', 'this.ticks =')
      await node.put('pulse', { code })
      const { versions } = await node.inspect('pulse')
      await network.advance('5m')
      assert.deepEqual(
        (await node.inspect('pulse')).versions.map(({ dot }) => dot),
        versions.map(({ dot }) => dot)
      )
    }))
})
