// The limiter in simulated time: how tokens come back, what hostile callers get, and what a crash costs.
import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { test } from 'node:test'
import { createTestNetwork, type TestNode } from '@halley/testing'
import type { Value } from 'halley'

const code = await readFile(new URL('./rate-limiter.aso.js', import.meta.url), 'utf8')

type Answer = { readonly allowed: boolean; readonly retryMs?: number; readonly left?: number }

async function ask(node: TestNode, payload: Value): Promise<Answer> {
  return (await node.get('limit', { payload })).value as Answer
}

test('a burst, then as many as the rate allows, each caller for itself', async () => {
  await using network = await createTestNetwork()
  const { nodes, advance } = network
  await nodes[0]!.put('limit', { code, value: { perSecond: 2, burst: 5 } })
  const first = await Promise.all(Array.from({ length: 10 }, (_, at) => ask(nodes[at % 5]!, { who: 'ann' })))
  assert.equal(first.filter(({ allowed }) => allowed).length, 5)
  assert.equal((await ask(nodes[0]!, { who: 'ben' })).allowed, true)
  const { retryMs = 0 } = await ask(nodes[0]!, { who: 'ann' })
  assert.ok(retryMs > 300 && retryMs <= 500, `${retryMs}`)
  await advance(retryMs)
  assert.equal((await ask(nodes[1]!, { who: 'ann' })).allowed, true)
  assert.equal((await ask(nodes[1]!, { who: 'ann' })).allowed, false)
  await advance('1h')
  assert.deepEqual(await ask(nodes[1]!, { who: 'ann', cost: 5 }), { allowed: true, left: 0 })
})

test('no payload buys more: negative costs, names of the language, thousands of names', async () => {
  await using network = await createTestNetwork({ nodes: 3 })
  const [node] = network.nodes
  await node!.put('limit', { code, value: { perSecond: 0.001, burst: 2 } })
  for (const cost of [-5, 0, '1', Number.MAX_VALUE, null, {}])
    assert.deepEqual(await ask(node!, { who: 'eve', cost }), { allowed: false })
  for (const who of ['__proto__', 'constructor', 'x'.repeat(10_000)]) {
    const answers = [await ask(node!, { who }), await ask(node!, { who }), await ask(node!, { who })]
    assert.deepEqual(
      answers.map(({ allowed }) => allowed),
      [true, true, false]
    )
  }
  let allowed = 0
  for (let name = 0; name < 300; name++) if ((await ask(node!, { who: `${name}` })).allowed) allowed++
  assert.equal(allowed, 197)
})

test('another node takes over: at most one more burst, and the limit holds again', async () => {
  await using network = await createTestNetwork()
  const { nodes } = network
  await nodes[0]!.put('limit', { code, value: { perSecond: 0.001, burst: 3 } })
  const { coordinator } = await nodes[0]!.get('limit', { payload: { who: 'ann', cost: 3 } })
  nodes.find(({ id }) => id === coordinator)!.crash()
  const alive = nodes.filter(({ id }) => id !== coordinator)
  let allowed = 0
  for (let at = 0; at < 12; at++) if ((await ask(alive[at % 4]!, { who: 'ann' })).allowed) allowed++
  assert.equal(allowed, 3)
})
