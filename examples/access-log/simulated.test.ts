// The log in a simulated network: what a crash hides and gives back, and what a split leaves.
import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { test } from 'node:test'
import { createTestNetwork, type TestNode } from '@halley/testing'
import { codeOf } from '../local-network.ts'

const code = await readFile(new URL('./access-log.aso.js', import.meta.url), 'utf8')

type Read = { readonly who: string; readonly node: string }
type Log = {
  readonly everywhere: readonly Read[]
  readonly replicas: readonly { readonly node: string; readonly log: readonly Read[] | string }[]
}

async function logOf(owner: TestNode): Promise<Log> {
  return (await owner.get('letter', { payload: { log: true } })).value as unknown as Log
}

const readers = (reads: readonly Read[]) => reads.map(({ who }) => who).sort()

test('each replica keeps what it answered: out of reach while it is down, there again afterwards', async () => {
  await using network = await createTestNetwork()
  const { nodes, advance } = network
  await nodes[0]!.put('letter', { code, value: { value: 'read me' } })
  const { coordinator } = await nodes[0]!.get('letter')
  const [owner, ...others] = nodes
  const down = nodes.find(({ id }) => id === coordinator)!
  assert.notEqual(coordinator, undefined)
  down.crash()
  const asking = down === owner ? others : [owner!, ...others.filter((node) => node !== down)]
  for (const node of asking) await node.get('letter')
  down.restart()
  await advance('30s')
  const { replicas } = await logOf(owner!)
  const all = replicas.flatMap(({ log }) => log as readonly Read[])
  assert.deepEqual(readers(all), [...asking.map(({ id }) => id), owner!.id].sort())
  assert.ok(new Set(all.map(({ node }) => node)).size >= 2)
})

test('logged everywhere: nothing is lost with a replica, nor by a split', async () => {
  await using network = await createTestNetwork({ nodes: 6, r: 1, w: 1 })
  const { nodes, advance } = network
  await nodes[0]!.put('letter', { code, value: { value: 'read me', everywhere: true } })
  await advance('1m')
  network.partition(nodes.slice(0, 3))
  for (const node of nodes) await node.get('letter')
  network.heal()
  await advance('2m')
  assert.deepEqual(readers((await logOf(nodes[0]!)).everywhere), nodes.map(({ id }) => id).sort())
})

test('only the owner sees the log, changes the value, and deletes it', async () => {
  await using network = await createTestNetwork({ nodes: 3 })
  const [owner, other] = network.nodes
  await owner!.put('letter', { code, value: { value: 'read me' } })
  assert.equal(await logOf(other!), null)
  assert.equal(await codeOf(other!.put('letter', { value: { value: 'a fake' } })), 'REFUSED')
  assert.equal(await codeOf(other!.delete('letter')), 'REFUSED')
  await owner!.put('letter', { value: { value: 'read this' } })
  assert.equal((await other!.get('letter')).value, 'read this')
})
