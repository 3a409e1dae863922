// By force: real nodes in a ring. Two seeds start apart and become one ring, a node joins, one is killed and comes back, one
// leaves for good; and all the while every key can be read.
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { after, before, test } from 'node:test'
import { setTimeout } from 'node:timers/promises'
import { get, Processes, put, type Started } from './processes.ts'

const RING = ['--placement', 'ring']
const KEYS = 40

let processes: Processes

before(async () => {
  processes = await Processes.create()
})

after(() => processes.close())

test('a ring of real nodes grows, is hurt, and shrinks, and every key can be read throughout', {
  timeout: 180_000
}, async () => {
  // Two rings of one member each, until somebody comes who knows both.
  const [first, second] = await Promise.all([processes.start('a', [], RING), processes.start('b', [], RING)])
  assert.equal((await ringOf(first)).joined.length, 1)
  const third = await processes.start('c', [...first.addresses, ...second.addresses], RING)
  await agreed([first, second, third], 3)

  for (let at = 0; at < KEYS; at++)
    assert.equal(await put([first, second, third][at % 3] as Started, `key-${at}`, at), 200)
  const reader = readThroughout(first)

  const fourth = await processes.start('d', first.addresses, RING)
  await agreed([first, second, third, fourth], 4)
  await readAll([fourth, third])

  await processes.kill(third)
  await readAll([first, second, fourth])
  const back = await processes.start('c', [], RING)
  await agreed([first, second, back, fourth], 4)
  await readAll([back])

  const gone = once(second.process, 'exit')
  const left = await processes.run('leave', '--node', second.http)
  assert.equal(left.code, 0, left.err)
  assert.match(left.out, new RegExp(`${second.id} has left the ring`))
  assert.deepEqual(await gone, [0, null])
  await agreed([first, back, fourth], 3)
  await readAll([first, back, fourth])

  const refused = await processes.startInVain('b', first.addresses, RING)
  assert.equal(refused.code, 1)
  assert.match(refused.err, /NODE_LEFT/)

  const { reads, faults } = await reader.stop()
  assert.deepEqual(faults, [])
  assert.ok(reads > KEYS, `${reads} reads`)
})

interface RingSeen {
  readonly digest: string
  readonly joined: readonly string[]
}

async function ringOf({ http }: Started): Promise<RingSeen> {
  const ring = (await (await fetch(`${http}/v1/ring`)).json()) as {
    digest: string
    members: { id: string; status: string }[]
  }
  const joined = ring.members.filter(({ status }) => status === 'joined').map(({ id }) => id)
  return { digest: ring.digest, joined }
}

/** Waits until all of them know the same, so many members having joined. */
async function agreed(nodes: readonly Started[], members: number): Promise<void> {
  const deadline = performance.now() + 20_000
  for (;;) {
    const rings = await Promise.all(nodes.map(ringOf))
    const digests = new Set(rings.map(({ digest }) => digest))
    if (digests.size === 1 && rings[0]?.joined.length === members) return
    assert.ok(performance.now() < deadline, `no agreement on ${members} members: ${JSON.stringify(rings)}`)
    await setTimeout(50)
  }
}

async function readAll(nodes: readonly Started[]): Promise<void> {
  for (let at = 0; at < KEYS; at++)
    assert.deepEqual(await get(nodes[at % nodes.length] as Started, `key-${at}`), { status: 200, value: at })
}

/** Reads one key after the other through a node that stays, and notes what could not be read. */
function readThroughout(node: Started): { stop(): Promise<{ reads: number; faults: string[] }> } {
  const faults: string[] = []
  let reads = 0
  let over = false
  const reading = (async () => {
    for (; !over; reads++) {
      const at = reads % KEYS
      const { status, value } = await get(node, `key-${at}`)
      if (status !== 200 || value !== at) faults.push(`key-${at}: ${status} ${JSON.stringify(value)}`)
      await setTimeout(10)
    }
  })()
  return {
    stop: async () => {
      over = true
      await reading
      return { reads, faults }
    }
  }
}
