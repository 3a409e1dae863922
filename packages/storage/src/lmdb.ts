// Opening a data folder: in this order, and stopping at the first thing that is wrong.
//
// 1. The folder is there, a folder, and ours to read and write.
// 2. No other live process uses it.
// 3. The file is a database of ours, whole, of a format that we know. LMDB maps the file and trusts it, and a
//    page of garbage can end the process; so it is looked at before LMDB sees it.
// 4. It belongs to this node.
// 5. What a process that was killed left in the log comes into the database.
//
// A database comes into being under another name and is renamed when it is complete, so that a power cut
// during creation leaves either nothing or a whole database.
import { randomBytes } from 'node:crypto'
import { existsSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { Engine } from './engine.ts'
import { StorageError, type StorageErrorCode } from './errors.ts'
import { checkDatabaseFile, prepareFolder, REMEDY, syncFolder } from './folder.ts'
import { type LmdbEngine, openLmdbEngine } from './lmdb-engine.ts'
import { createLoggedEngine } from './logged-engine.ts'
import type { Storage } from './port.ts'
import { type Claim, claimFolder } from './presence.ts'
import { tryRoom } from './room.ts'
import { createStorage } from './storage.ts'

/** Version of what we put into LMDB: the spaces, the sealed values and what is in them, the notes. */
const FORMAT = 4

/** As format 4 without a log, which is the same as with an empty one: it becomes format 4 when it is opened. */
const FORMAT_WITHOUT_LOG = 3

const FILE = 'halley.mdb'
const LOG_FILE = 'halley.log'
const MAP_BYTES = 64 * 1024 * 1024

export interface LmdbOptions {
  /** The data folder; created if absent. */
  readonly folder: string
  /** The node's id. A folder that belongs to another node is refused; a new or unowned one becomes this node's. */
  readonly owner?: string
  /** Address space to begin with, in bytes; it grows by itself. Default 64 MiB. */
  readonly mapSizeBytes?: number
  /**
   * What to do with a file that is damaged as a whole: put it aside, under another name, and begin an empty database, which is
   * another actor. Default: no; it is refused.
   */
  readonly replaceDamaged?: boolean
  /** Keys of `meta` without whose values the whole database is not to be trusted: it counts as damaged. */
  readonly vital?: readonly Uint8Array[]
  /** Whether to look at the structure of a file above 256 MiB, too, before it is used. Default: no. */
  readonly walk?: boolean
}

/** Opens the storage in a folder, creating it if need be. Rejects with a StorageError. */
export async function openLmdbStorage(options: LmdbOptions): Promise<Storage> {
  const { folder, replaceDamaged = false } = options
  const file = join(folder, FILE)
  prepareFolder(folder)
  const claim = await claimFolder(folder)
  try {
    if (!existsSync(file)) await begin(options, file)
    return await openSound(options, claim).catch(async (error: unknown) => {
      const isDamage = error instanceof StorageError && WHOLLY_DAMAGED.has(error.code)
      if (!replaceDamaged || !isDamage) throw error
      putAside(file)
      await begin(options, file)
      return openSound(options, claim)
    })
  } catch (error) {
    await claim.release()
    throw error
  }
}

/** Opens a database that is there. Throws what is wrong with it, and leaves it closed then. */
async function openSound(options: LmdbOptions, claim: Claim): Promise<Storage> {
  const { folder, owner, mapSizeBytes = MAP_BYTES, walk = false, vital = [] } = options
  const file = join(folder, FILE)
  checkDatabaseFile(file, walk)
  const base = await openEngine(file, mapSizeBytes)
  let engine: Engine = base
  try {
    const actor = await checkFormat(file, base)
    await checkOwner(folder, base, owner)
    const logged = await createLoggedEngine(base, join(folder, LOG_FILE))
    engine = logged
    const storage = createStorage({ ...logged, close: () => logged.close().then(claim.release) }, actor)
    for (const key of vital) checkVital(file, storage, key)
    return storage
  } catch (error) {
    await engine.close()
    throw error
  }
}

const WHOLLY_DAMAGED: ReadonlySet<string> = new Set<StorageErrorCode>([
  'DAMAGED',
  'TRUNCATED',
  'NOT_A_DATABASE'
])

function checkVital(file: string, storage: Storage, key: Uint8Array): void {
  try {
    storage.read('meta', key)
  } catch (error) {
    throw new StorageError('DAMAGED', `${file} is damaged: ${messageOf(error)}; ${REMEDY}`, {}, error)
  }
}

/** Nothing is thrown away: somebody may know how to read what is left of it. */
function putAside(file: string): void {
  let count = 1
  while (existsSync(`${file}.damaged-${count}`)) count++
  renameSync(file, `${file}.damaged-${count}`)
  rmSync(`${file}-lock`, { force: true })
}

/** An empty database where none is. A log without its database is what a database put aside has left, or is all that is left of one. */
async function begin(options: LmdbOptions, file: string): Promise<void> {
  const { folder, mapSizeBytes = MAP_BYTES, replaceDamaged = false } = options
  const log = join(folder, LOG_FILE)
  if (existsSync(log) && !replaceDamaged)
    throw new StorageError('DAMAGED', `the log ${log} is there, and its database ${file} is not; ${REMEDY}`)
  if (existsSync(log)) putAside(log)
  await createDatabase(folder, file, mapSizeBytes)
}

async function createDatabase(folder: string, file: string, mapSizeBytes: number): Promise<void> {
  const draft = `${file}.new`
  for (const name of [draft, `${draft}-lock`]) rmSync(name, { force: true })
  tryRoom(draft)
  const engine = await openEngine(draft, mapSizeBytes)
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

async function openEngine(file: string, mapSizeBytes: number): Promise<LmdbEngine> {
  try {
    return await openLmdbEngine(file, mapSizeBytes)
  } catch (error) {
    if (error instanceof StorageError) throw error
    throw new StorageError('OPEN_FAILED', `cannot open ${file}: ${messageOf(error)}`, {}, error)
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

/** Returns the actor. */
async function checkFormat(file: string, engine: LmdbEngine): Promise<string> {
  const actor = engine.notes.get('actor')
  if (actor !== undefined && engine.notes.get('format') === String(FORMAT_WITHOUT_LOG))
    await engine.notes.set('format', String(FORMAT))
  const format = Number(engine.notes.get('format'))
  if (Number.isInteger(format) && format > 0 && format !== FORMAT) {
    const code = format > FORMAT ? 'NEWER_FORMAT' : 'OLDER_FORMAT'
    const message = `${file} has format ${format}; this version knows format ${FORMAT} alone`
    throw new StorageError(code, message, { found: format, known: FORMAT })
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
