// The log of a folder that is opened: which one the database goes with, and what it has and the database lacks.
//
// The database notes the salt of its log, up to which frame it has everything, and whether the log was given up. The note comes
// before the name: of a log that the database knows, the file is there, complete, as `halley.log` or still as `halley.log.new`.
// Closing brings everything into the database, notes that the log is given up, and only then removes it. So no moment at which
// a process can end leaves a doubt; and a log that the database does not know is from somewhere else, and never replayed.
import { existsSync, renameSync, rmSync } from 'node:fs'
import { dirname } from 'node:path'
import { StorageError } from './errors.ts'
import { REMEDY, syncFolder } from './folder.ts'
import { CHECKPOINT_BYTES, CHECKPOINT_CHANGES } from './limits.ts'
import type { LmdbEngine, Note } from './lmdb-engine.ts'
import { framesAfter, Gap, Log } from './log.ts'
import { openLogFile, readSalt, readSegments } from './log-file.ts'
import { readChanges } from './log-frame.ts'
import { Generation } from './overlay.ts'
import type { Change } from './port.ts'

const NOTE = 'log'

/** What the database knows of its log. */
interface Known {
  readonly salt: string
  readonly applied: number
  readonly isOpen: boolean
}

export function logNote(salt: Uint8Array, applied: number, state: 'open' | 'closed' = 'open'): Note {
  return [NOTE, `${Buffer.from(salt).toString('hex')} ${applied} ${state}`]
}

/** Where a log is made. */
export function draftOf(file: string): string {
  return `${file}.new`
}

/** Gives a complete log its name. */
export function nameLog(file: string): void {
  renameSync(draftOf(file), file)
  syncFolder(dirname(file))
}

/**
 * Brings into the database what it lacks of its log, and returns that, ready for more; nothing where there is none.
 * @throws StorageError DAMAGED, FOREIGN_LOG, NEWER_FORMAT, DISK_FULL, WRITE_FAILED; others of the system
 */
export async function recoverLog(base: LmdbEngine, file: string): Promise<Log | undefined> {
  const known = readNote(base)
  if (known?.isOpen && !existsSync(file) && saltOf(draftOf(file)) === known.salt) nameLog(file)
  rmSync(draftOf(file), { force: true })
  if (!existsSync(file)) {
    if (known?.isOpen) throw damaged(file, 'is missing, and the database has not all of it')
    return undefined
  }
  const salt = saltOf(file)
  if (known?.isOpen && salt === undefined) throw damaged(file, 'has no head')
  if (known === undefined || salt !== known.salt) throw foreign(file)
  if (!known.isOpen) {
    rmSync(file)
    return undefined
  }
  const bytes = Buffer.from(known.salt, 'hex')
  const last = await replay(base, file, bytes, known.applied)
  return new Log(await openLogFile(file), bytes, last)
}

/** Done twice it does no harm, so a process may end at any time meanwhile. @returns the last number that was given */
async function replay(base: LmdbEngine, file: string, salt: Uint8Array, applied: number): Promise<number> {
  const segments = readSegments(file)
  if (segments === undefined) throw damaged(file, 'has another length than it was made with')
  const pending = new Generation()
  let last = applied
  try {
    for (const { sequence, content } of framesAfter(segments, salt, applied)) {
      const changes = readChanges(content)
      if (changes === undefined) throw damaged(file, `has a frame ${sequence} that is none of ours`)
      pending.add(changes)
      last = sequence
    }
  } catch (error) {
    throw error instanceof Gap ? damaged(file, error.message, error) : error
  }
  if (last === applied) return last
  // One number more, for the frame that was perhaps begun.
  last++
  for (const piece of pieces(pending)) await base.commit(piece)
  await base.notes.set(...logNote(salt, last))
  return last
}

/** What is brought into the database at a time. */
export function* pieces(generation: Generation): Generator<Change[]> {
  let piece: Change[] = []
  let bytes = 0
  for (const change of generation.ordered()) {
    piece.push(change)
    bytes += change.key.length + (change.value?.length ?? 0)
    if (piece.length < CHECKPOINT_CHANGES && bytes < CHECKPOINT_BYTES) continue
    yield piece
    piece = []
    bytes = 0
  }
  if (piece.length > 0) yield piece
}

function readNote(base: LmdbEngine): Known | undefined {
  const [salt, applied, state] = base.notes.get(NOTE)?.split(' ') ?? []
  return salt === undefined ? undefined : { salt, applied: Number(applied), isOpen: state === 'open' }
}

function saltOf(file: string): string | undefined {
  return existsSync(file) ? readSalt(file)?.toString('hex') : undefined
}

function damaged(file: string, what: string, cause?: unknown): StorageError {
  return new StorageError('DAMAGED', `the log ${file} ${what}; ${REMEDY}`, {}, cause)
}

function foreign(file: string): StorageError {
  const message = `the log ${file} is not that of the database beside it; put back the one it came from, or remove the log`
  return new StorageError('FOREIGN_LOG', message, { log: file })
}
