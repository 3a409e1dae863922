// The lease in a simulated network: one holder, whichever node fails; on both sides of a split one each, told apart by number.
import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { test } from 'node:test'
import { createTestNetwork, type TestNode } from '@halley/testing'
import type { Value } from 'halley'

const code = await readFile(new URL('./lease.aso.js', import.meta.url), 'utf8')

type Answer = { readonly holder: string | null; readonly token?: number; readonly until?: number }

async function ask(node: TestNode, payload: Value): Promise<Answer> {
  return (await node.get('lease', { payload })).value as Answer
}

const claim = (node: TestNode, who: string) => ask(node, { who, forMs: 30_000 })

test('one of many gets it, keeps it over a crash, and the next one gets a larger number', async () => {
  await using network = await createTestNetwork()
  const { nodes, advance } = network
  await nodes[0]!.put('lease', { code })
  const answers = await Promise.all(nodes.map((node, at) => claim(node, `worker ${at}`)))
  const winners = answers.filter(({ token }) => token !== undefined)
  assert.equal(winners.length, 1)
  const { holder, token } = winners[0]!
  const { coordinator } = await nodes[0]!.get('lease')
  const crashed = nodes.find(({ id }) => id === coordinator)!
  crashed.crash()
  const alive = nodes.filter((node) => node !== crashed)
  for (const node of alive) assert.equal((await claim(node, 'another')).holder, holder)
  assert.equal((await claim(alive[0]!, holder!)).token, token)
  await advance('31s')
  const next = await claim(alive[1]!, 'another')
  assert.equal(next.holder, 'another')
  assert.ok(next.token! > token!)
})

test('given back, it is free at once; only its holder can give it back', async () => {
  await using network = await createTestNetwork({ nodes: 3 })
  const [node] = network.nodes
  await node!.put('lease', { code })
  const { token } = await claim(node!, 'ann')
  await ask(node!, { who: 'ben', release: 0 })
  assert.equal((await claim(node!, 'ben')).holder, 'ann')
  assert.equal((await ask(node!, { who: 'ann', release: token! })).holder, null)
  assert.equal((await claim(node!, 'ben')).holder, 'ben')
})

test('a split: a holder on each side, with different numbers; then the larger one alone, and a still larger one next', async () => {
  for (const seed of ['1', '2', '3']) {
    await using network = await createTestNetwork({ nodes: 6, r: 1, w: 1, seed })
    const { nodes, advance } = network
    const [here, there] = [nodes[0]!, nodes[5]!]
    await here.put('lease', { code })
    await advance('1m')
    network.partition(nodes.slice(0, 3))
    const [ann, ben] = [await claim(here, 'ann'), await claim(there, 'ben')]
    assert.notEqual(ann.token, ben.token)
    network.heal()
    await advance('10s')
    const [latest, other] = ann.token! > ben.token! ? [ann, 'ben'] : [ben, 'ann']
    assert.equal((await claim(there, other)).holder, latest.holder)
    assert.equal((await claim(here, latest.holder!)).token, latest.token)
    await advance('31s')
    assert.ok((await claim(here, other)).token! > latest.token!)
  }
})
