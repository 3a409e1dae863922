// Group commit. A durable commit costs a trip to the disk or two whatever it carries, so the writes that arrive
// while one is under way wait together and go out as the next one. Nothing is ever delayed on purpose: a
// lone write leaves at once.
//
// When a group fails for want of room, its members are tried alone: the small ones and the removals may
// still succeed, and each learns its own fate. After any other failure nothing more is written. The kernel
// reports a failed sync once and then forgets it, so trying again would acknowledge what is not on the disk.
import type { Engine } from './engine.ts'
import { StorageError } from './errors.ts'
import { GROUP_MAX_BYTES, QUEUE_MAX_BYTES } from './limits.ts'
import type { Change } from './port.ts'

interface Waiting {
  readonly changes: readonly Change[]
  readonly bytes: number
  readonly resolve: () => void
  readonly reject: (error: StorageError) => void
}

export interface GroupCommit {
  /** Queues a checked and sealed batch of `bytes` bytes; settles with its fate. */
  write(changes: readonly Change[], bytes: number): Promise<void>
  /** Resolves when nothing is waiting or under way. */
  idle(): Promise<void>
}

export function createGroupCommit(engine: Engine): GroupCommit {
  const waiting: Waiting[] = []
  let waitingBytes = 0
  let running: Promise<void> | undefined
  let broken: StorageError | undefined

  async function run(): Promise<void> {
    // Everything that the present turn of the caller writes joins the first group.
    await null
    while (waiting.length > 0) await commitGroup(takeGroup())
    running = undefined
  }

  function takeGroup(): Waiting[] {
    let bytes = 0
    let count = 0
    do bytes += waiting[count++]!.bytes
    while (count < waiting.length && bytes + waiting[count]!.bytes <= GROUP_MAX_BYTES)
    waitingBytes -= bytes
    return waiting.splice(0, count)
  }

  async function commitGroup(group: readonly Waiting[]): Promise<void> {
    const failure = await attempt(group.flatMap((member) => member.changes))
    if (failure === undefined) for (const member of group) member.resolve()
    else if (failure.code === 'DISK_FULL' && group.length > 1)
      for (const member of group) await commitGroup([member])
    else for (const member of group) member.reject(failure)
  }

  async function attempt(changes: readonly Change[]): Promise<StorageError | undefined> {
    if (broken !== undefined) return broken
    try {
      await engine.commit(changes)
      return undefined
    } catch (error) {
      const failure =
        error instanceof StorageError
          ? error
          : new StorageError('WRITE_FAILED', 'the commit failed', {}, error)
      if (failure.code !== 'DISK_FULL') broken = failure
      return failure
    }
  }

  return {
    write(changes, bytes) {
      if (broken !== undefined) return Promise.reject(broken)
      if (waitingBytes + bytes > QUEUE_MAX_BYTES) return Promise.reject(queueFull(waitingBytes))
      return new Promise((resolve, reject) => {
        waiting.push({ changes, bytes, resolve, reject })
        waitingBytes += bytes
        running ??= run()
      })
    },
    async idle() {
      while (running !== undefined) await running
    }
  }
}

function queueFull(waiting: number): StorageError {
  const message = `${waiting} bytes already wait for the disk; at most ${QUEUE_MAX_BYTES} may`
  return new StorageError('QUEUE_FULL', message, { waiting, max: QUEUE_MAX_BYTES })
}
