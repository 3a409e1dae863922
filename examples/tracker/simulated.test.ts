// Swarms in a simulated network: peers that are far apart, come, go quiet, and meet again after a split; and, with the tracker that
// learns, measure each other, and lie.
import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { test } from 'node:test'
import { createTestNetwork, type TestNode } from '@halley/testing'

const read = (file: string) => readFile(new URL(file, import.meta.url), 'utf8')
const plain = await read('./tracker.aso.js')
const learning = await read('./learning-tracker.aso.js')

interface Said {
  /** Where it says it is, on a line; otherwise its node's coordinates count. */
  readonly at?: number
  readonly reports?: Readonly<Record<string, number>>
}

async function ask(node: TestNode, name: string, { at, reports }: Said = {}): Promise<string[]> {
  const place = at === undefined ? {} : { coordinates: { vector: [at, 0, 0], height: 1 } }
  const payload = { name, ...place, ...(reports === undefined ? {} : { reports }) }
  const offers = (await node.get('swarm', { payload })).value as unknown as readonly {
    readonly peer: string
  }[]
  return offers.map(({ peer }) => peer)
}

/** Peers on a line, a millisecond apart: peer 0, peer 1 and so on. */
async function line(node: TestNode, count: number, code: string): Promise<void> {
  await node.put('swarm', { code })
  for (let at = 0; at < count; at++) await ask(node, `peer ${at}`, { at })
}

for (const [name, code] of Object.entries({ tracker: plain, 'learning tracker': learning })) {
  test(`${name}: by the coordinates that their nodes have measured, peers are offered their own continent first`, async () => {
    // Four nodes here and four there, a few milliseconds apart on each side of forty.
    const placeOf = (node: string) => [(Number(node.slice(1)) % 2) * 40, Number(node.slice(1))] as const
    const latencyMs = (from: string, to: string) => {
      const [[x, y], [a, b]] = [placeOf(from), placeOf(to)]
      return 2 + Math.hypot(x - a, y - b)
    }
    await using network = await createTestNetwork({ nodes: 8, latencyMs })
    const { nodes, advance } = network
    await nodes[0]!.put('swarm', { code })
    await advance('10m')
    // Twelve on each side, three at each node.
    for (let round = 0; round < 2; round++)
      for (let at = 0; at < 24; at++) await ask(nodes[at % 8]!, `peer ${at}`)
    for (let at = 0; at < 24; at++) {
      const offered = (await ask(nodes[at % 8]!, `peer ${at}`)).map((peer) => Number(peer.slice(5)))
      assert.equal(offered.length, 20)
      assert.deepEqual(
        offered.slice(0, 11).filter((other) => other % 2 !== at % 2),
        []
      )
    }
  })

  test(`${name}: coordinates that are none are refused, and spoil nothing`, async () => {
    await using network = await createTestNetwork()
    const [node] = network.nodes
    await line(node!, 5, code)
    const payload = { name: 'odd', coordinates: { vector: ['here', 0, 0], height: 1 } }
    await assert.rejects(node!.get('swarm', { payload }), { code: 'HANDLER_THREW' })
    assert.deepEqual(await ask(node!, 'peer 0'), ['peer 1', 'peer 2', 'peer 3', 'peer 4'])
  })

  test(`${name}: there are at most two hundred, within what an object may use; who is quiet for long is forgotten`, async () => {
    await using network = await createTestNetwork()
    const { nodes, advance } = network
    await nodes[0]!.put('swarm', { code })
    const reports = Object.fromEntries(Array.from({ length: 20 }, (_, at) => [`peer ${at + 100}`, 300 + at]))
    for (let at = 0; at < 210; at++) {
      await ask(nodes[at % 5]!, `peer ${at}`, { at: (at * 37) % 101, reports })
      if (at % 10 === 0) await advance(100)
    }
    // A node that stood in for a moment may hold an older copy.
    const copies = network
      .replicas('swarm')
      .map(({ versions }) => Object.keys((versions[0]!.state as { readonly peers: object }).peers))
    const names = new Set(copies.sort((a, b) => a.length - b.length).at(-1))
    assert.equal(names.size, 200)
    assert.ok(!names.has('peer 0') && names.has('peer 209'))
    await advance('31m')
    await ask(nodes[0]!, 'peer 0', { at: 0 })
    assert.deepEqual(await ask(nodes[0]!, 'peer 1', { at: 1 }), ['peer 0'])
  })

  test(`${name}: both sides of a split go on, and know of each other afterwards`, async () => {
    await using network = await createTestNetwork({ nodes: 6, r: 1, w: 1 })
    const { nodes, advance } = network
    await nodes[0]!.put('swarm', { code })
    await advance('1m')
    network.partition(nodes.slice(0, 3))
    for (let at = 0; at < 6; at++) await ask(nodes[at]!, `peer ${at}`, { at })
    assert.ok((await ask(nodes[0]!, 'peer 0')).length < 5)
    network.heal()
    await advance('2m')
    for (let at = 0; at < 6; at++) assert.equal((await ask(nodes[at]!, `peer ${at}`)).length, 5)
  })
}

test('learning tracker: what a peer has measured counts for the two alone, and of two reports the longer one', async () => {
  await using network = await createTestNetwork()
  const [node] = network.nodes
  await line(node!, 30, learning)
  assert.ok((await ask(node!, 'peer 0')).includes('peer 1'))
  assert.ok(!(await ask(node!, 'peer 0', { reports: { 'peer 1': 900 } })).includes('peer 1'))
  assert.ok(!(await ask(node!, 'peer 1')).includes('peer 0'))
  assert.ok((await ask(node!, 'peer 2')).includes('peer 1'))
  await ask(node!, 'peer 1', { reports: { 'peer 0': 0.5 } })
  assert.ok(!(await ask(node!, 'peer 0')).includes('peer 1'))
  assert.ok((await ask(node!, 'peer 0', { reports: { 'peer 29': 0.5 } }))[0] === 'peer 29')
  await ask(node!, 'peer 0', { reports: { 'peer 1': -1, nobody: 1, 'peer 0': 1 } })
})

test('learning tracker: one that says it is next door is offered until three have measured it, and no more', async () => {
  await using network = await createTestNetwork()
  const [node] = network.nodes
  await line(node!, 30, learning)
  await ask(node!, 'liar', { at: 0 })
  for (let witness = 0; witness < 3; witness++) {
    assert.ok((await ask(node!, `newcomer ${witness}`, { at: 2 })).includes('liar'))
    await ask(node!, `peer ${witness}`, { reports: { liar: 400 } })
  }
  assert.ok(!(await ask(node!, 'newcomer 3', { at: 2 })).includes('liar'))
  assert.ok((await ask(node!, 'newcomer 3', { at: 2 })).includes('peer 2'))
})

test('learning tracker: when the node that knows the reports crashes, the next one asks for none, and goes on', async () => {
  await using network = await createTestNetwork()
  const { nodes } = network
  await line(nodes[0]!, 30, learning)
  await ask(nodes[0]!, 'peer 0', { reports: { 'peer 1': 900 } })
  const { coordinator } = await nodes[0]!.get('swarm', { payload: { name: 'peer 0' } })
  nodes.find(({ id }) => id === coordinator)!.crash()
  const other = nodes.find(({ id }) => id !== coordinator)!
  await ask(other, 'peer 1')
  assert.ok((await ask(other, 'peer 0')).includes('peer 1'))
  const reports = { 'peer 1': 900, 'peer 2': 900 } // of whom only the first has asked here
  const offered = await ask(other, 'peer 0', { reports })
  assert.ok(!offered.includes('peer 1') && offered.includes('peer 2'))
})
