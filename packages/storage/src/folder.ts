// A look at the data folder, and at the database file before LMDB maps it.
import { accessSync, closeSync, constants, fstatSync, mkdirSync, openSync, statSync } from 'node:fs'
import { StorageError } from './errors.ts'
import { readNewestMeta } from './meta-page.ts'
import { reachesBeyond } from './structure.ts'

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

/** Throws NOT_A_DATABASE, NEWER_FORMAT, TRUNCATED or NO_PERMISSION unless LMDB may safely map the file. */
export function checkDatabaseFile(file: string): void {
  const descriptor = openForReading(file)
  try {
    const size = fstatSync(descriptor).size
    const meta = readNewestMeta(file, descriptor)
    // LMDB does not write free pages at the end of the file, so a whole file may be short. Only when it is
    // must the trees be walked to see whether anything in use is missing.
    const pages = Math.floor(size / meta.pageSize)
    if (pages <= meta.lastPage && reachesBeyond(descriptor, meta, pages)) {
      const needed = (meta.lastPage + 1) * meta.pageSize
      throw new StorageError('TRUNCATED', `${file} has ${size} bytes, but its contents reach up to ${needed}`)
    }
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
