// Clients that are answered later, by capabilities: with the real sandbox over the memory twins.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { setImmediate } from 'node:timers/promises'
import type { NodeCount } from '@halley/node'
import { createSandbox, type Sandbox } from '@halley/sandbox'
import { type Cluster, createCluster } from './memory-cluster.ts'

const TOPIC = `export default {
  subscribers: [],
  onGet ({ capability, payload }) {
    if (payload === 'count') return this.subscribers.length
    if (capability === undefined) return 'come back and wait'
    this.subscribers.push(capability)
  },
  onUpdate ({ news, keep }) {
    for (const capability of this.subscribers) comet.reply(capability, news)
    if (!keep) this.subscribers = []
    return this
  }
}`

let sandbox: Sandbox

before(async () => {
  sandbox = await createSandbox({ workers: 1 })
})

after(() => sandbox.close())

function counted(cluster: Cluster, name: NodeCount): number {
  return [0, 1, 2].reduce((sum, at) => sum + cluster.member(at).node.counts[name], 0)
}

async function until(holds: () => Promise<boolean> | boolean): Promise<void> {
  const end = performance.now() + 10_000
  while (!(await holds())) {
    assert.ok(performance.now() < end, 'it never came to that')
    await setImmediate()
  }
}

test('publish and subscribe: subscribers wait, a put answers them all, each once', async () => {
  const cluster = createCluster(3, sandbox)
  const { client } = cluster.member(0)
  await client.put('topic', { code: TOPIC })
  assert.equal((await client.get('topic')).value, 'come back and wait')
  const waiting = Array.from({ length: 12 }, (_, at) =>
    cluster.member(at % 3).client.get('topic', { wait: '30s' })
  )
  await until(async () => (await client.get('topic', { payload: 'count' })).value === 12)
  await client.put('topic', { value: { news: 'rain', keep: true } })
  for (const answer of await Promise.all(waiting)) assert.equal(answer.value, 'rain')
  assert.deepEqual([counted(cluster, 'repliesSent'), counted(cluster, 'repliesTaken')], [12, 12])

  // The object kept the capabilities: they are spent.
  await client.put('topic', { value: { news: 'snow' } })
  await until(() => counted(cluster, 'repliesRepeated') === 12)
  assert.equal(counted(cluster, 'repliesTaken'), 12)
  await cluster.stop()
})

test('a reply leaves with its event alone: of a put that is refused, or that throws, nobody hears', async () => {
  const cluster = createCluster(3, sandbox)
  const { client } = cluster.member(0)
  const code = `export default {
    waiting: '',
    onGet ({ capability }) { if (capability) this.waiting = capability; else return this.waiting !== '' },
    onUpdate ({ how }) {
      comet.reply(this.waiting, how)
      if (how === 'refuse') return null
      if (how === 'throw') throw new Error('no')
      return this
    }
  }`
  await client.put('k', { code })
  const waiting = client.get('k', { wait: '30s' })
  await until(async () => (await client.get('k')).value === true)
  await assert.rejects(client.put('k', { value: { how: 'refuse' } }), { code: 'REFUSED' })
  await assert.rejects(client.put('k', { value: { how: 'throw' } }), { code: 'HANDLER_THREW' })
  assert.equal(counted(cluster, 'repliesSent'), 0)
  await client.put('k', { value: { how: 'keep' } })
  assert.equal((await waiting).value, 'keep')
  await cluster.stop()
})

test('a handler that answers is heard at once, and its caller needs no reply; one that replies in the same event also', async () => {
  const cluster = createCluster(3, sandbox)
  const { client } = cluster.member(1)
  await client.put('k', {
    code: 'export default { onGet ({ payload, capability }) { comet.reply(capability, "later"); return payload } }'
  })
  assert.equal((await client.get('k', { payload: 'now', wait: 10_000 })).value, 'now')
  assert.equal((await client.get('k', { wait: 10_000 })).value, 'later')
  await until(() => counted(cluster, 'repliesTaken') + counted(cluster, 'repliesRepeated') === 2)
  await cluster.stop()
})

test('who waits in vain is told so', async () => {
  const cluster = createCluster(3, sandbox)
  const { client } = cluster.member(0)
  await client.put('k', { code: 'export default { onGet () {} }' })
  await assert.rejects(client.get('k', { wait: 20 }), { code: 'NO_REPLY' })
  assert.equal(counted(cluster, 'repliesMissed'), 1)
  await assert.rejects(client.get('k', { wait: '11m' }), { code: 'DURATION_INVALID' })
  assert.equal((await client.get('absent', { wait: '1s' })).found, false)
  assert.equal((await client.get('k')).value, null)
  await cluster.stop()
})

test('a capability that is forged, spent, used by another object, or late reaches nobody', async () => {
  const cluster = createCluster(3, sandbox)
  const { client } = cluster.member(0)
  const code = `export default {
    kept: '',
    onGet ({ capability, payload }) {
      if (payload?.reply) return comet.reply(payload.reply, 'from ' + comet.getASOKey()) ?? 'sent'
      if (capability !== undefined) this.kept = capability
      else return this.kept
    }
  }`
  await client.put('mine', { code })
  await client.put('other', { code })
  const waiting = client.get('mine', { wait: '30s' })
  let capability = ''
  await until(async () => {
    capability = (await client.get('mine')).value as string
    return capability !== ''
  })
  const use = (key: string, reply: string) => client.get(key, { payload: { reply } })
  const forged = `${'0'.repeat(32)}.${cluster.member(0).id}`
  await use('mine', forged)
  await use('mine', 'nonsense')
  await until(() => counted(cluster, 'repliesUnknown') === 2)
  await use('other', capability)
  await until(() => counted(cluster, 'repliesForeign') === 1)
  assert.equal(counted(cluster, 'repliesTaken'), 0)
  await use('mine', capability)
  assert.equal((await waiting).value, 'from mine')
  await use('mine', capability)
  await until(() => counted(cluster, 'repliesRepeated') === 1)
  assert.equal(counted(cluster, 'repliesTaken'), 1)
  await cluster.stop()
})
