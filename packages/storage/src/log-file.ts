// The file of the log: a head of one block, then two segments. It is written full of zeros and synced before it is used, and
// never changes its length: so an append is one write to blocks that are there, and neither meets a full disk nor makes the file
// system keep its journal.
//
//   head: 0,8 'HALLEYL1'   8,4 bytes of a segment   12,8 salt   20,4 CRC-32 of what is before
//
// The name is given to a complete file alone, and after the database knows its salt: see log-recovery.ts.
import { randomBytes } from 'node:crypto'
import { closeSync, constants, openSync, readFileSync, readSync } from 'node:fs'
import { type FileHandle, open, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import { crc32 } from 'node:zlib'
import { syncFolder } from './folder.ts'
import { LOG_BLOCK_BYTES, LOG_SEGMENT_BYTES } from './limits.ts'
import { SALT_BYTES } from './log-frame.ts'

/** What a log does with its file. */
export interface LogFile {
  /** Durable when resolved. Rejects with the system's error. */
  write(bytes: Uint8Array, at: number): Promise<void>
  close(): Promise<void>
}

const LOG_FILE_BYTES = LOG_BLOCK_BYTES + 2 * LOG_SEGMENT_BYTES

const MAGIC = Buffer.from('HALLEYL1')
const SALT_AT = 12
const CHECKSUM_AT = SALT_AT + SALT_BYTES
const HEAD_BYTES = CHECKSUM_AT + 4

/** Creates the file, complete and durable. Resolves with its salt. Rejects with the system's error. */
export async function createLogFile(file: string): Promise<Buffer> {
  const salt = randomBytes(SALT_BYTES)
  const handle = await open(file, 'w')
  try {
    const zeros = new Uint8Array(LOG_SEGMENT_BYTES / 4)
    await writeWhole(handle, writeHead(salt), 0)
    for (let at = LOG_BLOCK_BYTES; at < LOG_FILE_BYTES; at += zeros.length)
      await writeWhole(handle, zeros, at)
    await handle.sync()
  } catch (error) {
    await handle.close()
    await rm(file, { force: true })
    throw error
  }
  await handle.close()
  syncFolder(dirname(file))
  return salt
}

/**
 * On Linux the file is opened such that a write returns when it is durable: one trip through the pool of threads, where a write
 * and a sync are two. Elsewhere that flag is missing or leaves the bytes in the drive's cache.
 */
export async function openLogFile(file: string): Promise<LogFile> {
  const isSynced = process.platform === 'linux'
  const handle = await open(file, constants.O_RDWR | (isSynced ? constants.O_DSYNC : 0))
  return {
    async write(bytes, at) {
      await writeWhole(handle, bytes, at)
      if (!isSynced) await handle.datasync()
    },
    close: () => handle.close()
  }
}

/** The salt of the log; nothing where the file has no head. Throws the system's errors. */
export function readSalt(file: string): Buffer | undefined {
  const head = Buffer.alloc(HEAD_BYTES)
  const descriptor = openSync(file, 'r')
  try {
    readSync(descriptor, head, 0, HEAD_BYTES, 0)
  } finally {
    closeSync(descriptor)
  }
  const salt = head.subarray(SALT_AT, CHECKSUM_AT)
  return head.equals(writeHead(salt).subarray(0, HEAD_BYTES)) ? salt : undefined
}

/** The two segments; nothing where the file has not the length it was made with. Throws the system's errors. */
export function readSegments(file: string): readonly Buffer[] | undefined {
  const bytes = readFileSync(file)
  if (bytes.length !== LOG_FILE_BYTES) return undefined
  return [0, 1].map((index) => {
    const begin = LOG_BLOCK_BYTES + index * LOG_SEGMENT_BYTES
    return bytes.subarray(begin, begin + LOG_SEGMENT_BYTES)
  })
}

/** A block. */
function writeHead(salt: Uint8Array): Buffer {
  const head = Buffer.alloc(LOG_BLOCK_BYTES)
  MAGIC.copy(head)
  head.writeUInt32LE(LOG_SEGMENT_BYTES, MAGIC.length)
  head.set(salt, SALT_AT)
  head.writeUInt32LE(crc32(head.subarray(0, CHECKSUM_AT)), CHECKSUM_AT)
  return head
}

/** A full disk takes a part of it first; the rest tells why. */
async function writeWhole(handle: FileHandle, bytes: Uint8Array, at: number): Promise<void> {
  let done = 0
  while (done < bytes.length)
    done += (await handle.write(bytes, done, bytes.length - done, at + done)).bytesWritten
}
