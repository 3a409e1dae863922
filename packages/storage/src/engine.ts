// What the storage asks of an engine: ordered maps, one atomic durable commit at a time, nothing else. Limits,
// checksums, group commit and chunked scans are the storage's own, so that LMDB and the memory twin share
// them and a test of one is a test of both.
import type { Change, Entry, Space } from './port.ts'

/** Keys between two others, neither of which belongs to it; without one, no bound on that side. */
export interface Span {
  readonly after: Uint8Array | undefined
  readonly before: Uint8Array | undefined
}

export interface Engine {
  /** The stored bytes, in memory of their own. */
  get(space: Space, key: Uint8Array): Uint8Array | undefined

  /**
   * Applies all changes or none; resolves when they are on stable storage, and readable from then on. Rejects
   * with a StorageError DISK_FULL or WRITE_FAILED; whatever else it rejects with counts as WRITE_FAILED. The
   * storage never calls it again before the last call has settled. The engine may keep the arrays, and nobody
   * changes them.
   */
  commit(changes: readonly Change[]): Promise<void>

  /** The next entries in key order within `span`: up to `entries` of them, fewer once they exceed `bytes`. */
  chunk(space: Space, span: Span, entries: number, bytes: number): Entry[]

  count(space: Space): number
  close(): Promise<void>
}
