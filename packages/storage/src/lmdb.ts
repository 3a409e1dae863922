// Opening a data folder: in this order, and stopping at the first thing that is wrong.
//
// 1. The folder is there, a folder, and ours to read and write.
// 2. No other live process uses it.
// 3. The file is a database of ours, whole, of a format that we know. LMDB maps the file and trusts it, and a
//    page of garbage can end the process; so it is looked at before LMDB sees it.
// 4. It belongs to this node.
//
// A database comes into being under another name and is renamed when it is complete, so that a power cut
// during creation leaves either nothing or a whole database.
import { randomBytes } from 'node:crypto'
import { closeSync, existsSync, fsyncSync, openSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { StorageError } from './errors.ts'
import { checkDatabaseFile, prepareFolder } from './folder.ts'
import { type LmdbEngine, openLmdbEngine } from './lmdb-engine.ts'
import type { Storage } from './port.ts'
import { claimFolder } from './presence.ts'
import { createStorage } from './storage.ts'

/** Version of what we put into LMDB: the spaces, the sealed values, the notes. */
const FORMAT = 1

const FILE = 'halley.mdb'

export interface LmdbOptions {
  /** The data folder; created if absent. */
  readonly folder: string
  /** The node's id. A folder that belongs to another node is refused; a new or unowned one becomes this node's. */
  readonly owner?: string
  /** Address space to begin with, in bytes; it grows by itself. Default 64 MiB. */
  readonly mapSizeBytes?: number
  /** Whether to look at the structure of a file above 256 MiB, too, before it is used. Default: no. */
  readonly walk?: boolean
}

/** Opens the storage in a folder, creating it if need be. Rejects with a StorageError. */
export async function openLmdbStorage(options: LmdbOptions): Promise<Storage> {
  const { folder, owner, mapSizeBytes = 64 * 1024 * 1024, walk = false } = options
  prepareFolder(folder)
  const claim = await claimFolder(folder)
  let engine: LmdbEngine | undefined
  try {
    const file = join(folder, FILE)
    if (!existsSync(file)) await createDatabase(folder, file, mapSizeBytes)
    checkDatabaseFile(file, walk)
    const opened = openEngine(file, mapSizeBytes)
    engine = opened
    const actor = checkFormat(file, opened)
    await checkOwner(folder, opened, owner)
    return createStorage({ ...opened, close: () => opened.close().then(claim.release) }, actor)
  } catch (error) {
    await engine?.close()
    await claim.release()
    throw error
  }
}

async function createDatabase(folder: string, file: string, mapSizeBytes: number): Promise<void> {
  const draft = `${file}.new`
  for (const name of [draft, `${draft}-lock`]) rmSync(name, { force: true })
  const engine = openEngine(draft, mapSizeBytes)
  try {
    await engine.notes.set('actor', randomBytes(8).toString('hex'))
    await engine.notes.set('format', String(FORMAT))
  } finally {
    await engine.close()
  }
  rmSync(`${draft}-lock`, { force: true })
  renameSync(draft, file)
  syncFolder(folder)
}

/** Makes a rename durable. Windows cannot open a folder, and does not need it. */
function syncFolder(folder: string): void {
  if (process.platform === 'win32') return
  const descriptor = openSync(folder, 'r')
  try {
    fsyncSync(descriptor)
  } finally {
    closeSync(descriptor)
  }
}

function openEngine(file: string, mapSizeBytes: number): LmdbEngine {
  try {
    return openLmdbEngine(file, mapSizeBytes)
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    throw new StorageError('OPEN_FAILED', `cannot open ${file}: ${message}`, {}, error)
  }
}

/** Returns the actor. */
function checkFormat(file: string, engine: LmdbEngine): string {
  const format = Number(engine.notes.get('format'))
  const actor = engine.notes.get('actor')
  if (format > FORMAT) {
    const message = `${file} has format ${format}; this version knows formats up to ${FORMAT}`
    throw new StorageError('NEWER_FORMAT', message, { found: format, known: FORMAT })
  }
  if (format === FORMAT && actor !== undefined) return actor
  throw new StorageError('NOT_A_DATABASE', `${file} is an LMDB database, but not one of Halley's`)
}

async function checkOwner(folder: string, engine: LmdbEngine, expected: string | undefined): Promise<void> {
  if (expected === undefined) return
  const owner = engine.notes.get('owner')
  if (owner === undefined) await engine.notes.set('owner', expected)
  else if (owner !== expected) {
    const message = `${folder} belongs to node ${owner}, and this is node ${expected}`
    throw new StorageError('FOLDER_OF_ANOTHER_NODE', message, { owner, expected })
  }
}
