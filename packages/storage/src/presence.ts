// One process to a folder. Two nodes on one database would both issue versions as the same actor, and
// versions would be lost without a trace.
//
// The claim must vanish with the process, however it ends, and must not be fooled by process ids that are
// used again or that mean different processes in different containers. So the kernel holds it: LMDB keeps a
// table of readers beside each database, and each process in it holds a file lock on the byte of its id
// (fcntl; its like on Windows). `readerCheck` asks the kernel which of these locks still have a holder and
// removes the other entries. We keep a tiny database of nothing, `in-use.mdb`, whose table says who is here:
//
//   enter the table, then look: anybody else in it → leave and refuse
//
// Enter first, look second: of two processes that start together at least one sees the other. Both may
// refuse, never do both stay. In the same process LMDB shares one table entry, so a set remembers the folders.
//
// The alternatives: a pid file lies after `kill -9` and across containers; a socket in the abstract
// namespace exists on Linux only and not across network namespaces.
import { statSync } from 'node:fs'
import { join } from 'node:path'
import { open, type RootDatabase } from 'lmdb'
import { StorageError } from './errors.ts'

const FILE = 'in-use.mdb'

/** A folder this process uses: the table, and the read transaction that is this process's place in it. */
interface Held {
  readonly table: RootDatabase
  place?: ReturnType<RootDatabase['useReadTransaction']>
}

/** Folders this process uses. Table and place are kept here: were one of them collected, the claim would go with it. */
const claims = new Map<string, Held>()

export interface Claim {
  /** Lets others have the folder. Calling it again is harmless. */
  release(): Promise<void>
}

/** Claims the folder for this process until `release` or the end of the process. Rejects with FOLDER_IN_USE. */
export async function claimFolder(folder: string): Promise<Claim> {
  const { dev, ino } = statSync(folder, { bigint: true })
  const id = `${dev}:${ino}`
  if (claims.has(id)) throw inUse(folder, process.pid)
  const held: Held = { table: openTable(folder) }
  claims.set(id, held)
  const release = async () => {
    if (claims.get(id) !== held) return
    claims.delete(id)
    await held.table.close()
  }
  try {
    held.place = enter(folder, held.table)
    const other = findOther(held.table)
    if (other !== undefined) throw inUse(folder, other)
    return { release }
  } catch (error) {
    await release()
    throw error
  }
}

function openTable(folder: string): RootDatabase {
  const path = join(folder, FILE)
  try {
    return open({ path, noSubdir: true, overlappingSync: false, mapSize: 64 * 1024 })
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    throw new StorageError(
      'OPEN_FAILED',
      `cannot open ${path}: ${message}; it holds nothing and may be deleted`,
      {},
      error
    )
  }
}

/** Takes a place in the table, for as long as the database is open: a read transaction that never ends. */
function enter(folder: string, table: RootDatabase): ReturnType<RootDatabase['useReadTransaction']> {
  try {
    return table.useReadTransaction()
  } catch (error) {
    // Another process with our id, in another container, holds the lock of that byte.
    const message = `${folder} is in use by a process of another container: ${String(error)}`
    throw new StorageError('FOLDER_IN_USE', message, {}, error)
  }
}

/** The process id of another live process in the table. */
function findOther(table: RootDatabase): number | undefined {
  table.readerCheck()
  // One line for each reader: process id, thread, transaction. lmdb-js declares the list without its type.
  const lines = String((table as unknown as { readerList(): string }).readerList()).split('\n')
  const pids = lines.map((line) => Number.parseInt(line, 10)).filter((pid) => Number.isInteger(pid))
  const others = pids.filter((pid) => pid !== process.pid)
  return others[0] ?? (pids.length > 1 ? process.pid : undefined)
}

function inUse(folder: string, pid: number): StorageError {
  const whom = pid === process.pid ? 'already in use by this process' : `in use by process ${pid}`
  return new StorageError('FOLDER_IN_USE', `${folder} is ${whom}`, { pid })
}
