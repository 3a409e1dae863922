// When and where each handler runs, what it may do, what happens when it fails, and how what it did is replicated: the clauses of
// Comet's extension API, and of docs/objects/. Real sandbox, simulated network of five nodes, three homes to an object.
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { createTestNetwork, type TestNetwork, type TestNode } from '@halley/testing'
import { codeOf, deploy, newKey, nodesOf, source, statesOf } from './deploy.ts'

let network: TestNetwork
let here: TestNode
let there: TestNode

before(async () => {
  network = await createTestNetwork({ nodes: 5 })
  ;[here, there] = nodesOf(network, 5) as [TestNode, TestNode]
})
after(() => network.close())

const byId = (id: string) => network.nodes.find((node) => node.id === id) as TestNode

/** Two concurrent versions under a key. */
async function siblings(body: (name: string) => string): Promise<string> {
  const key = newKey()
  await here.put(key, { code: source(body('one')) })
  await there.put(key, { code: source(body('two')) })
  return key
}

describe('Comet, ASO Extension API: onPut(caller)', () => {
  const BODY =
    'puts: 0, onPut ({ id }) { this.puts++; this.by = id; this.at = comet.getNodeID(); this.local = local.n; local.n = 1 }'

  it('runs when the key has no live object: at first, after a deletion, after an expiry', async () => {
    const key = await deploy(here, BODY)
    const first = (await there.get(key)).value as { puts: number; by: string }
    assert.deepEqual([first.puts, first.by], [1, here.id])
    await here.delete(key)
    await there.put(key, { code: source(BODY), ttl: '1m' })
    assert.equal(((await here.get(key)).value as { by: string }).by, there.id)
    await network.advance('2m')
    await here.put(key, { code: source(BODY) })
    assert.equal(((await here.get(key)).value as { by: string }).by, here.id)
  })

  it('does not run over an object, active or passive, nor for a value without code', async () => {
    const passive = newKey()
    await here.put(passive, { value: 1 })
    const { context } = await here.get(passive)
    await here.put(passive, { code: source(BODY), context })
    assert.deepEqual((await here.get(passive)).value, { puts: 0 })
    const key = await deploy(here, 'onUpdate (incoming) { return incoming }')
    await here.put(key, { code: source(BODY) })
    assert.deepEqual((await here.get(key)).value, { puts: 0 })
  })

  it('runs at the coordinator that the answer names, with the value over the code’s own state', async () => {
    const key = newKey()
    const { coordinator } = await there.put(key, {
      code: source(`a: 1, b: 1, ${BODY}`),
      value: { b: 2, onPut: 'data' }
    })
    const state = (await here.get(key)).value as Record<string, unknown>
    assert.deepEqual([state.at, state.a, state.b, state.onPut, state.puts], [coordinator, 1, 2, 'data', 1])
  })

  it('that fails leaves nothing at any node', async () => {
    for (const body of ['throw new Error("no")', 'for (;;);', 'return 5', 'return null']) {
      const key = newKey()
      const code = source(
        `onPut () { local.x = 1; comet.setTimer('t', { every: '1m' }); ${body} }, onTimer () {}`
      )
      assert.notEqual(await codeOf(here.put(key, { code })), 'ok')
      assert.deepEqual(network.replicas(key), [], body)
    }
  })

  it('leaves its state at all homes, and durable at W of them before the put is answered', async () => {
    const key = newKey()
    const { coordinator } = await here.put(key, { code: source('n: 1, onPut () { this.n = 2 }') })
    byId(coordinator).crash()
    const asked = network.nodes.find(({ id }) => id !== coordinator) as TestNode
    assert.deepEqual((await asked.get(key)).value, { n: 2 })
    byId(coordinator).restart()
    await network.advance('2m')
    assert.deepEqual(statesOf(network, key).slice(0, 3), Array(3).fill([{ n: 2 }]))
  })
})

describe('Comet, ASO Extension API: onUpdate(incoming, caller): the old object decides', () => {
  it('sees the state of what came, its code’s own data under the value, and none of its methods', async () => {
    const key = await deploy(
      here,
      'onUpdate (incoming, { id }) { this.saw = [incoming, typeof incoming.onGet, id] }'
    )
    await there.put(key, { code: source('a: 1, b: 1, onGet () {}'), value: { b: 2 } })
    assert.deepEqual((await here.get(key)).value, { saw: [{ a: 1, b: 2 }, 'undefined', there.id] })
  })

  it('accepting a value without code makes the object passive: its handlers are gone', async () => {
    const key = await deploy(here, 'onUpdate (incoming) { return incoming }, onGet () { return "active" }')
    await here.put(key, { value: { a: 1 } })
    assert.deepEqual((await here.get(key)).value, { a: 1 })
    assert.deepEqual(
      (await here.inspect(key)).versions.map(({ handlers }) => handlers),
      [[]]
    )
  })

  it('accepting code begins its timers anew and leaves local as it is: the object’s life goes on', async () => {
    const key = await deploy(
      here,
      `onPut () { local.kept = 1; comet.setTimer('old', { every: '1h' }) },
       onUpdate (incoming) { comet.setTimer('mine', { every: '1h' }); return incoming }, onTimer () {}`
    )
    await here.put(key, { code: source('onGet () { return local.kept }, onTimer () {}') })
    assert.equal((await here.get(key)).value, 1)
    const [version] = (await here.inspect(key)).versions
    assert.deepEqual(
      version?.timers?.map(({ name }) => name),
      ['tick']
    )
  })

  it('keeping itself changed is a new version; keeping itself as it is is none', async () => {
    const key = await deploy(here, 'n: 0, onUpdate ({ add }) { this.n += add }')
    assert.equal((await here.put(key, { value: { add: 2 } })).versions.length, 1)
    assert.equal((await there.put(key, { value: { add: 0 } })).versions.length, 0)
    assert.deepEqual(statesOf(network, key).slice(0, 2), Array(2).fill([{ n: 2 }]))
  })

  it('of several versions each decides; the new object supersedes those that accepted it, and one null refuses all', async () => {
    const deciding = (name: string, verdict: string) =>
      `name: '${name}', onUpdate (incoming) { return ${verdict} }`
    const verdicts = async (one: string, two: string) => {
      const key = newKey()
      network.partition([here])
      await here.put(key, { code: source(deciding('one', one)), r: 1, w: 1 })
      await there.put(key, { code: source(deciding('two', two)), r: 1, w: 1 })
      network.heal()
      await network.advance('2m')
      const code = await codeOf(here.put(key, { value: { name: 'new' } }))
      const { value, siblings: all } = await here.get(key)
      return [
        code,
        (all?.map((each) => each.value) ?? [value]).map((each) => (each as { name: string }).name).sort()
      ]
    }
    assert.deepEqual(await verdicts('incoming', 'incoming'), ['ok', ['new']])
    assert.deepEqual(await verdicts('incoming', 'this'), ['ok', ['new', 'two']])
    assert.deepEqual(await verdicts('incoming', 'null'), ['REFUSED', ['one', 'two']])
  })

  it('that fails or refuses leaves the object and local byte for byte as they were, at every node', async () => {
    const key = await deploy(
      here,
      'n: 1, onPut () { local.n = 1 }, onUpdate (how) { this.n = 9; local.n = 9; if (how === "throw") throw 5; for (; how === "loop";); return null }'
    )
    await network.advance('10s')
    const held = network.replicas(key)
    for (const [value, code] of [
      ['throw', 'HANDLER_THREW'],
      ['loop', 'INSTRUCTIONS_EXCEEDED'],
      ['no', 'REFUSED']
    ] as const)
      assert.equal(await codeOf(there.put(key, { value })), code)
    assert.deepEqual(network.replicas(key), held)
  })

  it('without it a put with the context supersedes what that covers, and one without makes a sibling', async () => {
    const key = await deploy(here, 'a: 1')
    const { context } = await here.get(key)
    await here.put(key, { value: 2, context })
    assert.equal((await here.get(key)).value, 2)
    await there.put(key, { value: 3 })
    assert.deepEqual((await here.get(key)).siblings?.map(({ value }) => value).sort(), [2, 3])
  })
})

describe('Comet, ASO Extension API: onGet(caller), with the argument of a parameterised get', () => {
  it('runs once for each get, at the coordinator, and is told who asks and what for', async () => {
    const key = await deploy(
      here,
      'onGet (caller) { local.runs = (local.runs ?? 0) + 1; return [caller, comet.getNodeID(), local.runs] }'
    )
    const { value, coordinator } = await there.get(key, { payload: { a: 1n }, address: '192.0.2.7' })
    assert.deepEqual(value, [{ id: there.id, address: '192.0.2.7', payload: { a: 1n } }, coordinator, 1])
    assert.deepEqual((await here.get(key)).value, [{ id: here.id }, coordinator, 2])
  })

  it('what it changed in this is durable at W nodes before the reply leaves', async () => {
    const key = await deploy(here, 'n: 0, onGet () { return ++this.n }')
    const { coordinator } = await here.get(key)
    byId(coordinator).crash()
    const asked = network.nodes.find(({ id }) => id !== coordinator) as TestNode
    assert.equal((await asked.get(key)).value, 2)
    byId(coordinator).restart()
  })

  it('what it changed in local stays at its replica, and costs no other node a byte', async () => {
    const key = await deploy(here, 'onGet () { return local.n = (local.n ?? 0) + 1 }')
    await here.get(key)
    const { coordinator } = await here.get(key)
    for (const { node, local } of network.replicas(key))
      assert.deepEqual(local, node === coordinator ? { n: 2 } : undefined, node)
  })

  it('of several versions each answers for itself, with one context for all', async () => {
    const key = await siblings((name) => `name: '${name}', onGet () { return this.name + '!' }`)
    const { siblings: all, context } = await here.get(key)
    assert.deepEqual(all?.map(({ value }) => value).sort(), ['one!', 'two!'])
    await here.put(key, { value: 'decided', context })
    assert.equal((await here.get(key)).value, 'decided')
  })

  it('of several versions that change themselves only one is rewritten: the event took effect once', async () => {
    const key = await siblings((name) => `name: '${name}', n: 0, onGet () { return ++this.n }`)
    await here.get(key)
    const [states] = statesOf(network, key) as { n: number }[][]
    assert.deepEqual(states?.map(({ n }) => n).sort(), [0, 1])
  })

  it('that fails answers a typed error and leaves the object and local as they were', async () => {
    const key = await deploy(
      here,
      'n: 1, onPut () { local.n = 1 }, onGet () { this.n = 9; local.n = 9; comet.deleteSelf(); null.x }'
    )
    await network.advance('10s')
    const held = network.replicas(key)
    await assert.rejects(there.get(key), { code: 'HANDLER_THREW' })
    assert.deepEqual(network.replicas(key), held)
  })
})

describe('Halley: onDelete(caller), which Comet lacks', () => {
  it('runs for each version that the delete is about, and is told who asks and with what', async () => {
    const key = await deploy(
      here,
      'onDelete ({ id, payload }) { return payload === "please" && id === "n1" }'
    )
    assert.equal(await codeOf(here.delete(key, { payload: 'please' })), 'REFUSED')
    assert.equal(await codeOf(there.delete(key)), 'REFUSED')
    assert.equal((await there.delete(key, { payload: 'please' })).found, true)
  })

  it('one veto of several versions keeps them all', async () => {
    const key = await siblings((name) => `name: '${name}', onDelete () { return this.name === 'one' }`)
    assert.equal(await codeOf(here.delete(key)), 'REFUSED')
    assert.equal((await here.get(key)).siblings?.length, 2)
  })

  it('decides and does nothing else: what a veto changes in this and its timers is dropped', async () => {
    const key = await deploy(
      here,
      'n: 0, onDelete () { this.n = 1; comet.setTimer("t", { every: "1m" }); return false }, onTimer () {}'
    )
    const before = (await here.inspect(key)).versions
    assert.equal(await codeOf(here.delete(key)), 'REFUSED')
    assert.deepEqual((await here.inspect(key)).versions, before)
    assert.deepEqual((await here.get(key)).value, { n: 0 })
  })

  it('a deletion reaches every home, and the next object of the key begins with an empty local', async () => {
    const body = 'onPut () { this.found = local.n ?? 0; local.n = 1 }'
    const key = await deploy(here, body)
    await here.delete(key)
    await network.advance('2m')
    for (const { versions } of network.replicas(key))
      for (const { state } of versions) assert.equal(state, undefined)
    await here.put(key, { code: source(body) })
    assert.deepEqual((await here.get(key)).value, { found: 0 })
  })
})
