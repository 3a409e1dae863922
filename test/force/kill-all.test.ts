// By force: real processes on loopback, killed with SIGKILL while they serve.
import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { after, before, test } from 'node:test'
import { fileURLToPath } from 'node:url'

interface Started {
  readonly process: ChildProcess
  readonly http: string
  readonly addresses: readonly string[]
}

const LAUNCHER = fileURLToPath(new URL('../../packages/cli/bin/halley.js', import.meta.url))
const NODES = 3
const KEYS = 24

let folder: string
const running = new Set<ChildProcess>()

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'halley-force-'))
})

after(async () => {
  for (const process of running) process.kill('SIGKILL')
  await rm(folder, { recursive: true, force: true })
})

test('what was acknowledged survives the SIGKILL of every node at once', { timeout: 60_000 }, async () => {
  const first = await network()
  const acknowledged = await putUntilKilled(first)
  assert.ok(acknowledged.length > 0, 'some puts were acknowledged before the kill')

  const second = await network()
  for (const at of acknowledged) {
    const answer = await fetch(`${(second[at % NODES] as Started).http}/v1/objects/key-${at}`)
    assert.equal(answer.status, 200, `key-${at} was acknowledged`)
    assert.deepEqual(((await answer.json()) as { value: unknown }).value, { at })
  }
  await kill(second)
})

/** Puts through all nodes in turn, and kills them all while the later puts are on their way. */
async function putUntilKilled(nodes: readonly Started[]): Promise<number[]> {
  const acknowledged: number[] = []
  const puts = Array.from({ length: KEYS }, async (_, at) => {
    const url = `${(nodes[at % NODES] as Started).http}/v1/objects/key-${at}`
    const body = JSON.stringify({ value: { at } })
    const answer = await fetch(url, { method: 'PUT', headers: { 'content-type': 'application/json' }, body })
    if (answer.status !== 200) return
    acknowledged.push(at)
    if (acknowledged.length === KEYS / 2) await kill(nodes)
  })
  // The kill breaks the connections of the puts that were not answered yet.
  await Promise.allSettled(puts)
  await kill(nodes)
  return acknowledged
}

async function network(): Promise<Started[]> {
  const nodes: Started[] = []
  for (let at = 0; at < NODES; at++) nodes.push(await start(at, nodes[0]?.addresses ?? []))
  return nodes
}

async function start(at: number, bootstrap: readonly string[]): Promise<Started> {
  const flags = bootstrap.flatMap((address) => ['--bootstrap', address])
  const words = [
    'start',
    '--json',
    '--data',
    join(folder, String(at)),
    '--listen',
    '/ip4/127.0.0.1/tcp/0',
    '--http',
    '127.0.0.1:0',
    ...flags
  ]
  const child = spawn(process.execPath, [LAUNCHER, ...words], { stdio: ['ignore', 'pipe', 'inherit'] })
  running.add(child)
  const [line] = (await once(createInterface({ input: child.stdout }), 'line')) as [string]
  const { http, addresses } = JSON.parse(line) as { http: string; addresses: string[] }
  return { process: child, http, addresses }
}

async function kill(nodes: readonly Started[]): Promise<void> {
  const ends = nodes
    .filter(({ process }) => running.delete(process))
    .map(({ process }) => once(process, 'exit'))
  for (const { process } of nodes) process.kill('SIGKILL')
  await Promise.all(ends)
}
