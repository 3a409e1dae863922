// Objects that burn CPU in each of their events, within the limits of each: with the real sandbox.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createSandbox, type Sandbox } from '@halley/sandbox'
import { clusters, createCluster } from './memory-cluster.ts'

const cluster = clusters()

/** Backtracks until its steps are used up: some 8 ms by what is charged for them. */
const BURNER = `export default { onGet () { return /(a+)+b/.test('${'a'.repeat(40)}') } }`

const NEIGHBOUR = 'export default { gets: 0, onGet () { return ++this.gets } }'

async function codeOf(asked: Promise<unknown>): Promise<string> {
  try {
    await asked
    return 'ok'
  } catch (error) {
    return (error as { code: string }).code
  }
}

/** The share of a node is of measured time: on a busy machine it would be what refuses. */
const SHARED = 1_000

test('an object that burns CPU in each get is throttled, and its neighbours are served', async (t) => {
  const { client } = cluster(t, { objectCpuMs: 80, handlerPercent: SHARED }).member(0)
  await client.put('burner', { code: BURNER })
  await client.put('neighbour', { code: NEIGHBOUR })
  const burnt: string[] = []
  for (let visit = 0; visit < 40; visit++) {
    burnt.push(await codeOf(client.get('burner')))
    assert.equal((await client.get('neighbour')).value, visit + 1)
  }
  const ran = burnt.filter((code) => code === 'STEPS_EXCEEDED').length
  const refused = burnt.filter((code) => code === 'BUDGET_EXCEEDED').length
  assert.equal(ran + refused, burnt.length, burnt.join())
  // Ten empty the bucket; what fills it meanwhile is worth one in six seconds.
  assert.ok(ran >= 10 && ran <= 20, `${ran} ran`)
  const { cpuMicros } = (await client.inspect('burner')).spent
  assert.ok(cpuMicros.spent >= 80_000 && cpuMicros.allowed === 80_000 && cpuMicros.waitMs > 0)
  assert.equal((await client.inspect('neighbour')).spent.cpuMicros.waitMs, 0)
})

test('one that burns CPU under many keys runs into the budget of its owner; other owners are served', async (t) => {
  const net = cluster(t, { ownerCpuMs: 80, handlerPercent: SHARED })
  const { client } = net.member(0)
  const other = net.member(1).client
  const keys = Array.from({ length: 30 }, (_, at) => `burner ${at}`)
  for (const key of keys) await client.put(key, { code: BURNER })
  await other.put('neighbour', { code: NEIGHBOUR })
  const burnt: string[] = []
  for (const key of [...keys, ...keys]) burnt.push(await codeOf(other.get(key)))
  const ran = burnt.filter((code) => code === 'STEPS_EXCEEDED').length
  // Each of the three nodes keeps books of its own.
  assert.ok(ran < 3 * 20, `${ran} ran`)
  assert.ok(burnt.slice(-10).includes('BUDGET_EXCEEDED'), burnt.join())
  assert.equal((await other.get('neighbour')).value, 1)
})

test('all handlers together take no more than the share of a node; passive objects are served on', async (t) => {
  const net = cluster(t, { handlerPercent: 1 })
  const { client } = net.member(0)
  await client.put('passive', { value: 7 })
  for (let at = 0; at < 6; at++) await client.put(`burner ${at}`, { code: BURNER })
  const burnt: string[] = []
  for (let visit = 0; visit < 24; visit++) burnt.push(await codeOf(client.get(`burner ${visit % 6}`)))
  assert.ok(burnt.includes('BUSY'), burnt.join())
  assert.equal((await client.get('passive')).value, 7)
  const refused = [0, 1, 2].reduce((sum, at) => sum + net.member(at).node.counts.busyHandlers, 0)
  assert.ok(refused > 0)
})

test('a flood of hostile objects takes no more of the workers, by their own clock, than the share of the node', async (t) => {
  let [taken, dearest] = [0, 0]
  const sandbox = await createSandbox({ workers: 1 })
  t.after(() => sandbox.close())
  const watched = new Proxy(sandbox, {
    get: (target, name) => {
      if (name !== 'invoke') return Reflect.get(target, name).bind?.(target) ?? Reflect.get(target, name)
      return async (...asked: Parameters<Sandbox['invoke']>) => {
        const outcome = await target.invoke(...asked)
        taken += outcome.usage.microseconds
        dearest = Math.max(dearest, outcome.usage.microseconds)
        return outcome
      }
    }
  })
  const net = createCluster(1, watched, {
    quorum: { n: 1, r: 1, w: 1 },
    handlerPercent: 4,
    objectCpuMs: 100_000,
    ownerCpuMs: 1_000_000
  })
  t.after(() => net.stop())
  const { client, node } = net.member(0)
  for (const [at, code] of HOSTILE.entries()) await client.put(`hostile ${at}`, { code })
  const begun = performance.now()
  const flood = async (from: number): Promise<number> => {
    let refused = 0
    for (let visit = from; performance.now() - begun < 3_000; visit++)
      if ((await codeOf(client.get(`hostile ${visit % HOSTILE.length}`))) === 'BUSY') refused++
    return refused
  }
  const [before, refused] = [taken, await Promise.all([0, 1, 2].map(flood))]
  const elapsedMs = performance.now() - begun
  // What a full bucket holds, what fills it, and what each of three that run at once may overdraw.
  const allowed = 40 * (1_000 + 0.9 * elapsedMs) + 3 * dearest
  assert.ok(
    taken - before <= allowed,
    `${taken - before} of ${allowed} µs, ${node.counts.shareMicros} charged`
  )
  assert.ok(refused.every((count) => count > 0))
})

/** What computes, backtracks, takes strings apart, sorts, and fills the memory. */
const HOSTILE = [
  'for (;;) {}',
  `/(a+)+b/.test('${'a'.repeat(40)}')`,
  "for (let text = 'x'.repeat(100000); ; ) text.split('')",
  'for (;;) Array.from({ length: 1000 }, (_, at) => -at).sort((a, b) => a - b)',
  "let all = []; for (;;) all.push('y'.repeat(1000) + all.length)"
].map((body) => `export default { onGet () { ${body} } }`)
