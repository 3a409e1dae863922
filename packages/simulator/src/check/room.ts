// Nobody's objects take up more than they may, but for copies of what other coordinators have written: a coordinator whose owner, or
// whose disk, has had no room for a while makes no version that takes more. The books are kept here anew, from what the disks say
// that they have stored. That what is refused is nowhere, budgets.ts looks at.
import {
  holdingsOf,
  type Millis,
  NOBODY,
  type NodeId,
  type ObjectRecord,
  type OwnerMark
} from '@halley/model'
import { nameOf } from './knowledge.ts'
import type { Checker, Violation } from './violation.ts'

/** Longer than a write waits for its disk, and than a node counts what it has when it starts. */
const WHILE_MS = 10_000

const ALL: OwnerMark = -1

/** More than a run ever stores. */
const PLENTY = 100_000_000

export const room: Checker = ({ events }, { world: { node: options } }) => {
  if (Math.min(options.storageBytes, options.ownerStorageBytes) > PLENTY) return []
  const disks = new Map<NodeId, Books>()
  const seen = new Set<string>()
  const found: Violation[] = []
  for (const event of events) {
    const { node, at } = event
    const books = disks.get(node) ?? new Books()
    disks.set(node, books)
    if (event.type === 'started' || event.type === 'clock') books.begin(at)
    if (event.type !== 'stored') continue
    const { key, record } = event
    const fresh = (record?.siblings ?? []).filter(({ dot }) => !seen.has(nameOf(key, dot)))
    for (const { dot } of fresh) seen.add(nameOf(key, dot))
    const came = books.store(event)
    // What others had made before came along.
    if (fresh.length === 0 || fresh.length < came.versions) continue
    for (const [owner, bytes] of came.grown) {
      if (owner === NOBODY || bytes <= 0) continue
      const allowed = owner === ALL ? options.storageBytes : options.ownerStorageBytes
      const least = books.least(owner, at)
      if (least <= allowed) continue
      const message = `${node} makes a version of ${key} that takes more, though ${least} bytes were there for a while and ${allowed} may be`
      found.push({ check: 'room', message, at })
    }
    books.keep(at)
  }
  return found
}

interface Held {
  record: ObjectRecord
  local: Uint8Array | null
}

/** What one disk holds. */
class Books {
  readonly #copies = new Map<string, Held>()
  readonly #sums = new Map<OwnerMark, number>()
  /** Earlier sums, the oldest first. */
  readonly #past: { at: Millis; sums: ReadonlyMap<OwnerMark, number> }[] = []
  #since: Millis = 0

  begin(at: Millis): void {
    this.#since = at
  }

  /** Returns by how much each owner, and all, hold more, and how many versions came. */
  store(change: {
    key: string
    at: Millis
    record?: ObjectRecord
    local?: Uint8Array | null
    forgotten?: true
  }): { grown: ReadonlyMap<OwnerMark, number>; versions: number } {
    const before = this.#copies.get(change.key) ?? { record: { context: {}, siblings: [] }, local: null }
    this.keep(change.at)
    const after: Held =
      change.forgotten === true
        ? { record: { context: {}, siblings: [] }, local: null }
        : {
            record: change.record ?? before.record,
            local: change.local === undefined ? before.local : change.local
          }
    this.#copies.set(change.key, after)
    const grown = new Map<OwnerMark, number>()
    const add = ({ record, local }: Held, sign: number): void => {
      for (const { owner, bytes } of holdingsOf(record, local))
        for (const whose of [owner, ALL]) {
          grown.set(whose, (grown.get(whose) ?? 0) + sign * bytes)
          this.#sums.set(whose, (this.#sums.get(whose) ?? 0) + sign * bytes)
        }
    }
    add(before, -1)
    add(after, 1)
    const old = new Set(before.record.siblings.map(({ dot }) => nameOf(change.key, dot)))
    const came = after.record.siblings.filter(({ dot }) => !old.has(nameOf(change.key, dot)))
    return { grown, versions: came.length }
  }

  /** The least that the owner held at any time in the last while. */
  least(owner: OwnerMark, at: Millis): number {
    if (at - this.#since < WHILE_MS) return 0
    const recent = this.#past.filter((one) => one.at >= at - WHILE_MS)
    const old = this.#past.findLast((one) => one.at < at - WHILE_MS)
    return Math.min(
      ...[...recent, ...(old === undefined ? [] : [old])].map(({ sums }) => sums.get(owner) ?? 0)
    )
  }

  keep(at: Millis): void {
    this.#past.push({ at, sums: new Map(this.#sums) })
  }
}
