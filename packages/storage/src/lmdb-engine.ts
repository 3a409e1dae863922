// LMDB behind the engine port: one file, mapped into memory, a copy-on-write B+ tree for each space.
//
// Which acknowledgement means durable, found in lmdb-js's and LMDB's sources and checked by tracing the
// system calls:
//
// - `overlappingSync`, the default of lmdb-js except on Windows, writes a transaction's meta page first and
//   calls fdatasync afterwards. A commit is then visible before it is durable, and after a power cut LMDB
//   falls back to an older, separately kept meta page. Only `db.flushed` tells when the sync has happened,
//   and when a sync fails that promise never settles. We turn it off.
// - Without it a commit is LMDB's own: pages written, fdatasync, then the meta page through a descriptor
//   opened with O_DSYNC, and only then is the transaction visible and the promise of the write resolved. So
//   the promise means durable, and whatever can be read is durable. The price is that the next transaction
//   cannot start during the sync; group commit makes up for that.
// - `noSync`, `noMetaSync`, `mapAsync` and `useWritemap` trade this away and are never set.
//
// `eventTurnBatching` is off as well: it makes a promise of its own for each turn, drops it, and when the
// commit fails that ends the process as an unhandled rejection.
//
// The commit runs on a thread of libuv's pool, one at a time. `transactionSync` is not used: after
// asynchronous writes it can leave the writer waiting for itself.
//
// The map grows by itself: LMDB-js doubles it when a transaction needs pages beyond its end, so MDB_MAP_FULL
// does not occur and `mapSizeBytes` is only where it starts. Old maps stay until close, for lingering
// readers; they are address space, not memory.
import { type Database, open, type RootDatabase } from 'lmdb'
import type { Engine, Span } from './engine.ts'
import { StorageError } from './errors.ts'
import { type Change, type Entry, SPACES, type Space } from './port.ts'
import { quietCommits } from './quiet-commits.ts'
import { type Demand, type Extent, Room } from './room.ts'

type Tree = Database<Uint8Array, Uint8Array>

const BYTES = { keyEncoding: 'binary', encoding: 'binary' } as const

/** The engine's own notes, apart from the spaces: format, actor, owner. */
export interface Notes {
  get(name: string): string | undefined
  /** Durable when resolved. */
  set(name: string, text: string): Promise<void>
}

/** A note and its text. */
export type Note = readonly [name: string, text: string]

export interface LmdbEngine extends Engine {
  readonly notes: Notes
  has(space: Space, key: Uint8Array): boolean
  /** Whether there will be room for `bring` of all that, in pieces; room is made for it. Not while anything is committed by `commit`. */
  reserve(demand: Demand): Promise<boolean>
  /** As `commit`, for what has its room already; with a note in the same transaction. */
  bring(changes: readonly Change[], note?: Note): Promise<void>
}

/** Opens or creates the file. Errors are lmdb-js's own; the file's header was checked before. */
export async function openLmdbEngine(file: string, mapSizeBytes: number): Promise<LmdbEngine> {
  const root: RootDatabase<Uint8Array, Uint8Array> = open({
    path: file,
    noSubdir: true,
    overlappingSync: false,
    eventTurnBatching: false,
    mapSize: mapSizeBytes,
    maxDbs: SPACES.length + 1,
    ...BYTES
  })
  quietCommits(root)
  const trees = Object.fromEntries(
    SPACES.map((space) => [space, root.openDB({ name: space, ...BYTES })])
  ) as Record<Space, Tree>
  const own: Tree = root.openDB({ name: 'halley', ...BYTES })

  const room = await Room.open(file)

  async function commit(changes: readonly Change[]): Promise<void> {
    await room.provide(changes, extent)
    await durably(() => putAll(changes))
  }

  async function bring(changes: readonly Change[], note?: Note): Promise<void> {
    try {
      await durably(() => {
        putAll(changes)
        if (note !== undefined) putNote(note)
      })
    } finally {
      room.forget()
    }
  }

  function putAll(changes: readonly Change[]): void {
    for (const { space, key, value } of changes) {
      if (value === null) void trees[space].remove(key)
      else void trees[space].put(key, value)
    }
  }

  function putNote([name, text]: Note): void {
    void own.put(Buffer.from(name), Buffer.from(text))
  }

  async function durably(put: () => void): Promise<void> {
    try {
      await root.batch(put)
    } catch (error) {
      const cause = await commitError(error)
      const message = cause instanceof Error ? cause.message : String(cause)
      throw new StorageError('WRITE_FAILED', `cannot write ${file}: ${message}`, {}, cause)
    }
  }

  function extent(): Extent {
    const stats = [...Object.values(trees), own].map((tree) => tree.getStats() as unknown as Stats)
    const { lastPageNumber, root: main, free } = stats[0] as Stats
    const all: readonly TreeStats[] = [...stats, main, free]
    return {
      lastPage: lastPageNumber,
      usedPages: META_PAGES + all.reduce((sum, tree) => sum + pagesOf(tree), 0),
      depth: Math.max(...all.map(({ treeDepth }) => treeDepth)),
      branchPages: all.reduce((sum, tree) => sum + tree.treeBranchPageCount, 0)
    }
  }

  return {
    get: (space, key) => soundly(file, () => copyOf(trees[space].getBinaryFast(key))),
    has: (space, key) => soundly(file, () => trees[space].doesExist(key)),
    commit,
    reserve: (demand) => room.reserve(demand, extent),
    bring,
    chunk: (space, span, entries, bytes) =>
      soundly(file, () => readChunk(trees[space], span, entries, bytes)),
    count: (space) => (trees[space].getStats() as { entryCount: number }).entryCount,
    close: async () => {
      const last = extent()
      await root.close()
      await room.close(last)
    },
    notes: {
      get: (name) => own.getBinary(Buffer.from(name))?.toString(),
      async set(name, text) {
        await room.provide([{ space: 'meta', key: Buffer.from(name), value: Buffer.from(text) }], extent)
        await durably(() => putNote([name, text]))
      }
    }
  }
}

/** What LMDB says of a page that it cannot make sense of becomes DAMAGED. */
function soundly<T>(file: string, read: () => T): T {
  try {
    return read()
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    throw new StorageError('DAMAGED', `${file} is damaged: ${message}`, {}, error)
  }
}

/** What `getBinaryFast` gives is overwritten by the next read, and may have another length than its memory. */
function copyOf(found: Buffer | undefined): Uint8Array | undefined {
  if (found === undefined) return undefined
  const { length } = found
  const bytes = Buffer.allocUnsafe(length)
  found.copy(bytes, 0, 0, length)
  return bytes
}

function readChunk(tree: Tree, { after, before }: Span, entries: number, bytes: number): Entry[] {
  const found: Entry[] = []
  let left = bytes
  const start = after === undefined ? {} : { start: after, exclusiveStart: true }
  const end = before === undefined ? {} : { end: before }
  for (const { key, value } of tree.getRange({ ...start, ...end, limit: entries })) {
    found.push({ key: plain(key), value })
    left -= key.length + value.length
    if (left <= 0) break
  }
  return found
}

/** lmdb-js hands out Buffers, whose `slice` and equality differ from those of the Uint8Array that the port promises. */
function plain(bytes: Uint8Array): Uint8Array {
  return new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}

const META_PAGES = 2

/** As lmdb-js tells it, without types. */
interface TreeStats {
  readonly treeDepth: number
  readonly treeBranchPageCount: number
  readonly treeLeafPageCount: number
  readonly overflowPages: number
}

interface Stats extends TreeStats {
  readonly lastPageNumber: number
  /** The tree of trees. */
  readonly root: TreeStats
  readonly free: TreeStats
}

function pagesOf({ treeBranchPageCount, treeLeafPageCount, overflowPages }: TreeStats): number {
  return treeBranchPageCount + treeLeafPageCount + overflowPages
}

/** lmdb-js rejects with an error whose `commitError` is a promise of the engine's own. */
async function commitError(error: unknown): Promise<unknown> {
  try {
    await (error as { commitError?: Promise<never> }).commitError
    return error
  } catch (cause) {
    return cause
  }
}
