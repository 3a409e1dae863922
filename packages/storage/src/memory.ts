// The memory twin: the port without a disk, for tests of everything above it. It has the same limits,
// checksums and group commit as the real storage, and a disk that can be made to fail:
//
//   const disk = createMemoryDisk()
//   const storage = createMemoryStorage({ disk })
//   storage.faults.failCommit(2)                 // the second commit from now finds the disk full
//   storage.faults.holdSyncs()                   // acknowledgements stop; what is written is not yet durable
//   storage.crash()                              // power cut: what was not acknowledged is gone
//   const again = createMemoryStorage({ disk })  // the same node after its restart
import { createHash } from 'node:crypto'
import type { Engine } from './engine.ts'
import { StorageError } from './errors.ts'
import { createMemoryMap, type MemoryMap } from './memory-map.ts'
import { type Change, SPACES, type Space, type Storage } from './port.ts'
import { createStorage } from './storage.ts'

/** What survives a crash. */
export interface MemoryDisk {
  readonly spaces: Record<Space, MemoryMap>
  actor: string | undefined
  owner: string | undefined
}

export interface MemoryOptions {
  /** The disk of an earlier storage, to come back after a crash. Default: an empty one. */
  readonly disk?: MemoryDisk
  /** The version-vector actor of a new disk, 16 hex digits. Default: drawn from a counter. */
  readonly actor?: string
  /** As for the real storage: a disk of another owner is refused. */
  readonly owner?: string
}

export interface MemoryFaults {
  /** The `n`-th commit from now (1 is the next) fails with `code` and leaves nothing. DISK_FULL if not given. */
  failCommit(n: number, code?: 'DISK_FULL' | 'WRITE_FAILED'): void
  /** From now on commits wait before they are durable, and are neither acknowledged nor readable. */
  holdSyncs(): void
  /** Ends `holdSyncs`: what waited becomes durable. */
  releaseSyncs(): void
  /** Flips one bit of the stored bytes of a key. Returns whether there was such a key. */
  flipBit(space: Space, key: Uint8Array): boolean
  /** How many commits were tried so far. */
  readonly commits: number
}

export interface MemoryStorage extends Storage {
  readonly faults: MemoryFaults
  /**
   * A power cut. Promises of unacknowledged writes never settle, and every later call fails with CLOSED.
   * The commit that was waiting for its sync is lost, or whole if `keepUnsynced`: a real disk may do either.
   */
  crash(options?: { keepUnsynced?: boolean }): MemoryDisk
}

export function createMemoryDisk(): MemoryDisk {
  const spaces = Object.fromEntries(SPACES.map((space) => [space, createMemoryMap()])) as Record<
    Space,
    MemoryMap
  >
  return { spaces, actor: undefined, owner: undefined }
}

let actors = 0

export function createMemoryStorage(options: MemoryOptions = {}): MemoryStorage {
  const disk = options.disk ?? createMemoryDisk()
  disk.actor ??= options.actor ?? createHash('sha256').update(`memory ${++actors}`).digest('hex').slice(0, 16)
  if (disk.owner !== undefined && options.owner !== undefined && disk.owner !== options.owner) {
    const message = `the disk belongs to node ${disk.owner}, not to ${options.owner}`
    throw new StorageError('FOLDER_OF_ANOTHER_NODE', message, { owner: disk.owner, expected: options.owner })
  }
  disk.owner ??= options.owner

  const failures = new Map<number, 'DISK_FULL' | 'WRITE_FAILED'>()
  let commits = 0
  let held: PromiseWithResolvers<void> | undefined
  let unsynced: readonly Change[] = []
  let crashed = false

  const engine: Engine = {
    get: (space, key) => disk.spaces[space].get(key),
    async commit(changes) {
      const code = failures.get(++commits)
      failures.delete(commits)
      if (code !== undefined) throw new StorageError(code, `commit ${commits} was told to fail with ${code}`)
      unsynced = changes
      if (held !== undefined) await held.promise
      if (crashed) return new Promise(() => {})
      apply(disk, changes)
      unsynced = []
    },
    chunk: (space, span, entries, bytes) => disk.spaces[space].chunk(span, entries, bytes),
    count: (space) => disk.spaces[space].size,
    async close() {}
  }
  const storage = createStorage(engine, disk.actor)

  function alive<A extends unknown[], R>(method: (...args: A) => R): (...args: A) => R {
    return (...args) => {
      if (crashed) throw new StorageError('CLOSED', 'the storage crashed')
      return method(...args)
    }
  }

  return {
    actor: disk.actor,
    read: alive(storage.read),
    write: async (changes) => alive(storage.write)(changes),
    scan: alive(storage.scan),
    count: alive(storage.count),
    close: async () => (crashed ? undefined : storage.close()),
    faults: {
      failCommit(n, code = 'DISK_FULL') {
        failures.set(commits + n, code)
      },
      holdSyncs() {
        held ??= Promise.withResolvers()
      },
      releaseSyncs() {
        held?.resolve()
        held = undefined
      },
      flipBit: (space, key) => disk.spaces[space].flipBit(key),
      get commits() {
        return commits
      }
    },
    crash({ keepUnsynced = false } = {}) {
      crashed = true
      if (keepUnsynced) apply(disk, unsynced)
      return disk
    }
  }
}

function apply(disk: MemoryDisk, changes: readonly Change[]): void {
  for (const { space, key, value } of changes) {
    if (value === null) disk.spaces[space].delete(key)
    else disk.spaces[space].set(key, value)
  }
}
