// Every bound of the storage, with its derivation. A bound that the engine sets is checked here, before it:
// the engine's own refusals come late, after part of a batch was taken.

import assert from 'node:assert/strict'
import { KEY_BYTES, RECORD_BYTES } from '@halley/model'
import { StorageError } from './errors.ts'
import type { Change } from './port.ts'

const KIB = 1024
const MIB = 1024 * KIB

/** LMDB keeps two keys on a 4 KiB page, which leaves 1,978 bytes for one. */
const ENGINE_KEY_MAX_BYTES = 1_978

/** A stored key: a user's key and what the node puts around it (a peer's id, a range, a time): 512 bytes. */
export const KEY_MAX_BYTES = KEY_BYTES + 512

/** A value: the largest record has 2.6 MiB; the rest is for an operator's larger limits. */
export const VALUE_MAX_BYTES = 4 * MIB

/** A batch: three values of the greatest size with their keys. Its pages are held in memory until the commit. */
export const BATCH_MAX_BYTES = 16 * MIB
export const BATCH_MAX_CHANGES = 10_000

/** What may wait for the disk in all: at 50 MB/s a little over a second; beyond that a writer is told. */
export const QUEUE_MAX_BYTES = 64 * MIB

/** What one sync carries: enough that the sync's cost vanishes, little enough that nobody waits for long. */
export const GROUP_MAX_BYTES = 8 * MIB

/** What is stored before each value: its checksum. */
export const SEAL_BYTES = 4

/** Frames of the log begin at multiples of it, and no write touches a block of an earlier one: a torn write tears nothing else. */
export const LOG_BLOCK_BYTES = 4 * KIB

/**
 * The log has two segments. While one is brought into the database the other takes what comes. 5,000 puts with 500 bytes of
 * records and index each take 2.5 MB. This is also what waits in memory, twice at the most.
 */
export const LOG_SEGMENT_BYTES = 4 * MIB

/**
 * Changes in a segment, two to a put. The room that is kept ready for them on the disk grows with their number, a page each:
 * 80 MB for two segments, where the database has that many pages.
 */
export const LOG_SEGMENT_CHANGES = BATCH_MAX_CHANGES

/** A larger commit goes to the database directly: one trip to the disk saved is little, and writing it twice is much. */
export const LOG_FRAME_MAX_BYTES = 1 * MIB

/** How long a change waits in the log for the database, in milliseconds, while there is room for more. */
export const LOG_WAIT_MS = 1_000

/** The commit that begins a log, counted from the last pause of LOG_WAIT_MS: who writes now and then does without. */
export const LOG_FIRST_COMMIT = 16

/** Commits between two attempts at making a log, where the disk has no room for one. */
export const LOG_RETRY_COMMITS = 1_000

/**
 * What is brought into the database at once: a millisecond of the event loop, and so little for the disk that a frame of the log
 * does not wait long behind it. With 1,000 at once one write in a hundred took 40 ms where it takes 10 with 250, on a disk that
 * writes 4,000 batches a second.
 */
export const CHECKPOINT_CHANGES = 250
export const CHECKPOINT_BYTES = 512 * KIB

/** What a scan holds in memory at once. One value may exceed it alone. */
export const SCAN_CHUNK_BYTES = 1 * MIB
export const SCAN_CHUNK_ENTRIES = 1_000

assert.ok(KEY_MAX_BYTES <= ENGINE_KEY_MAX_BYTES, 'the engine takes every key that passes')
assert.ok(RECORD_BYTES <= VALUE_MAX_BYTES, 'every record fits')
assert.ok(VALUE_MAX_BYTES + KEY_MAX_BYTES <= BATCH_MAX_BYTES, 'every value fits into a batch')
assert.ok(LOG_FRAME_MAX_BYTES + LOG_BLOCK_BYTES <= LOG_SEGMENT_BYTES, 'every frame fits into a segment')
assert.ok(BATCH_MAX_BYTES <= QUEUE_MAX_BYTES, 'every batch can wait')

/** Checks a batch against the limits and returns its bytes. Throws the StorageError that names the excess. */
export function checkBatch(changes: readonly Change[]): number {
  if (changes.length > BATCH_MAX_CHANGES) throw tooLarge('changes', changes.length, BATCH_MAX_CHANGES)
  let bytes = 0
  for (const { key, value } of changes) {
    checkKey(key)
    const length = value?.length ?? 0
    if (length > VALUE_MAX_BYTES) {
      const message = `a value has ${length} bytes; at most ${VALUE_MAX_BYTES} are allowed`
      throw new StorageError('VALUE_TOO_LARGE', message, { length, max: VALUE_MAX_BYTES })
    }
    bytes += key.length + length
  }
  if (bytes > BATCH_MAX_BYTES) throw tooLarge('bytes', bytes, BATCH_MAX_BYTES)
  return bytes
}

/** Throws KEY_EMPTY or KEY_TOO_LONG. */
export function checkKey(key: Uint8Array): void {
  if (key.length === 0) throw new StorageError('KEY_EMPTY', 'a key needs at least one byte')
  if (key.length <= KEY_MAX_BYTES) return
  const message = `a key has ${key.length} bytes; at most ${KEY_MAX_BYTES} are allowed`
  throw new StorageError('KEY_TOO_LONG', message, { length: key.length, max: KEY_MAX_BYTES })
}

function tooLarge(what: string, length: number, max: number): StorageError {
  return new StorageError('BATCH_TOO_LARGE', `a batch has ${length} ${what}; at most ${max} are allowed`, {
    length,
    max
  })
}
