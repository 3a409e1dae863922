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
import { closeSync, openSync, statSync, unlinkSync, writeSync } from 'node:fs'
import { constants } from 'node:os'
import { type Database, open, type RootDatabase } from 'lmdb'
import type { Engine, Span } from './engine.ts'
import { StorageError } from './errors.ts'
import { type Change, type Entry, SPACES, type Space } from './port.ts'

type Tree = Database<Uint8Array, Uint8Array>

const BYTES = { keyEncoding: 'binary', encoding: 'binary' } as const

/** The engine's own notes, apart from the spaces: format, actor, owner. */
export interface Notes {
  get(name: string): string | undefined
  /** Durable when resolved. */
  set(name: string, text: string): Promise<void>
}

export interface LmdbEngine extends Engine {
  readonly notes: Notes
}

/** Opens or creates the file. Errors are lmdb-js's own; the file's header was checked before. */
export function openLmdbEngine(file: string, mapSizeBytes: number): LmdbEngine {
  const root: RootDatabase<Uint8Array, Uint8Array> = open({
    path: file,
    noSubdir: true,
    overlappingSync: false,
    eventTurnBatching: false,
    mapSize: mapSizeBytes,
    maxDbs: SPACES.length + 1,
    ...BYTES
  })
  const trees = Object.fromEntries(
    SPACES.map((space) => [space, root.openDB({ name: space, ...BYTES })])
  ) as Record<Space, Tree>
  const own: Tree = root.openDB({ name: 'halley', ...BYTES })

  async function commit(changes: readonly Change[]): Promise<void> {
    await durably(file, changes, () => {
      for (const { space, key, value } of changes) {
        if (value === null) void trees[space].remove(key)
        else void trees[space].put(key, value)
      }
    })
  }

  async function durably(path: string, changes: readonly Change[], put: () => void): Promise<void> {
    try {
      await root.batch(put)
    } catch (error) {
      throw await commitFailure(path, changes, error)
    }
  }

  return {
    get: (space, key) => soundly(file, () => trees[space].getBinary(key)),
    commit,
    chunk: (space, span, entries, bytes) =>
      soundly(file, () => readChunk(trees[space], span, entries, bytes)),
    count: (space) => (trees[space].getStats() as { entryCount: number }).entryCount,
    close: () => root.close(),
    notes: {
      get: (name) => own.getBinary(Buffer.from(name))?.toString(),
      async set(name, text) {
        await durably(file, [], () => void own.put(Buffer.from(name), Buffer.from(text)))
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

const PAGE_BYTES = 4096

/** A full disk, a used-up quota, a file too large. */
const NO_ROOM = new Set([constants.errno.ENOSPC, constants.errno.EDQUOT, constants.errno.EFBIG])

/**
 * Names a failed commit. lmdb-js rejects with an error whose `commitError` is a promise of the engine's own.
 * A file system without room answers ENOSPC at once or, more often, with a short write first, which LMDB
 * reports as an I/O error; in a large transaction a later refusal can hide the first. So room is tried for.
 */
async function commitFailure(
  file: string,
  changes: readonly Change[],
  error: unknown
): Promise<StorageError> {
  const cause = await commitError(error)
  const message = cause instanceof Error ? cause.message : String(cause)
  if (isNoRoom(cause) || lacksRoom(file, changes)) {
    return new StorageError('DISK_FULL', `no room to write ${file}: ${message}`, {}, cause)
  }
  return new StorageError('WRITE_FAILED', `cannot write ${file}: ${message}`, {}, cause)
}

async function commitError(error: unknown): Promise<unknown> {
  try {
    await (error as { commitError?: Promise<never> }).commitError
    return error
  } catch (cause) {
    return cause
  }
}

/**
 * Whether room is lacking for a commit of these changes: their bytes, each in a page, and a path of the tree.
 * A file beside the database is written, at the place where the database ends: that meets a full disk, a
 * quota, and a limit on the size of files alike.
 */
function lacksRoom(file: string, changes: readonly Change[]): boolean {
  const treePath = 64 * PAGE_BYTES
  const bytes = changes.reduce(
    (sum, { key, value }) => sum + key.length + (value?.length ?? 0) + PAGE_BYTES,
    treePath
  )
  const trial = `${file}.room`
  try {
    const descriptor = openSync(trial, 'w')
    try {
      return writeSync(descriptor, new Uint8Array(bytes), 0, bytes, statSync(file).size) < bytes
    } finally {
      closeSync(descriptor)
      unlinkSync(trial)
    }
  } catch (error) {
    return isNoRoom(error)
  }
}

/** lmdb-js gives the error's number, Node the negative of it. */
function isNoRoom(error: unknown): boolean {
  const { code, errno } = error as { code?: unknown; errno?: unknown }
  return NO_ROOM.has(Number(code)) || NO_ROOM.has(-Number(errno))
}
