// A database with a log in front. A commit of the database costs two trips to the disk, one behind the other, and a path of pages
// for each key; a frame of the log costs one trip, and a thousand of them come into the database together, about once a second.
//
//   commit → one durable write to the log → readable, from the overlay → acknowledged
//                                              ⋮ a second later, or when the segment is full
//                         checkpoint: the older generation, piece by piece, into the database → its segment is free
//
// Some commits go to the database itself, after all that is pending: those before there is a log, great ones, and those that find no
// room. A full disk is thus met by the database alone, as if there were no log: what is pending has its room already, because
// it was made before the acknowledgement.
//
// When both segments are full, the commit waits for the checkpoint: so do the writers, and their queue is bounded. After a disk
// that failed (a frame or a checkpoint could not be written) nothing is written any more until the next opening: whether the disk
// holds what it was given before is not known, and what is pending is in the log.
import { rmSync } from 'node:fs'
import type { Engine } from './engine.ts'
import { StorageError } from './errors.ts'
import {
  LOG_FIRST_COMMIT,
  LOG_FRAME_MAX_BYTES,
  LOG_RETRY_COMMITS,
  LOG_SEGMENT_CHANGES,
  LOG_WAIT_MS
} from './limits.ts'
import type { LmdbEngine } from './lmdb-engine.ts'
import { Log } from './log.ts'
import { createLogFile, openLogFile } from './log-file.ts'
import { frameLength } from './log-frame.ts'
import { draftOf, logNote, nameLog, pieces, recoverLog } from './log-recovery.ts'
import { type Generation, mergedChunk, Overlay } from './overlay.ts'
import type { Change } from './port.ts'
import { addDemand, type Demand, isNoRoom, NO_DEMAND } from './room.ts'

/** Puts a log before the database; replays the one that is there. `file` is its name. Rejects as `recoverLog` says. */
export async function createLoggedEngine(base: LmdbEngine, file: string): Promise<Engine> {
  const overlay = new Overlay()
  let log = await recoverLog(base, file)
  /** Without a pause between them, and without a log. */
  let commits = 0
  let committedAt = 0
  /** A log is being made, or was. */
  let making: Promise<void> | undefined
  /** Its salt, when it is made. */
  let made: Uint8Array | undefined
  let checkpoint: Promise<void> | undefined
  let timer: NodeJS.Timeout | undefined
  let isCommitting = false
  /** The wait of the newer generation is over. */
  let isDue = false
  let broken: StorageError | undefined

  async function commit(changes: readonly Change[]): Promise<void> {
    isCommitting = true
    try {
      if (broken !== undefined) throw broken
      log ??= await beginLog()
      if (log === undefined || !(await append(log, changes))) await commitBelow(changes)
    } finally {
      isCommitting = false
      if (isDue && checkpoint === undefined) turn()
    }
  }

  /** Whether the log took them: durable and readable when it did. */
  async function append(log: Log, changes: readonly Change[]): Promise<boolean> {
    const length = frameLength(changes)
    if (length > LOG_FRAME_MAX_BYTES || changes.length > LOG_SEGMENT_CHANGES) return false
    if (!log.fits(length) || overlay.newer.demand.changes + changes.length > LOG_SEGMENT_CHANGES) {
      await checkpointed()
      turn()
    }
    if (!(await base.reserve(demandWith(changes)))) return false
    try {
      await log.append(changes, length)
    } catch (error) {
      if (isNoRoom(error)) return false
      throw failed(error)
    }
    overlay.newer.add(changes)
    timer ??= setTimeout(wake, LOG_WAIT_MS).unref()
    return true
  }

  async function commitBelow(changes: readonly Change[]): Promise<void> {
    await flush()
    await base.commit(changes)
  }

  function demandWith(changes: readonly Change[]): Demand {
    const { newer, older } = overlay
    const pending = addDemand(newer.demand, changes)
    const before = older?.demand ?? NO_DEMAND
    return {
      changes: pending.changes + before.changes,
      inline: pending.inline + before.inline,
      apart: pending.apart + before.apart
    }
  }

  /** Resolves when no checkpoint is under way. Rejects when one has failed. */
  async function checkpointed(): Promise<void> {
    while (checkpoint !== undefined) await checkpoint
    if (broken !== undefined) throw broken
  }

  /** Everything that is pending, into the database. */
  async function flush(): Promise<void> {
    await checkpointed()
    if (overlay.newer.isEmpty) return
    turn()
    await checkpointed()
  }

  function wake(): void {
    timer = undefined
    isDue = true
    // A frame under way is in this segment, and not yet in its generation.
    if (!isCommitting && checkpoint === undefined) turn()
  }

  /** The older generation must be gone: begins the checkpoint of the newer one, and goes on in the other segment. */
  function turn(): void {
    isDue = false
    clearTimeout(timer)
    timer = undefined
    if (log === undefined || overlay.newer.isEmpty || broken !== undefined) return
    const generation = overlay.turn()
    log.turn()
    checkpoint = bring(generation, logNote(log.salt, log.last)).then(
      () => {
        checkpoint = undefined
        overlay.drop()
        if (isDue && !isCommitting) turn()
      },
      (error: unknown) => {
        checkpoint = undefined
        failed(error)
      }
    )
  }

  async function bring(generation: Generation, note: ReturnType<typeof logNote>): Promise<void> {
    let last: Change[] = []
    for (const piece of pieces(generation)) {
      if (last.length > 0) await base.bring(last)
      last = piece
    }
    await base.bring(last, note)
  }

  function failed(error: unknown): StorageError {
    const message = `cannot write the log ${file} or bring it into the database: ${String(error)}`
    broken ??= error instanceof StorageError ? error : new StorageError('WRITE_FAILED', message, {}, error)
    return broken
  }

  /** Makes a log while commits go on without, and begins it when it is made: once there are many in a short time. */
  async function beginLog(): Promise<Log | undefined> {
    const now = performance.now()
    if (now - committedAt > LOG_WAIT_MS) commits = 0
    committedAt = now
    commits++
    if (commits % LOG_RETRY_COMMITS === LOG_FIRST_COMMIT) making ??= makeDraft()
    if (made === undefined) return undefined
    const salt = made
    // From here on the database may know it, and then the file must stay.
    made = undefined
    try {
      await base.notes.set(...logNote(salt, 0))
    } catch (error) {
      if (!(error instanceof StorageError && error.code === 'DISK_FULL')) throw error
      made = salt
      return undefined
    }
    nameLog(file)
    return new Log(await openLogFile(file), salt, 0)
  }

  async function makeDraft(): Promise<void> {
    try {
      made = await createLogFile(draftOf(file))
    } catch {
      // Without room for a log there is none; what else there is no room for, the database says.
      making = undefined
    }
  }

  /** A folder that was closed is a database alone. */
  async function giveUpLog(log: Log): Promise<void> {
    try {
      await flush()
      const [name, text] = logNote(log.salt, log.last, 'closed')
      await base.notes.set(name, text)
      rmSync(file)
    } catch (error) {
      // What is pending is in the log, and will be replayed.
      if (!(error instanceof StorageError)) throw error
    } finally {
      await log.close()
    }
  }

  return {
    get(space, key) {
      const pending = overlay.get(space, key)
      if (pending === undefined) return base.get(space, key)
      return pending.value === null ? undefined : new Uint8Array(pending.value)
    },
    commit,
    chunk(space, span, entries, bytes) {
      const below: Parameters<typeof mergedChunk>[2] = (part, most, size) =>
        base.chunk(space, part, most, size)
      if (!overlay.has(space)) return below(span, entries, bytes)
      return mergedChunk(overlay, space, below, span, entries, bytes)
    },
    count(space) {
      let count = base.count(space)
      if (!overlay.has(space)) return count
      for (const { key, value } of overlay.within(space, { after: undefined, before: undefined }))
        count += Number(value !== null) - Number(base.has(space, key))
      return count
    },
    async close() {
      await making
      try {
        if (log !== undefined) await giveUpLog(log)
        if (made !== undefined) rmSync(draftOf(file))
      } finally {
        clearTimeout(timer)
        await base.close()
      }
    }
  }
}
