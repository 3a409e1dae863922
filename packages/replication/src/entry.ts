// A key in use at a replica: what is durable of it, what is to become so, and who waits for which.
import type { Dot, Key, NodeId } from '@halley/model'
import type { Change, Copy, Reader, Writer } from './copy.ts'
import type { Growth } from './growth.ts'
import type { retimed } from './retimed.ts'
import type { Row } from './row.ts'

export interface Pending {
  readonly change: Change
  readonly writer: Writer
}

export interface Acknowledgement {
  readonly writer: Writer
  readonly dots: readonly Dot[]
  readonly growth: Growth
}

export interface Entry {
  readonly key: Key
  /** Absent while it is being loaded. */
  durable?: Copy
  latest?: Copy
  /** Waiting for the load. */
  readonly readers: Reader[]
  readonly writes: Pending[]
  /** Merged into `latest`, to be stored next. */
  dirty: Dirty
  /** What the disk has is not to be used; its row of the index goes with it. */
  disowned?: { readonly row: Row | undefined }
  waiting: Acknowledgement[]
  storing?: {
    readonly copy: Copy
    readonly before: Row | undefined
    readonly after: Row | undefined
    readonly acknowledge: readonly Acknowledgement[]
    readonly hints: ReadonlySet<NodeId>
    readonly timing: ReturnType<typeof retimed>
  }
}

export interface Dirty {
  record: boolean
  local: boolean
  hints: ReadonlySet<NodeId>
  unhints: ReadonlySet<NodeId>
  forgotten: boolean
}

export function clean(): Dirty {
  return { record: false, local: false, hints: NOBODY, unhints: NOBODY, forgotten: false }
}

// Few writes have hints.
const NOBODY: ReadonlySet<NodeId> = new Set()

export function isClean({ record, local, hints, unhints, forgotten }: Dirty): boolean {
  return !record && !local && !forgotten && hints.size === 0 && unhints.size === 0
}
