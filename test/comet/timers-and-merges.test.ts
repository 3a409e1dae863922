// The handlers that run when nobody asks: onTimer and onMerge.
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { createTestNetwork, type TestNetwork, type TestNode } from '@halley/testing'
import { nodesOf, source, statesOf } from './deploy.ts'

const pair = (network: TestNetwork) => nodesOf(network, 4) as [TestNode, TestNode]

describe('Comet, ASO Extension API: onTimer()', () => {
  it('an object that defines it and sets no timer is called every ten minutes, once for the object', async () => {
    await using network = await createTestNetwork({ nodes: 5 })
    const [here, there] = pair(network)
    await here.put('k', { code: source('ticks: [], onTimer ({ name, on }) { this.ticks.push([name, on]) }') })
    await network.advance('31m')
    assert.deepEqual((await there.get('k')).value, { ticks: Array(3).fill(['tick', 'primary']) })
  })

  it("on: 'replica' runs at every home, for its local alone", async () => {
    await using network = await createTestNetwork({ nodes: 5 })
    const [here] = pair(network)
    const body = `onPut () { comet.setTimer('watch', { every: '1m', on: 'replica' }) }, onTimer () { local.n = (local.n ?? 0) + 1 }`
    await here.put('k', { code: source(body) })
    await network.advance('5m')
    const counted = network.replicas('k').map(({ local }) => (local as { n: number }).n)
    assert.equal(counted.length, 3)
    for (const n of counted) assert.ok(n >= 3 && n <= 5, `${n} ticks`)
    const changing = `n: 0, onPut () { comet.setTimer('watch', { every: '1m', on: 'replica' }) }, onTimer () { this.n++ }`
    await here.put('wrong', { code: source(changing) })
    await network.advance('2m')
    assert.deepEqual(
      network.replicas('wrong').map(({ local }) => local ?? {}),
      Array(3).fill({})
    )
    assert.deepEqual((await here.get('wrong')).value, { n: 0 })
  })

  it('goes on at another home when the first is down, with what was missed', async () => {
    await using network = await createTestNetwork({ nodes: 5 })
    const [here] = pair(network)
    const body = `at: [], sum: 0, onPut () { comet.setTimer('t', { every: '1m' }) },
      onTimer ({ missed }) { this.at.push(comet.getNodeID()); this.sum += 1 + missed }`
    const { coordinator } = await here.put('k', { code: source(body) })
    await network.advance('2m')
    network.nodes.find(({ id }) => id === coordinator)?.crash()
    await network.advance('8m')
    const asked = network.nodes.find(({ id }) => id !== coordinator) as TestNode
    const { at, sum } = (await asked.get('k')).value as { at: string[]; sum: number }
    assert.equal(at[0], coordinator)
    assert.ok(at.some((id) => id !== coordinator))
    assert.ok(sum >= 8 && sum <= 10, `${sum} ticks in ten minutes, those that were missed among them`)
  })

  it('a tick that fails leaves the object as it was, and the next one comes in its time', async () => {
    await using network = await createTestNetwork({ nodes: 5 })
    const [here] = pair(network)
    const body = `n: 0, onPut () { comet.setTimer('t', { every: '1m' }) },
      onTimer () { this.n++; if (comet.getSystemTime() < this.until) throw new Error('not yet') }`
    const now = (await (async () => {
      await here.put('clock', { code: source('onGet () { return comet.getSystemTime() }') })
      return (await here.get('clock')).value
    })()) as number
    await here.put('k', { code: source(body), value: { until: now + 150_000 } })
    await network.advance('140s')
    assert.deepEqual((await here.get('k')).value, { n: 0, until: now + 150_000 })
    await network.advance('5m')
    assert.ok(((await here.get('k')).value as { n: number }).n >= 3)
    assert.match(network.logs('k')[0]?.text ?? '', /^HANDLER_THREW/)
  })

  it('what it changed is written with the timer’s next due time, at the homes', async () => {
    await using network = await createTestNetwork({ nodes: 5 })
    const [here] = pair(network)
    await here.put('k', {
      code: source(`n: 0, onPut () { comet.setTimer('once', { after: '1m' }) }, onTimer () { this.n++ }`)
    })
    await network.advance('5m')
    assert.deepEqual(statesOf(network, 'k'), Array(3).fill([{ n: 1 }]))
    assert.deepEqual((await here.inspect('k')).versions[0]?.timers ?? [], [])
  })
})

describe('Halley: onMerge(siblings), which Comet lacks', () => {
  const CART = `items: [], onUpdate ({ add }) { this.items.push(add) },
    onMerge (siblings) { this.items = [...new Set(siblings.flatMap(({ state }) => state.items))].sort(); return this }`

  async function parted(body: string): Promise<TestNetwork> {
    const network = await createTestNetwork({ nodes: 5, r: 1, w: 1 })
    const [here, there] = pair(network)
    await here.put('k', { code: source(body) })
    await network.advance('10s')
    network.partition([here])
    await here.put('k', { value: { add: 'tea' } })
    await there.put('k', { value: { add: 'cake' } })
    network.heal()
    return network
  }

  it('runs where versions meet though nobody asks: all homes come to one version', async () => {
    await using network = await parted(CART)
    await network.advance('3m')
    const states = statesOf(network, 'k') as unknown[][]
    assert.deepEqual(states.slice(0, 3), Array(3).fill([{ items: ['cake', 'tea'] }]))
  })

  it('runs at a get that meets versions; the reply is of the merged one, which is durable before', async () => {
    await using network = await createTestNetwork({ nodes: 5 })
    const [here, there] = pair(network)
    const code = source(
      `of: [], onMerge (siblings) { this.of = siblings.flatMap(({ state }) => state.of).sort(); return this }, onGet () { return this.of.join() }`
    )
    await here.put('k', { code, value: { of: ['tea'] } })
    await there.put('k', { code, value: { of: ['cake'] } })
    const { value, siblings, coordinator } = await here.get('k')
    assert.deepEqual([value, siblings], ['cake,tea', undefined])
    network.nodes.find(({ id }) => id === coordinator)?.crash()
    const asked = network.nodes.find(({ id }) => id !== coordinator) as TestNode
    assert.equal((await asked.inspect('k')).versions.length, 1)
  })

  it('is given states, names and times, in the order of the names, and `this` is the last of them', async () => {
    await using network = await parted(
      `items: [], onUpdate ({ add }) { this.items.push(add) },
       onMerge (siblings) { return { items: [], saw: siblings.map((each) => [Object.keys(each).join(), each.state.items]), mine: this.items, names: siblings.map(({ version }) => version) } }`
    )
    await network.advance('3m')
    const { saw, mine, names } = (await (network.nodes[0] as TestNode).get('k')).value as {
      saw: [string, string[]][]
      mine: string[]
      names: string[]
    }
    assert.deepEqual(
      saw.map(([keys]) => keys),
      ['state,version,writtenAt', 'state,version,writtenAt']
    )
    assert.deepEqual(saw.at(-1)?.[1], mine)
    const counters = names.map((name) => Number(name.split(':')[1]))
    assert.ok((counters[0] as number) <= (counters[1] as number))
  })

  it('that fails leaves the versions apart, says so in the log, and is not tried again for nothing', async () => {
    await using network = await parted(
      `items: [], onUpdate ({ add }) { this.items.push(add) }, onMerge () { throw new Error('no') }`
    )
    await network.advance('10m')
    assert.equal((await (network.nodes[2] as TestNode).get('k')).siblings?.length, 2)
    const failed = network.logs('k').filter(({ event }) => event === 'merge')
    assert.match(failed[0]?.text ?? '', /^HANDLER_THREW: onMerge threw Error: no/)
    assert.ok(failed.length <= 5, `${failed.length} merges`)
  })

  it('judges versions of its own code alone', async () => {
    await using network = await createTestNetwork({ nodes: 4 })
    const [here, there] = pair(network)
    await here.put('k', { code: source('a: 1, onMerge () { return { merged: true } }') })
    await there.put('k', { code: source('b: 1, onMerge () { return { merged: true } }') })
    await there.put('k', { value: 'passive' })
    await network.advance('2m')
    assert.equal((await here.get('k')).siblings?.length, 3)
  })
})
