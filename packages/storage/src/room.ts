// Room for a commit, made before it. LMDB must never meet a full disk: a commit whose writes fail leaves the heap of the
// process damaged, which ends it now or later (lmdb-js 3.5.6: free lists of a failed transaction). So the file is always longer
// than the database in it: zeros are written behind its end, and they are what a full disk, a quota or a limit on file sizes
// meets. The engine then writes only where the file system has given room already.
//
//   | pages of the database, some of them free | tail: zeros, room for commits | ← end of the file
//                                              ^ lastPage + 1
//
// A commit goes on if the tail has room for the most that it can take (`mostPages`). As long as the disk gives, the tail is kept
// longer than that by SPARE_PAGES. When it gives no more, the spare room is for commits that may well take none of it: those
// that only remove, and those for which the database has free pages. So removing makes room on a full disk.
//
// File systems that never overwrite in place (btrfs, ZFS) may refuse all the same, and so may a copy of the file whose zeros were
// left out as holes; then the storage is broken until it is opened
// anew, and says so.
import { rmSync, writeFileSync } from 'node:fs'
import { type FileHandle, open } from 'node:fs/promises'
import { constants } from 'node:os'
import { StorageError } from './errors.ts'
import { CHECKPOINT_BYTES, CHECKPOINT_CHANGES } from './limits.ts'
import type { Change } from './port.ts'

/** What the trees of the database say of themselves, together. */
export interface Extent {
  readonly lastPage: number
  /** In trees: neither free nor meta pages. */
  readonly usedPages: number
  /** Of the deepest tree. */
  readonly depth: number
  /** Of all trees together. */
  readonly branchPages: number
}

/** What changes bring, as far as it matters for the room that they take. */
export interface Demand {
  readonly changes: number
  /** Bytes in leaves, with what goes with each entry. */
  readonly inline: number
  /** Pages of values that are in none. */
  readonly apart: number
}

export const NO_DEMAND: Demand = { changes: 0, inline: 0, apart: 0 }

const PAGE_BYTES = 4096

/** The list of free pages, the tree of trees, what splits at their roots. */
const OVERHEAD_PAGES = 64

/** The same for one of many small commits that follow each other. */
const PIECE_OVERHEAD_PAGES = 16

const SPARE_PAGES = 256

/** How far the tail is extended at once beyond what is needed: an eighth of the file, within these bounds. */
const LEAST_STRIDE_PAGES = 256
const MOST_STRIDE_PAGES = 4096

/** Values up to this size are in the leaf with their key, larger ones in pages of their own. */
const INLINE_BYTES = 2000

const NO_ROOM = new Set([constants.errno.ENOSPC, constants.errno.EDQUOT, constants.errno.EFBIG])

export class Room {
  readonly #file: string
  readonly #handle: FileHandle
  /** In the file. */
  #pages: number
  /** What the database can have become at the most since it was measured. */
  #last: Extent | undefined
  /** As it is: nothing was committed since. */
  #measured: Extent | undefined

  private constructor(file: string, handle: FileHandle, pages: number) {
    this.#file = file
    this.#handle = handle
    this.#pages = pages
  }

  static async open(file: string): Promise<Room> {
    const handle = await open(file, 'r+')
    return new Room(file, handle, Math.floor((await handle.stat()).size / PAGE_BYTES))
  }

  /**
   * Throws DISK_FULL unless there is room for a commit of these changes, whatever it takes.
   * @param measure looks at the database; it costs more than most commits' arithmetic, and is called when it may matter
   */
  async provide(changes: readonly Change[], measure: () => Extent): Promise<void> {
    this.#measured = undefined
    if (this.#last !== undefined) {
      const most = mostPages(changes, this.#last).all
      this.#last = {
        ...this.#last,
        lastPage: this.#last.lastPage + most,
        usedPages: this.#last.usedPages + most
      }
      if (this.#pages >= this.#last.lastPage + 1 + SPARE_PAGES) return
    }
    const extent = measure()
    const { own, all } = mostPages(changes, extent)
    this.#last = { ...extent, lastPage: extent.lastPage + all, usedPages: extent.usedPages + all }
    const needed = extent.lastPage + 1 + all
    if (this.#pages >= needed + SPARE_PAGES) return
    const stride = Math.min(MOST_STRIDE_PAGES, Math.max(LEAST_STRIDE_PAGES, extent.lastPage >> 3))
    const refusal = await this.#extend(needed + SPARE_PAGES + stride)
    if (refusal === undefined || this.#pages >= needed + SPARE_PAGES) return
    const free = extent.lastPage + 1 - extent.usedPages
    const isModest = own <= free || changes.every(({ value }) => value === null)
    if (this.#pages >= needed && isModest) return
    const message = `no room to write ${this.#file}: ${refusal.message}`
    throw new StorageError('DISK_FULL', message, {}, refusal)
  }

  /**
   * Whether there is room for all of that, brought into the database piece by piece later; the file is made longer for it. On a
   * full disk there is not: the spare room is not for what can as well be refused.
   */
  async reserve(demand: Demand, measure: () => Extent): Promise<boolean> {
    this.#measured ??= measure()
    const needed = this.#measured.lastPage + 1 + pagesOfPieces(demand, this.#measured) + SPARE_PAGES
    if (this.#pages >= needed) return true
    const stride = Math.min(MOST_STRIDE_PAGES, Math.max(LEAST_STRIDE_PAGES, this.#measured.lastPage >> 3))
    await this.#extend(needed + stride)
    return this.#pages >= needed
  }

  /** The database may have become another since it was measured. */
  forget(): void {
    this.#last = undefined
    this.#measured = undefined
  }

  /** Gives back what is not used; the engine must be done with the file. */
  async close(extent: Extent): Promise<void> {
    const end = (extent.lastPage + 1) * PAGE_BYTES
    if ((await this.#handle.stat()).size > end) await this.#handle.truncate(end)
    await this.#handle.close()
  }

  /** Writes zeros up to there, or as far as the disk allows: then the refusal. @throws what is no want of room */
  async #extend(pages: number): Promise<Error | undefined> {
    const zeros = new Uint8Array(Math.min(LEAST_STRIDE_PAGES, Math.max(0, pages - this.#pages)) * PAGE_BYTES)
    while (this.#pages < pages) {
      const length = Math.min(zeros.length, (pages - this.#pages) * PAGE_BYTES)
      try {
        const { bytesWritten } = await this.#handle.write(zeros, 0, length, this.#pages * PAGE_BYTES)
        this.#pages += Math.floor(bytesWritten / PAGE_BYTES)
        // The rest of it tells why.
        if (bytesWritten < PAGE_BYTES)
          await this.#handle.write(zeros, 0, PAGE_BYTES, this.#pages * PAGE_BYTES)
      } catch (error) {
        if (isNoRoom(error)) return error as Error
        throw new StorageError('WRITE_FAILED', `cannot write ${this.#file}: ${String(error)}`, {}, error)
      }
    }
    return undefined
  }
}

/** Throws DISK_FULL unless a new database has room under this name, where nothing is yet. */
export function tryRoom(file: string): void {
  try {
    writeFileSync(file, new Uint8Array((SPARE_PAGES + LEAST_STRIDE_PAGES) * PAGE_BYTES))
  } catch (error) {
    if (isNoRoom(error)) throw new StorageError('DISK_FULL', `no room to create ${file}`, {}, error)
    throw error
  } finally {
    rmSync(file, { force: true })
  }
}

/** The most pages that a commit can take: its `own`, and `all` with those of the engine's books. */
function mostPages(changes: readonly Change[], { usedPages, depth }: Extent): { own: number; all: number } {
  // Each change copies a path of a tree, at the worst one of its own; but no page is copied twice.
  const copied = Math.min(changes.length * (depth + 1), usedPages)
  const own = copied + newPages(addDemand(NO_DEMAND, changes))
  return { own, all: own + OVERHEAD_PAGES + Math.ceil(own / 128) }
}

/**
 * The same for changes that come in pieces, each a commit of its own. They come in the order of the trees, two generations at the
 * most: so no page is copied more than twice, but for those where pieces meet.
 */
function pagesOfPieces(demand: Demand, { branchPages, depth, usedPages }: Extent): number {
  const bytes = demand.inline + demand.apart * PAGE_BYTES
  const pieces = 1 + Math.ceil(demand.changes / CHECKPOINT_CHANGES) + Math.ceil(bytes / CHECKPOINT_BYTES)
  const added = newPages(demand)
  const leaves = Math.min(demand.changes, 2 * (usedPages + added))
  const branches = Math.min(demand.changes * depth, 2 * (branchPages + Math.ceil(added / 16)))
  const meeting = pieces * (2 * depth + PIECE_OVERHEAD_PAGES)
  const own = leaves + branches + meeting + added
  return own + OVERHEAD_PAGES + Math.ceil(own / 128)
}

export function addDemand(demand: Demand, changes: readonly Change[]): Demand {
  let { inline, apart } = demand
  for (const { key, value } of changes) {
    const length = value?.length ?? 0
    inline += key.length + (length > INLINE_BYTES ? 0 : length) + 64
    if (length > INLINE_BYTES) apart += Math.ceil((length + 64) / PAGE_BYTES)
  }
  return { changes: demand.changes + changes.length, inline, apart }
}

/** A page that splits leaves two that are half full, or emptier where entries are large. */
function newPages({ inline, apart }: Demand): number {
  return apart + Math.ceil((4 * inline) / PAGE_BYTES)
}

/** A full disk, a used-up quota, a file too large. Node gives the negative of the error's number. */
export function isNoRoom(error: unknown): boolean {
  return NO_ROOM.has(-Number((error as { errno?: unknown }).errno))
}
