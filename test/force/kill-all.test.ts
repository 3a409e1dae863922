// By force: real processes on loopback, killed with SIGKILL while they serve.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { get, Processes, put, type Started } from './processes.ts'

const NODES = 3
const KEYS = 24

let processes: Processes

before(async () => {
  processes = await Processes.create()
})

after(() => processes.close())

test('what was acknowledged survives the SIGKILL of every node at once', { timeout: 120_000 }, async () => {
  const first = await network()
  const acknowledged = await putUntilKilled(first)
  assert.ok(acknowledged.length > 0, 'some puts were acknowledged before the kill')

  const second = await network()
  for (const at of acknowledged) {
    const answer = await get(second[at % NODES] as Started, `key-${at}`)
    assert.deepEqual(answer, { status: 200, value: { at } }, `key-${at} was acknowledged`)
  }
  await processes.kill(...second)
})

/** Puts through all nodes in turn, and kills them all while the later puts are on their way. */
async function putUntilKilled(nodes: readonly Started[]): Promise<number[]> {
  const acknowledged: number[] = []
  const puts = Array.from({ length: KEYS }, async (_, at) => {
    if ((await put(nodes[at % NODES] as Started, `key-${at}`, { at })) !== 200) return
    acknowledged.push(at)
    if (acknowledged.length === KEYS / 2) await processes.kill(...nodes)
  })
  // The kill breaks the connections of the puts that were not answered yet.
  await Promise.allSettled(puts)
  await processes.kill(...nodes)
  return acknowledged
}

async function network(): Promise<Started[]> {
  const nodes: Started[] = []
  for (let at = 0; at < NODES; at++) nodes.push(await processes.start(String(at), nodes[0]?.addresses ?? []))
  return nodes
}
