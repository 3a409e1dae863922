// What `comet` offers to handlers, call by call: the table of Comet's extension API.
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { createTestNetwork, type TestNetwork, type TestNode } from '@halley/testing'
import { createOperatorKey, signCode } from 'halley'
import { codeOf, deploy, newKey, nodesOf, source } from './deploy.ts'

const operator = createOperatorKey()
let network: TestNetwork
let here: TestNode
let there: TestNode

before(async () => {
  network = await createTestNetwork({ nodes: 6, operatorKeys: [operator.publicKey] })
  ;[here, there] = nodesOf(network, 6) as [TestNode, TestNode]
})
after(() => network.close())

async function deploySigned(body: string): Promise<string> {
  const key = newKey()
  const code = source(body)
  assert.equal((await here.put(key, { code, signature: signCode(code, operator.privateKey) })).signed, true)
  return key
}

describe('Comet, ASO Extension API, host interaction', () => {
  it('getSystemTime(): milliseconds by the clock of the node that runs the handler, the same all through the event', async () => {
    const key = await deploy(
      here,
      'onGet () { return [comet.getSystemTime(), Date.now(), new Date().getTime()] }'
    )
    const first = (await here.get(key)).value as number[]
    assert.ok(Number.isInteger(first[0]))
    assert.equal(new Set(first).size, 1)
    await network.advance('1m')
    const later = (await here.get(key)).value as number[]
    assert.ok(Math.abs((later[0] as number) - (first[0] as number) - 60_000) < 1_000)
  })

  it('getNodeID() and getNodeIP(): of the node that runs the handler', async () => {
    const key = await deploy(here, 'onGet () { return [comet.getNodeID(), comet.getNodeIP()] }')
    const { value, coordinator } = await there.get(key)
    assert.deepEqual(value, [
      coordinator,
      `10.0.0.${network.nodes.findIndex(({ id }) => id === coordinator) + 1}`
    ])
  })

  it('getASOKey(): the key that the object is stored under', async () => {
    const key = await deploy(here, 'onGet () { return comet.getASOKey() }')
    assert.equal((await there.get(key)).value, key)
  })

  it('deleteSelf(): in onGet, onUpdate that keeps, and onTimer; the reply is given, and the object is gone everywhere', async () => {
    const key = await deploy(here, 'onGet () { comet.deleteSelf(); return "last words" }')
    assert.equal((await there.get(key)).value, 'last words')
    assert.equal((await here.get(key)).found, false)
    const updated = await deploy(here, 'onUpdate () { comet.deleteSelf() }')
    await here.put(updated, { value: 1 })
    assert.equal((await here.get(updated)).found, false)
    const ticking = await deploy(
      here,
      `onPut () { comet.setTimer('end', { after: '1m' }) }, onTimer () { comet.deleteSelf() }`
    )
    await network.advance('3m')
    assert.equal((await here.get(ticking)).found, false)
  })

  it('deleteSelf() does nothing where the object is only made, replaced, or asked whether it may be deleted', async () => {
    assert.equal((await here.get(await deploy(here, 'onPut () { comet.deleteSelf() }'))).found, true)
    const replaced = await deploy(here, 'onUpdate (incoming) { comet.deleteSelf(); return incoming }')
    await here.put(replaced, { value: 1 })
    assert.equal((await here.get(replaced)).value, 1)
    const kept = await deploy(here, 'onDelete () { comet.deleteSelf(); return false }')
    assert.equal(await codeOf(here.delete(kept)), 'REFUSED')
    assert.equal((await here.get(kept)).found, true)
  })
})

describe('Comet, ASO Extension API, DHT interaction', () => {
  it('lookup(): the nodes responsible for the object, nearest first, the coordinator among them', async () => {
    const key = await deploy(
      here,
      'async onGet () { return [await comet.lookup(), await comet.lookup(comet.getASOKey())] }'
    )
    const { value, coordinator } = await there.get(key)
    const [nodes, same] = value as { id: string }[][]
    assert.equal(nodes?.[0]?.id, coordinator)
    assert.deepEqual(nodes?.map(({ id }) => id).sort(), network.nodes.map(({ id }) => id).sort())
    assert.deepEqual(same, nodes)
  })

  it('get(key, nodes): each named node answers for the copy and the local that it has, or says why not', async () => {
    const body = `async onGet ({ object, payload }) {
      local.asked = (local.asked ?? 0) + 1
      if (object === comet.getASOKey()) return [comet.getNodeID(), payload, local.asked]
      return comet.get(comet.getASOKey(), (await comet.lookup()).map(({ id }) => id), 'hello')
    }`
    const key = await deploy(here, body)
    await network.advance('10s')
    const { value, coordinator } = await there.get(key)
    const answers = value as { node: string; value?: unknown; error?: { code: string } }[]
    const homes = network.replicas(key).map(({ node }) => node)
    for (const { node, value: told, error } of answers) {
      if (node === coordinator) assert.equal(error?.code, 'OWN_NODE')
      else if (homes.includes(node)) assert.deepEqual(told, [node, 'hello', 1])
      else assert.equal(error?.code, 'NOT_FOUND')
    }
    assert.equal(answers.length, network.nodes.length)
  })

  it('get, put and delete of other keys are for signed code; they ask the other object, which decides', async () => {
    const code = `async onGet ({ payload: [call, ...operands] }) {
      try { return [await comet[call](...operands)] } catch ({ code }) { return code }
    }`
    const other = await deploy(
      here,
      'n: 0, onGet ({ object, payload }) { return [this.n, object, payload ?? null] }, onUpdate ({ n }) { if (n < 0) return null; this.n = n }, onDelete ({ payload }) { return payload === "yes" }'
    )
    const signed = await deploySigned(code)
    const plain = await deploy(here, code)
    const told = async (key: string, ...payload: unknown[]) =>
      (await there.get(key, { payload: payload as never })).value
    for (const call of ['get', 'delete', 'lookup'])
      assert.equal(await told(plain, call, other), 'FOREIGN_KEY', call)
    assert.equal(await told(plain, 'put', other, { n: 1 }), 'FOREIGN_KEY')
    assert.deepEqual(await told(signed, 'put', other, { n: 5 }), [null])
    assert.equal(await told(signed, 'put', other, { n: -1 }), 'REFUSED')
    assert.deepEqual(await told(signed, 'get', other), [[5, signed, null]])
    assert.equal(((await told(signed, 'lookup', other)) as unknown[][])[0]?.length, network.nodes.length)
    assert.equal(await told(signed, 'delete', other, 'no'), 'REFUSED')
    assert.deepEqual(await told(signed, 'delete', other, 'yes'), [true])
    assert.deepEqual(await told(signed, 'delete', other), [false])
    assert.equal(await told(signed, 'delete', signed), 'OWN_KEY')
  })

  it('a call takes effect when it is made, though the handler fails afterwards', async () => {
    const other = await deploy(here, 'n: 0, onUpdate ({ n }) { this.n = n }')
    const signed = await deploySigned(
      'async onGet ({ payload }) { await comet.put(payload, { n: 7 }); this.x = 1; throw new Error("after all") }'
    )
    assert.equal(await codeOf(there.get(signed, { payload: other })), 'HANDLER_THREW')
    assert.deepEqual((await here.get(other)).value, { n: 7 })
    assert.equal((await here.inspect(signed)).versions[0]?.stateBytes, 1)
  })

  it('what a handler asked for and did not await is over before its event is', async () => {
    const key = await deploy(
      here,
      'onGet () { comet.lookup().then((nodes) => { this.nodes = nodes.length }); return "early" }'
    )
    assert.equal((await there.get(key)).value, 'early')
    assert.deepEqual(network.replicas(key)[0]?.versions[0]?.state, { nodes: network.nodes.length })
  })
})

describe('Comet, Remote Restriction: a caller is answered later once', () => {
  it('reply(capability, data): to a get that waits, in whichever event, and the second use is nothing', async () => {
    const key = await deploy(
      here,
      `waiting: [], onGet ({ capability }) { if (capability !== undefined) this.waiting.push(capability) },
       onUpdate (news) { for (const capability of this.waiting) { comet.reply(capability, news); comet.reply(capability, 'again') } return this }`
    )
    const waiting = there.get(key, { wait: '5m' })
    await network.advance('10s')
    await here.put(key, { value: 'first' })
    await here.put(key, { value: 'second' })
    assert.equal((await waiting).value, 'first')
    assert.equal((await there.get(key)).value, null, 'who does not wait is answered at once')
  })

  it('an event that fails replies to nobody', async () => {
    const key = await deploy(
      here,
      `waiting: [], onGet ({ capability }) { this.waiting.push(capability) },
       onUpdate (news) { for (const capability of this.waiting) comet.reply(capability, news); if (news === 'bad') throw 5; return this }`
    )
    const waiting = there.get(key, { wait: '5m' })
    await network.advance('10s')
    assert.equal(await codeOf(here.put(key, { value: 'bad' })), 'HANDLER_THREW')
    await here.put(key, { value: 'good' })
    assert.equal((await waiting).value, 'good')
  })
})
