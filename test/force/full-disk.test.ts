// By force: a node whose disk is a small file system of its own, which fills up. It says so, goes on serving, loses nothing, and
// takes up its work when there is room again. Needs the right to mount in a namespace of its own.
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { rmSync, writeFileSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { setTimeout } from 'node:timers/promises'
import { get, Processes, put, type Started } from './processes.ts'

const MAY_MOUNT = process.platform === 'linux' && spawnSync('unshare', ['-rm', 'true']).status === 0

/** A third of it is the log's. */
const DISK_BYTES = 24 << 20
const VALUE = 'x'.repeat(80_000)

let processes: Processes

before(async () => {
  processes = await Processes.create()
})

after(() => processes.close())

test('a node with a full disk refuses to store, serves on, and recovers when there is room', {
  skip: !MAY_MOUNT,
  timeout: 120_000
}, async () => {
  const small = await startOnSmallDisk()
  const others = [await processes.start('a', small.addresses), await processes.start('b', small.addresses)]
  const [a, b] = others as [Started, Started]
  // The file system of the other namespace, seen from this one.
  const ballast = join(`/proc/${small.process.pid}/root`, processes.folderOf('small'), 'ballast')

  // With three nodes each is a home of every key: what two of them have is acknowledged, whatever the third one says.
  const early = await putAll(a, 'early', 20)
  writeUntilFull(ballast)
  const late = await putAll(a, 'late', 60)
  assert.ok((await recordsOf(small)) < early.length + late.length, 'the small disk was full')
  const throughFull = await putAll(small, 'through', 5)
  for (const key of [...early, ...late, ...throughFull])
    assert.deepEqual(
      await get(small, key),
      { status: 200, value: VALUE },
      `${key} through the node with the full disk`
    )

  rmSync(ballast)
  await filled(small, early.length + late.length + throughFull.length)
  await processes.kill(a)
  await readAll(small, [...early, ...late, ...throughFull])
  await processes.kill(small, b)
})

/** The folder is there before the mount hides it: the process sees another one under that name. */
async function startOnSmallDisk(): Promise<Started> {
  const folder = processes.folderOf('small')
  await mkdir(folder, { recursive: true })
  const mounting = `mount -t tmpfs -o size=${DISK_BYTES} tmpfs "$0" && exec "$@"`
  return processes.start('small', [], [], { within: ['unshare', '-rm', 'sh', '-c', mounting, folder] })
}

async function putAll(node: Started, name: string, count: number): Promise<string[]> {
  const keys = Array.from({ length: count }, (_, at) => `${name}-${at}`)
  for (const key of keys) assert.equal(await put(node, key, VALUE), 200, `${key} is acknowledged`)
  return keys
}

function writeUntilFull(file: string): void {
  const piece = new Uint8Array(64 << 10)
  try {
    for (;;) writeFileSync(file, piece, { flag: 'a' })
  } catch (error) {
    assert.equal((error as NodeJS.ErrnoException).code, 'ENOSPC')
  }
}

async function recordsOf({ http }: Started): Promise<number> {
  return ((await (await fetch(`${http}/v1/status`)).json()) as { records: number }).records
}

/** Exchanges bring the node what it could not store. */
async function filled(node: Started, records: number): Promise<void> {
  const deadline = performance.now() + 60_000
  for (;;) {
    const found = await recordsOf(node)
    if (found === records) return
    assert.ok(performance.now() < deadline, `${found} records of ${records}`)
    await setTimeout(100)
  }
}

async function readAll(node: Started, keys: readonly string[]): Promise<void> {
  for (const key of keys) assert.deepEqual(await get(node, key), { status: 200, value: VALUE })
}
