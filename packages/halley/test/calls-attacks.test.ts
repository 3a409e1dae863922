// Objects that would spread, multiply or never end by talking to others: each fizzles out within its budget, and the counts show
// how far it came. What is attacked with capabilities is in replies.test.ts.
import assert from 'node:assert/strict'
import { after, before, type TestContext, test } from 'node:test'
import { setImmediate } from 'node:timers/promises'
import { CALL_DEPTH } from '@halley/model'
import type { NodeCount } from '@halley/node'
import { createSandbox, type Sandbox } from '@halley/sandbox'
import { createOperatorKey, Operators, signCode } from '../src/operators.ts'
import { type Cluster, createCluster } from './memory-cluster.ts'

const NODES = 4
/** Of one object at one node in the time of a test. */
const BUDGET = 20

const OPERATOR = createOperatorKey()

let sandbox: Sandbox

before(async () => {
  sandbox = await createSandbox({ workers: 1 })
})

after(() => sandbox.close())

function cluster(t: TestContext, chainMs = 2_000): Cluster {
  const net = createCluster(NODES, sandbox, { chainMs }, new Operators([OPERATOR.publicKey], []))
  t.after(() => net.stop())
  return net
}

function counted({ member }: Cluster, ...names: NodeCount[]): number[] {
  return names.map((name) =>
    Array.from({ length: NODES }, (_, at) => member(at).node.counts[name]).reduce((sum, count) => sum + count)
  )
}

function invocations({ member }: Cluster): number {
  return Array.from({ length: NODES }, (_, at) => member(at).counters.all().invocations).reduce(
    (a, b) => a + b
  )
}

/** When nothing that was begun goes on any more. */
async function idle({ member }: Cluster): Promise<void> {
  const end = performance.now() + 20_000
  const turns = () => Array.from({ length: NODES }, (_, at) => member(at).node.load.turns)
  while (turns().some((count) => count > 0)) {
    assert.ok(performance.now() < end, 'it goes on and on')
    await setImmediate()
  }
}

const WORM = `export default {
  async onGet () {
    const codes = []
    for (let n = 0; n < 30; n++) {
      try { await comet.put('victim ' + comet.getASOKey() + n, { onGet: 'export default this', n }); codes.push('ok') }
      catch ({ code }) { codes.push(code) }
    }
    return codes
  }
}`

test('a worm reaches no other key; with an operator’s word it asks within its budget, and makes nothing where nothing is', async (t) => {
  const net = cluster(t)
  const { client } = net.member(0)
  await client.put('worm', { code: WORM })
  assert.deepEqual(new Set((await client.get('worm')).value as string[]), new Set(['FOREIGN_KEY']))
  assert.deepEqual(counted(net, 'calls', 'callsRefused'), [0, 30])

  await client.put('tame', { code: WORM, signature: signCode(WORM, OPERATOR.privateKey) })
  for (let visit = 0; visit < 3; visit++) await client.get('tame').catch(() => {})
  await idle(net)
  const [calls = 0, overspent = 0] = counted(net, 'calls', 'callsOverspent')
  assert.equal(calls, BUDGET)
  assert.ok(overspent >= 3 * 30 - BUDGET - 10)
  for (let n = 0; n < 30; n++) assert.deepEqual((await client.inspect(`victim tame${n}`)).versions, [])
  t.diagnostic(
    `unsigned: 30 puts, 0 made; signed: ${calls} asked of 90, ${overspent} over budget, no object made`
  )
})

test('an amplifier asks as many nodes as its budget has operations, and who is asked asks nobody', async (t) => {
  const net = cluster(t)
  const { client } = net.member(0)
  const code = `export default {
    async onGet () {
      let nodes
      try { nodes = (await comet.lookup()).map(({ id }) => id) } catch { return 'refused' }
      const all = []
      for (let n = 0; n < 20; n++) all.push(comet.get(comet.getASOKey(), nodes).catch(({ code }) => code))
      return (await Promise.all(all)).map((answers) => typeof answers)
    }
  }`
  await client.put('amplifier', { code, n: NODES })
  const before = invocations(net)
  for (let visit = 0; visit < 5; visit++) await client.get('amplifier').catch(() => {})
  await idle(net)
  const [calls = 0, refused = 0, overspent = 0] = counted(net, 'calls', 'callsRefused', 'callsOverspent')
  const ran = invocations(net) - before
  // Three nodes a time, as often as that fits into 20; each asked once, and refused when it would ask on.
  assert.ok(calls <= BUDGET)
  assert.ok(ran <= 5 + BUDGET)
  assert.ok(refused > 0 && overspent > 0)
  t.diagnostic(
    `5 gets: ${calls} calls made, ${refused} refused, ${overspent} over budget; ${ran} invocations in all`
  )
})

test('a tree of signed objects, each asking two others, stays within the budgets', async (t) => {
  const net = cluster(t, 100)
  const { client } = net.member(0)
  const code = `export default {
    level: 0,
    async onGet () {
      const next = 'tree ' + (this.level + 1)
      await Promise.allSettled([comet.get(next), comet.get(next)])
    }
  }`
  const signature = signCode(code, OPERATOR.privateKey)
  for (let level = 0; level < 12; level++)
    await client.put(`tree ${level}`, { code, signature, value: { level } })
  const before = invocations(net)
  await client.get('tree 0').catch(() => {})
  await idle(net)
  const [calls = 0] = counted(net, 'calls')
  const ran = invocations(net) - before
  // Unbounded, it would be 4,095.
  assert.ok(ran <= 1 + 12 * BUDGET)
  t.diagnostic(`one get: ${calls} calls made, ${ran} invocations of 4,095`)
})

test('a pair that plays ping-pong ends after eight balls', async (t) => {
  const net = cluster(t, 100)
  const { client } = net.member(0)
  const code = `export default {
    other: '', balls: 0,
    async onGet () { this.balls++; try { await comet.get(this.other) } catch ({ code }) { return code } return 'played' }
  }`
  const signature = signCode(code, OPERATOR.privateKey)
  await client.put('ping', { code, signature, value: { other: 'pong' } })
  await client.put('pong', { code, signature, value: { other: 'ping' } })
  const before = invocations(net)
  await client.get('ping').catch(() => {})
  await idle(net)
  const ran = invocations(net) - before
  // Each waits for the other until its time is over; what then goes on is one deeper.
  assert.ok(ran <= 1 + CALL_DEPTH, `${ran} invocations`)
  const [calls = 0] = counted(net, 'calls')
  assert.ok(calls <= CALL_DEPTH)
  t.diagnostic(`one get: ${calls} calls, ${ran} invocations`)
})

test('a flood of calls in one event is refused beyond the budget, and other objects do not feel it', async (t) => {
  const net = cluster(t)
  const { client } = net.member(0)
  const code = `export default {
    async onGet () {
      const other = (await comet.lookup()).map(({ id }) => id).find((id) => id !== comet.getNodeID())
      const ask = () => comet.get(comet.getASOKey(), [other], 'flood')
      const all = await Promise.allSettled(Array.from({ length: 30 }, ask))
      return all.filter(({ status }) => status === 'fulfilled').length
    }
  }`
  await client.put('flood', { code })
  await client.put('calm', { code })
  const made = [(await client.get('flood')).value, (await client.get('flood')).value]
  assert.deepEqual(made, [BUDGET, 0])
  assert.equal((await client.get('calm')).value, BUDGET)
  t.diagnostic(`60 gets asked, ${made[0]} made; another object has its ${BUDGET}`)
})

test('an object that looks itself up again and again asks nobody', async (t) => {
  const net = cluster(t)
  const { client } = net.member(0)
  const code = `export default {
    async onGet () {
      let found = 0
      while (found < 60) found += (await comet.lookup()).length > 0
      try { for (;;) await comet.lookup() } catch ({ message }) { return [found, message] }
    }
  }`
  await client.put('flood', { code })
  await idle(net)
  const before = net.lookups
  assert.deepEqual((await client.get('flood')).value, [60, 'one event may ask for at most 64 actions'])
  await idle(net)
  assert.ok(net.lookups - before <= NODES, 'no more than the get itself may need')
  t.diagnostic(`64 lookups of the own key: the overlay was asked ${net.lookups - before} times`)
})
