// What it costs to find a few differences among many keys: two whole replication cores in one process, every message encoded
// and counted, beside a list of all versions. And what the trees cost: memory a key, and the time to fill them at a start.
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Counters } from '../../packages/halley/src/counters.ts'
import { feedIndex } from '../../packages/halley/src/disk-index.ts'
import { encodeMessage } from '../../packages/model/src/codec.ts'
import { Counts } from '../../packages/model/src/counts.ts'
import { LISTED_KEYS } from '../../packages/model/src/limits.ts'
import { digestOf, packBits64 } from '../../packages/model/src/position.ts'
import type { ObjectRecord } from '../../packages/model/src/record.ts'
import { EVERYWHERE } from '../../packages/model/src/region.ts'
import { REPLICATION_COUNTS } from '../../packages/replication/src/counts.ts'
import { REPLICATION_DEFAULTS } from '../../packages/replication/src/options.ts'
import { StoredBytes } from '../../packages/replication/src/stored-bytes.ts'
import { Trees } from '../../packages/replication/src/trees.ts'
import { type Disk, Homes } from '../../packages/replication/test/homes.ts'
import { openLmdbStorage } from '../../packages/storage/src/lmdb.ts'

const KEYS = 1_000_000
const DIFFERING = [0, 1, 10, 100, 1_000] as const
const ACTOR = 'a'.repeat(16)

interface Cost {
  readonly differing: number
  /** From the first question of the exchange that finds them to the last copy that is durable: CPU time of both nodes. */
  readonly cpuMs: number
  readonly messages: number
  readonly bytes: number
  /** Of these, what the copies themselves take; the rest is what finding them costs. */
  readonly copyBytes: number
}

export interface AntiEntropyResult {
  readonly keys: number
  readonly keyBytes: number
  readonly exchanges: readonly Cost[]
  /** The other way: every key with its 8 bytes of digest, one way only. */
  readonly allVersions: { readonly messages: number; readonly bytes: number }
  readonly treeBytesPerKey: number
  readonly rebuild: { readonly ms: number; readonly cpuMs: number; readonly longestPieceMs: number }
}

export async function bench(): Promise<AntiEntropyResult> {
  // First, while there is no other garbage to collect than its own.
  const rebuild = await rebuilt()
  const homes = filled()
  const exchanges = DIFFERING.map((differing) => measured(homes, differing))
  const allVersions = listAll(homes.disk('A'))
  const { treeBytes } = homes.core('A').background(homes.now).state
  return {
    keys: KEYS,
    keyBytes: keyOf(123_456).length,
    exchanges,
    allVersions,
    treeBytesPerKey: treeBytes / KEYS,
    rebuild
  }
}

export function show({ keys, exchanges, allVersions, treeBytesPerKey, rebuild }: AntiEntropyResult): string {
  const rows = exchanges.map(
    ({ differing, messages, bytes, copyBytes, cpuMs }) =>
      `${String(differing).padStart(9)}  ${String(messages).padStart(8)}  ${kilo(bytes)}  ${kilo(bytes - copyBytes)}  ${cpuMs.toFixed(1).padStart(8)}`
  )
  return [
    `${keys} keys at two homes`,
    'differing  messages       KB  to find KB    CPU ms',
    ...rows,
    `all versions instead: ${allVersions.messages} messages, ${(allVersions.bytes / 1e6).toFixed(1)} MB`,
    `trees: ${treeBytesPerKey.toFixed(1)} bytes a key; filled from LMDB in ${rebuild.ms.toFixed(0)} ms (${rebuild.cpuMs.toFixed(0)} ms of CPU), no piece longer than ${rebuild.longestPieceMs.toFixed(1)} ms`
  ].join('\n')
}

/** Two homes with the same keys. Objects of a hundred bytes, written once. */
function filled(): Homes {
  const homes = new Homes('AB', { quorum: { n: 2, r: 1, w: 1 }, bytes: true, exchangeEveryMs: 10_000 })
  const record = written(1)
  for (let at = 0; at < KEYS; at++) for (const home of 'AB') homes.hold(home, keyOf(at), record)
  homes.start()
  homes.pass(30_000)
  return homes
}

/** Lets B miss a write of some keys, and counts what it takes until both are alike. */
function measured(homes: Homes, differing: number): Cost {
  const counter = 2 + DIFFERING.indexOf(differing as (typeof DIFFERING)[number])
  for (let at = 0; at < differing; at++) {
    const key = keyOf(Math.imul(at, 7_919) % KEYS)
    const core = homes.core('A')
    homes.settle()
    core.receive('B', { type: 'write', id: 0, key, record: written(counter) }, homes.now)
    homes.settle()
  }
  const copyTypes = ['read', 'record', 'write', 'stored'] as const
  homes.pass(10)
  homes.traffic.clear()
  const begun = process.cpuUsage()
  const exchanges = (): number =>
    [...'AB'].reduce((sum, home) => sum + homes.core(home).counts.all().exchanges, 0)
  const before = exchanges()
  const isDone = (): boolean => exchanges() > before && isAlike(homes, differing)
  for (let waits = 0; !isDone() && waits < 1_000; waits++) homes.pass(1_000)
  const { user, system } = process.cpuUsage(begun)
  const copies = copyTypes.reduce((sum, type) => sum + (homes.traffic.get(type)?.bytes ?? 0), 0)
  return { differing, cpuMs: (user + system) / 1_000, ...homes.total, copyBytes: copies }
}

function isAlike(homes: Homes, differing: number): boolean {
  for (let at = 0; at < differing; at++) {
    const key = keyOf(Math.imul(at, 7_919) % KEYS)
    if (homes.held('A', key) !== homes.held('B', key) && digest(homes, 'A', key) !== digest(homes, 'B', key))
      return false
  }
  return true
}

function digest(homes: Homes, home: string, key: string): string {
  return JSON.stringify(digestOf(key, homes.held(home, key)))
}

/** What it takes to tell another node of all keys and versions. */
function listAll(disk: Disk): { messages: number; bytes: number } {
  let [messages, bytes] = [0, 0]
  for (let after: string | undefined; ; ) {
    const where = after === undefined ? {} : { after }
    const { keys, more } = disk.page({ n: 2, regions: [EVERYWHERE], most: LISTED_KEYS, ...where })
    const digests = packBits64(keys.map(({ digest }) => digest))
    const message = { type: 'listing', id: 1, keys: keys.map(({ key }) => key), digests, more: true } as const
    messages++
    bytes += encodeMessage(message).length
    if (more === undefined) return { messages, bytes }
    after = more
  }
}

/** The time to fill the trees from a database on the disk, as a node does at its start. */
async function rebuilt(): Promise<AntiEntropyResult['rebuild']> {
  const folder = mkdtempSync(join(tmpdir(), 'halley-anti-entropy-'))
  try {
    const fill = fileURLToPath(new URL('./anti-entropy-fill.ts', import.meta.url))
    execFileSync(process.execPath, [fill, folder, String(KEYS)])
    const storage = await openLmdbStorage({ folder })
    const trees = new Trees(new StoredBytes(REPLICATION_DEFAULTS, new Counts(REPLICATION_COUNTS)))
    const begun = performance.now()
    const cpu = process.cpuUsage()
    let longestPieceMs = 0
    let pieceBegun = begun
    await new Promise<void>((resolve) => {
      feedIndex(storage, new Counters(), (input) => {
        if (input.type !== 'storage.indexed') return
        trees.restore(input.entries, input.last)
        const ended = performance.now()
        longestPieceMs = Math.max(longestPieceMs, ended - pieceBegun)
        setImmediate(() => {
          pieceBegun = performance.now()
        })
        if (input.last) resolve()
      })
    })
    const ms = performance.now() - begun
    const { user, system } = process.cpuUsage(cpu)
    await storage.close()
    return { ms, cpuMs: (user + system) / 1_000, longestPieceMs }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** The version after so many writes: each supersedes the one before. */
function written(counter: number): ObjectRecord {
  return {
    context: { [ACTOR]: counter },
    siblings: [
      {
        dot: { actor: ACTOR, counter },
        kind: 'value',
        state: new Uint8Array(100).fill(counter),
        born: '0'.repeat(16),
        writtenAt: 1_900_000_000_000
      }
    ]
  }
}

function keyOf(at: number): string {
  return `user/${String(at).padStart(7, '0')}/profile`
}

function kilo(bytes: number): string {
  return (bytes / 1_000).toFixed(1).padStart(8)
}
