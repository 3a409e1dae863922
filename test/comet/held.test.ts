// What Comet's public code does not hold of what its paper promises: each row, held here.
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { createTestNetwork, type TestNetwork, type TestNode } from '@halley/testing'
import { createOperatorKey, signCode } from 'halley'
import { codeOf, nodesOf, source } from './deploy.ts'

const two = (network: TestNetwork) => nodesOf(network, 4) as [TestNode, TestNode]

describe('what Comet’s public code does not hold, held', () => {
  it('memory: an object that takes more than its 100 KB is ended', async () => {
    await using network = await createTestNetwork()
    const [here, there] = two(network)
    await here.put('k', { code: source('onGet () { const all = []; for (;;) all.push([all]) }') })
    assert.match(await codeOf(there.get('k')), /^(MEMORY|INSTRUCTIONS)_EXCEEDED$/)
    await here.put('k2', { code: source('onGet () { return "x".repeat(200000) }') })
    assert.equal(await codeOf(there.get('k2')), 'MEMORY_EXCEEDED')
  })

  it('rate limit: the operations of an object run out', async () => {
    await using network = await createTestNetwork()
    const [here, there] = two(network)
    const code = source(
      `async onGet () { for (let n = 0; ; n++) try { await comet.get(comet.getASOKey(), (await comet.lookup()).map(({ id }) => id)) } catch ({ code }) { return [n, code] } }`
    )
    await here.put('k', { code })
    const [rounds, refusal] = (await there.get('k')).value as [number, string]
    assert.ok(rounds <= 5, `${rounds} rounds of five nodes`)
    assert.equal(refusal, 'OPERATIONS_EXCEEDED')
  })

  it('capabilities: one reply to each get, by whom it was given to', async () => {
    await using network = await createTestNetwork()
    const [here, there] = two(network)
    await here.put('k', {
      code: source(
        `onGet ({ capability }) { this.c = capability }, onUpdate (n) { comet.reply(this.c, n); return this }`
      )
    })
    const waiting = there.get('k', { wait: '5m' })
    await network.advance('5s')
    for (const n of [1, 2, 3]) await here.put('k', { value: n })
    assert.equal((await waiting).value, 1)
  })

  it('signatures: an operator’s lifts the same-key rule, another one does not', async () => {
    const [operator, stranger] = [createOperatorKey(), createOperatorKey()]
    await using network = await createTestNetwork({ operatorKeys: [operator.publicKey] })
    const [here, there] = two(network)
    const code = source(
      'async onGet () { try { return await comet.get("other") } catch ({ code }) { return code } }'
    )
    await here.put('other', { value: 'found' })
    await here.put('signed', { code, signature: signCode(code, operator.privateKey) })
    await here.put('forged', { code, signature: signCode(code, stranger.privateKey) })
    assert.equal((await there.get('signed')).value, 'found')
    assert.equal((await there.get('forged')).value, 'FOREIGN_KEY')
  })

  it('checksums: a client sees the hash of the code, and may insist on it', async () => {
    await using network = await createTestNetwork()
    const [here, there] = two(network)
    await here.put('k', { code: source('n: 1, onGet () { return this.n }') })
    const hash = (await there.inspect('k')).versions[0]?.codeHash as string
    assert.equal((await there.get('k', { pin: hash })).value, 1)
    assert.equal(await codeOf(there.get('k', { pin: '0'.repeat(64) })), 'PIN_MISMATCH')
  })

  it('a crash in onUpdate leaves the object, and no error text in its place', async () => {
    await using network = await createTestNetwork()
    const [here, there] = two(network)
    await here.put('k', { code: source('n: 1, onUpdate () { null.crash }') })
    assert.equal(await codeOf(there.put('k', { value: 2 })), 'HANDLER_THREW')
    assert.deepEqual((await there.get('k')).value, { n: 1 })
  })

  it('mutations before a failure do not stay', async () => {
    await using network = await createTestNetwork()
    const [here, there] = two(network)
    await here.put('k', {
      code: source(
        'n: 1, list: [], onGet ({ payload }) { this.n++; this.list.push(1); local.n = 1; if (payload === "crash") throw 1; return [this.n, this.list.length, local.n] }'
      )
    })
    await network.advance('5s')
    const before = network.replicas('k')
    assert.equal(await codeOf(there.get('k', { payload: 'crash' })), 'HANDLER_THREW')
    assert.deepEqual(network.replicas('k'), before)
    assert.deepEqual((await there.get('k')).value, [2, 1, 1])
  })

  it('`return this` ships the state that the object chose to return, never its code or local', async () => {
    await using network = await createTestNetwork()
    const [here, there] = two(network)
    await here.put('k', {
      code: source('open: 1, helper () {}, onGet () { local.secret = "hush"; return this }')
    })
    const answer = await there.get('k')
    assert.deepEqual(answer.value, { open: 1 })
    assert.doesNotMatch(JSON.stringify(answer), /hush|helper|onGet/)
    assert.equal(await codeOf(there.source('k')), 'REFUSED')
  })

  it('timers: one tick an interval for the object, not one at every replica', async () => {
    await using network = await createTestNetwork({ nodes: 6 })
    const [here, there] = two(network)
    await here.put('k', { code: source('ticks: 0, onTimer () { this.ticks++ }') })
    await network.advance('61m')
    const { ticks } = (await there.get('k')).value as { ticks: number }
    assert.ok(ticks >= 5 && ticks <= 7, `${ticks} ticks in an hour`)
  })

  it('replicas do not diverge for ever: changes on both sides of a split are merged or handed to the client', async () => {
    await using network = await createTestNetwork({ nodes: 6, r: 1, w: 1 })
    const [here, there] = two(network)
    const code = source(
      'n: [], onUpdate (one) { this.n.push(one) }, onMerge (all) { this.n = [...new Set(all.flatMap(({ state }) => state.n))].sort(); return this }'
    )
    await here.put('k', { code })
    await network.advance('10s')
    network.partition([here])
    await Promise.all([
      here.put('k', { value: 1 }),
      there.put('k', { value: 2 }),
      here.put('p', { value: 1 }),
      there.put('p', { value: 2 })
    ])
    network.heal()
    await network.advance('3m')
    for (const node of network.nodes) assert.deepEqual((await node.get('k')).value, { n: [1, 2] })
    assert.equal((await there.get('p')).siblings?.length, 2)
  })

  it('an object without a timer is re-replicated: a home that was away has the copy that it missed', async () => {
    await using network = await createTestNetwork({ nodes: 6 })
    const [here] = two(network)
    const { coordinator } = await here.put('k', { code: source('n: 1, onUpdate (n) { this.n = n }') })
    await network.advance('10s')
    const home = network.nodes.find(({ id }) => id === coordinator) as TestNode
    const asked = network.nodes.find(({ id }) => id !== coordinator) as TestNode
    home.crash()
    await asked.put('k', { value: 2 })
    home.restart()
    await network.advance('5m')
    const copy = network.replicas('k').find(({ node }) => node === coordinator)
    assert.deepEqual(
      copy?.versions.map(({ state }) => state),
      [{ n: 2 }]
    )
  })
})
