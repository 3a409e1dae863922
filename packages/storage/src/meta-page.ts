// The meta pages of an LMDB file, read without LMDB.
//
// A file begins with two meta pages; the one with the greater transaction number counts. Offsets in a meta
// page, after a page header of 24 bytes (little endian, as are all machines that Node runs LMDB on):
//
//   18 flags (8 = meta)   24 magic   28 version   48 page size, also the head of the free list's tree
//   96 head of the main tree   144 last page   152 transaction
import { readSync } from 'node:fs'
import { StorageError } from './errors.ts'
import { readTree, type Tree } from './structure.ts'

const META_BYTES = 168
const META_FLAG = 8
const MAGIC = 0xbeefc0de
const VERSION = 2

/** The meta page that counts. Page numbers are exact: a file of 2^53 pages does not exist. */
export interface Meta {
  readonly pageSize: number
  readonly trees: readonly Tree[]
  readonly lastPage: number
  readonly transaction: bigint
}

/** Throws NOT_A_DATABASE, NEWER_FORMAT or TRUNCATED. `file` is for the messages. */
export function readNewestMeta(file: string, descriptor: number): Meta {
  const first = readMeta(file, descriptor, 0)
  const second = readMeta(file, descriptor, first.pageSize)
  return first.transaction >= second.transaction ? first : second
}

function readMeta(file: string, descriptor: number, offset: number): Meta {
  const bytes = Buffer.alloc(META_BYTES)
  const read = readSync(descriptor, bytes, 0, META_BYTES, offset)
  if (read < META_BYTES && offset > 0)
    throw new StorageError('TRUNCATED', `${file} ends after ${offset + read} bytes`)
  const isMeta = (bytes.readUInt16LE(18) & META_FLAG) !== 0 && bytes.readUInt32LE(24) === MAGIC
  const version = bytes.readUInt32LE(28) & 0xffff
  const pageSize = bytes.readUInt32LE(48)
  if (isMeta && version > VERSION) {
    const message = `${file} has version ${version} of LMDB's format; version ${VERSION} is known`
    throw new StorageError('NEWER_FORMAT', message, { found: version, known: VERSION })
  }
  const sane =
    isMeta && version === VERSION && pageSize >= 512 && pageSize <= 65536 && (pageSize & (pageSize - 1)) === 0
  if (!sane) throw new StorageError('NOT_A_DATABASE', `${file} is not a database`)
  return {
    pageSize,
    trees: [readTree(bytes, 48, false), readTree(bytes, 96, true)],
    lastPage: Number(bytes.readBigUInt64LE(144)),
    transaction: bytes.readBigUInt64LE(152)
  }
}
