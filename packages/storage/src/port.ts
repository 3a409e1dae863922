// The port between a node and whatever keeps its bytes. A node knows six ordered maps from bytes to bytes
// and one promise: what `write` acknowledged is still there after `kill -9` and after a power cut.
//
//   const storage = await openLmdbStorage({ folder: '/var/lib/halley', owner: nodeId })
//   await storage.write([
//     { space: 'record', key, value: encodedRecord },
//     { space: 'hint', key: hintKey, value: null }          // null removes
//   ])                                                       // both or neither, and durable from here on
//   storage.read('record', key)                              // synchronous: a page of mapped memory
//
// Reads are synchronous because the engine maps its file into memory: a promise would cost more than the
// read. A read sees exactly what is durable: a write becomes visible together with its acknowledgement, so
// no decision is ever taken on a state that a power cut can take back.

/** The maps a node keeps: replicated records, their index, their timers, replica-local state, hints for absent peers, its own notes. */
export const SPACES = ['record', 'index', 'timer', 'local', 'hint', 'meta'] as const

export type Space = (typeof SPACES)[number]

/** One change of a batch. `null` removes the key; removing an absent key is no error. */
export interface Change {
  readonly space: Space
  readonly key: Uint8Array
  readonly value: Uint8Array | null
}

export interface Entry {
  readonly key: Uint8Array
  readonly value: Uint8Array
}

export interface ScanOptions {
  /** Starts after this key, which itself is left out. Default: before the first key. */
  readonly after?: Uint8Array
  /** Ends before this key, which itself is left out. Default: behind the last key. */
  readonly before?: Uint8Array
  /** At most this many entries; corrupt ones are not counted. Default: no bound. */
  readonly limit?: number
  /** Told of each entry whose checksum fails; the scan goes on without it. Without it the scan throws. */
  readonly onCorrupt?: (corrupt: { space: Space; key: Uint8Array }) => void
}

export interface Storage {
  /**
   * Who this database is in version vectors: 8 random bytes in hex, drawn when the database was created. A
   * wiped disk comes back as a new actor, so it can never issue a version that it had issued before.
   */
  readonly actor: string

  /**
   * The value, in memory of its own, or `undefined` when there is none.
   * Throws StorageError CORRUPT_VALUE when the checksum fails, CLOSED after `close`.
   */
  read(space: Space, key: Uint8Array): Uint8Array | undefined

  /**
   * Applies all changes or none, in order (of two changes to one key the later wins). Resolves once they are
   * on stable storage. Concurrent calls share one sync and are applied in the order of the calls. The bytes
   * are copied before the call returns. Rejects with a StorageError, and then nothing of the batch is there.
   */
  write(changes: readonly Change[]): Promise<void>

  /**
   * Entries by ascending key bytes. Not a snapshot: it is read a chunk at a time, so it may be left open
   * across writes, and each entry is as it was when its chunk was read. Every key that exists during the
   * whole scan is seen exactly once.
   */
  scan(space: Space, options?: ScanOptions): Iterable<Entry>

  /** How many keys the space holds. */
  count(space: Space): number

  /** Waits for the writes under way, refuses new ones, and releases the folder. Calling it again is harmless. */
  close(): Promise<void>
}
