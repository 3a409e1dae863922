// Handlers that ask something of the network, with the real sandbox over the memory twins.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { createSandbox, type Sandbox } from '@halley/sandbox'
import { createCluster } from './memory-cluster.ts'

let sandbox: Sandbox

before(async () => {
  sandbox = await createSandbox({ workers: 1 })
})

after(() => sandbox.close())

test('lookup answers who is responsible, nearest first, the first of them running the handler', async () => {
  const cluster = createCluster(4, sandbox)
  const { client } = cluster.member(0)
  const code = 'export default { async onGet () { return [comet.getNodeID(), await comet.lookup()] } }'
  await client.put('k', { code })
  const { value, coordinator } = await client.get('k')
  const [here, nodes] = value as unknown as [string, { id: string }[]]
  assert.equal(here, coordinator)
  assert.equal(nodes[0]?.id, coordinator)
  assert.equal(nodes.length, 4)
  await cluster.stop()
})

test('an object gathers what its replicas keep, each by its own onGet; they may count, and change nothing of the object', async () => {
  const cluster = createCluster(3, sandbox)
  const { client } = cluster.member(0)
  const code = `export default {
    total: 0,
    async onGet (caller) {
      local.gets = (local.gets ?? 0) + 1
      if (caller.object === comet.getASOKey()) { this.total = -1; return [caller.payload, local.gets] }
      const nodes = (await comet.lookup()).map(({ id }) => id)
      const answers = await comet.get(comet.getASOKey(), nodes, 'from ' + comet.getNodeID())
      this.total++
      return { total: this.total, answers }
    }
  }`
  await client.put('k', { code })
  await client.get('k')
  const { value, coordinator } = await client.get('k')
  const { total, answers } = value as unknown as {
    total: number
    answers: { node: string; value?: unknown; error?: { code: string } }[]
  }
  assert.equal(total, 2)
  assert.equal(answers.length, 3)
  for (const { node, value, error } of answers) {
    if (node === coordinator) assert.equal(error?.code, 'OWN_NODE')
    else assert.deepEqual(value, [`from ${coordinator}`, 2])
  }
  await cluster.stop()
})

test('a node that is not responsible is not asked', async () => {
  const cluster = createCluster(3, sandbox)
  const { client } = cluster.member(0)
  const code = `export default {
    async onGet () { try { await comet.get(comet.getASOKey(), ['somebody']) } catch ({ code }) { return code } }
  }`
  await client.put('k', { code })
  assert.equal((await client.get('k')).value, 'NODE_FOREIGN')
  await cluster.stop()
})

test('other keys are refused, in the promise; what the handler did otherwise counts', async () => {
  const cluster = createCluster(3, sandbox)
  const { client, node } = cluster.member(0)
  const code = `export default {
    tries: 0,
    async onGet () {
      const codes = []
      for (const call of [() => comet.get('other'), () => comet.put('other', 1), () => comet.lookup('other'), () => comet.put(comet.getASOKey(), 1)])
        try { await call() } catch (error) { codes.push(error.code) }
      this.tries += codes.length
      return codes
    }
  }`
  await client.put('k', { code })
  assert.deepEqual((await client.get('k')).value, ['FOREIGN_KEY', 'FOREIGN_KEY', 'FOREIGN_KEY', 'OWN_KEY'])
  const refused = [0, 1, 2].map((at) => cluster.member(at).node.counts.callsRefused)
  assert.equal(
    refused.reduce((sum, count) => sum + count),
    4
  )
  assert.equal((await client.get('other')).found, false)
  assert.equal(node.load.turns, 0)
  await cluster.stop()
})

test('while a handler waits no other event of the object runs; its continuations share one budget', async () => {
  const cluster = createCluster(3, sandbox)
  const { client } = cluster.member(0)
  const code = `export default {
    log: '',
    async onGet ({ payload }) {
      this.log += payload
      for (let i = 0; i < 3; i++) await comet.lookup()
      this.log += payload
      return this.log
    }
  }`
  await client.put('k', { code })
  await Promise.all(['a', 'b', 'c'].map((payload) => client.get('k', { payload })))
  const log = (await client.get('k', { payload: 'd' })).value as string
  assert.match(log, /^(aa|bb|cc|dd){4}$/)
  const endless =
    'export default { n: 1, async onGet () { for (;;) { for (let i = 0; i < 9000; i++); await comet.lookup() } } }'
  await client.put('endless', { code: endless })
  await assert.rejects(client.get('endless'), { code: 'INSTRUCTIONS_EXCEEDED' })
  await cluster.stop()
})

test('replicas that are gone are told as such, each for itself', async () => {
  const cluster = createCluster(3, sandbox)
  const { client } = cluster.member(0)
  const code = `export default {
    async onGet () {
      const others = (await comet.lookup()).map(({ id }) => id).filter((id) => id !== comet.getNodeID())
      return comet.get(comet.getASOKey(), others)
    }
  }`
  await client.put('k', { code, n: 3, r: 1, w: 1 })
  const { coordinator } = await client.get('k')
  const others = [0, 1, 2].filter((at) => cluster.member(at).id !== coordinator)
  for (const at of others) cluster.kill(at)
  const { value } = await cluster.member(Number(coordinator.slice(-1))).client.get('k')
  const answers = value as unknown as { node: string; error: { code: string } }[]
  assert.deepEqual(
    answers.map(({ error }) => error.code),
    ['TIMEOUT', 'TIMEOUT']
  )
  await cluster.stop()
})
