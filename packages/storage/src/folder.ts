// A look at the data folder, and at the database file before LMDB maps it.
import {
  accessSync,
  closeSync,
  constants,
  fstatSync,
  fsyncSync,
  mkdirSync,
  openSync,
  statSync
} from 'node:fs'
import { StorageError } from './errors.ts'
import { readNewestMeta } from './meta-page.ts'
import { Unsound, walkTrees } from './structure.ts'

/** Makes the folder if need be. Throws NOT_A_FOLDER or NO_PERMISSION. */
export function prepareFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true })
    if (!statSync(folder).isDirectory()) throw notAFolder(folder)
    accessSync(folder, constants.R_OK | constants.W_OK | constants.X_OK)
  } catch (error) {
    throw folderError(folder, error)
  }
}

function folderError(folder: string, error: unknown): unknown {
  const code = (error as NodeJS.ErrnoException).code
  if (code === 'EEXIST' || code === 'ENOTDIR') return notAFolder(folder, error)
  if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS') {
    const message = `no permission to read and write ${folder} (${code})`
    return new StorageError('NO_PERMISSION', message, {}, error)
  }
  if (code === 'ENOSPC') return new StorageError('DISK_FULL', `no room to create ${folder}`, {}, error)
  return error
}

function notAFolder(folder: string, cause?: unknown): StorageError {
  return new StorageError('NOT_A_FOLDER', `${folder} is not a folder`, {}, cause)
}

/**
 * Files up to this size are walked at every opening, at about a millisecond a megabyte from the kernel's cache. A
 * larger one is walked on request, or when it is shorter than it says.
 */
const WALK_BYTES = 256 * 1024 * 1024

/** What the operator of a node can do about a damaged database. */
export const REMEDY = 'restore it, or let it be put aside and filled anew from the other nodes (--refill)'

/**
 * Throws NOT_A_DATABASE, NEWER_FORMAT, TRUNCATED, DAMAGED or NO_PERMISSION unless LMDB may safely map the file.
 * `walk` says to look at every tree whatever the size of the file.
 */
export function checkDatabaseFile(file: string, walk: boolean): void {
  const descriptor = openForReading(file)
  try {
    const { size } = fstatSync(descriptor)
    const { pageSize, lastPage, transaction, trees } = readNewestMeta(file, descriptor)
    const pages = Math.floor(size / pageSize)
    // LMDB need not write free pages at the end of the file, so a whole file may be short.
    if (walk || size <= WALK_BYTES || pages <= lastPage) {
      walkTrees({ descriptor, pageSize, pages, transaction }, trees)
    }
  } catch (error) {
    if (!(error instanceof Unsound)) throw error
    const what = error.reason === 'TRUNCATED' ? 'was cut short' : 'is damaged'
    throw new StorageError(error.reason, `${file} ${what}: ${error.message}; ${REMEDY}`, {}, error)
  } finally {
    closeSync(descriptor)
  }
}

/** Makes a rename durable. Windows cannot open a folder, and does not need it. */
export function syncFolder(folder: string): void {
  if (process.platform === 'win32') return
  const descriptor = openSync(folder, 'r')
  try {
    fsyncSync(descriptor)
  } finally {
    closeSync(descriptor)
  }
}

function openForReading(file: string): number {
  try {
    accessSync(file, constants.R_OK | constants.W_OK)
    return openSync(file, 'r')
  } catch (error) {
    throw folderError(file, error)
  }
}
