// One error class. Codes are stable: the driver, the command line and operators' scripts act on them.

/** Each code with what it means and what to do. */
export const STORAGE_ERROR_CODES = {
  KEY_EMPTY: 'a key has at least one byte',
  KEY_TOO_LONG: 'a key is longer than the limit; details: length, max (bytes)',
  VALUE_TOO_LARGE: 'a value is longer than the limit; details: length, max (bytes)',
  BATCH_TOO_LARGE: 'a batch has too many changes or bytes; split it; details: length, max',
  QUEUE_FULL: 'too many bytes wait for the disk; slow down and try again; details: waiting, max (bytes)',
  DISK_FULL: 'no room; nothing of the batch is stored; works again once there is room',
  WRITE_FAILED: 'the disk failed; nothing is written any more until the storage is opened anew',
  CORRUPT_VALUE:
    'the stored bytes do not match their checksum; repair from a replica; details: space, key (hex)',
  CLOSED: 'the storage was closed',
  NOT_A_FOLDER: 'the data folder is something else, a file for example',
  NO_PERMISSION: 'this user may not read and write the data folder',
  NOT_A_DATABASE: 'the database file is not one of ours',
  TRUNCATED: 'the database file ends before its contents do; restore it, or have it replaced by an empty one',
  DAMAGED: 'the structure of the database file is damaged; restore it, or have it replaced by an empty one',
  NEWER_FORMAT: 'written by a newer version of this software; details: found, known',
  OLDER_FORMAT:
    'written by an older version of this software: let that one hand everything over (leave), or begin with an empty folder; details: found, known',
  FOLDER_IN_USE: 'another live process uses the folder; details: pid',
  FOLDER_OF_ANOTHER_NODE: 'the folder belongs to another node; details: owner, expected',
  FOREIGN_LOG:
    'the log in the folder is not that of its database; put back the one it came from, or remove the log; details: log',
  OPEN_FAILED: 'the engine could not open the database; the cause says why'
} as const

export type StorageErrorCode = keyof typeof STORAGE_ERROR_CODES

export type StorageErrorDetails = Readonly<Record<string, string | number>>

/** Everything that the world can do to a storage. Our own bugs are assertions, never this. */
export class StorageError extends Error {
  readonly code: StorageErrorCode
  /** The counts and names needed to act, as listed with the code. */
  readonly details: StorageErrorDetails

  constructor(code: StorageErrorCode, message: string, details: StorageErrorDetails = {}, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause })
    this.name = 'StorageError'
    this.code = code
    this.details = details
  }
}
