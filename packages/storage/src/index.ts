// What outsiders may use. Nobody inside this package imports it.

export type { StorageErrorCode, StorageErrorDetails } from './errors.ts'
export { STORAGE_ERROR_CODES, StorageError } from './errors.ts'
export {
  BATCH_MAX_BYTES,
  BATCH_MAX_CHANGES,
  KEY_MAX_BYTES,
  VALUE_MAX_BYTES
} from './limits.ts'
export type { LmdbOptions } from './lmdb.ts'
export { openLmdbStorage } from './lmdb.ts'
export type { MemoryDisk, MemoryFaults, MemoryOptions, MemoryStorage } from './memory.ts'
export { createMemoryDisk, createMemoryStorage } from './memory.ts'
export type { Change, Entry, ScanOptions, Space, Storage } from './port.ts'
export { SPACES } from './port.ts'
