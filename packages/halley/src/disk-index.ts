// The index of the storage as the cores see it: read once at the start, a piece at a time, and asked for pages of it.
import {
  type IndexEntry,
  type IndexMark,
  indexEnd,
  indexKey,
  indexStart,
  type Key,
  REPLICAS,
  readIndexEntry
} from '@halley/model'
import type { Effect, Input } from '@halley/node'
import { type Entry, type Storage, StorageError } from '@halley/storage'
import type { Counters } from './counters.ts'

type List = Extract<Effect, { type: 'storage.list' }>
type Page = Extract<Input, { type: 'storage.listed' }>['page']

/** Entries of the index given to the node at a time: a few milliseconds, between which requests are served. */
const PIECE = 1_000

/** Entries of the index that one page looks at, at the most. */
const LOOKED_AT = 4_096

/** Feeds the node the whole index, in pieces; corrupt entries are counted and left out. */
export function feedIndex(
  storage: Storage,
  counters: Counters,
  feed: (input: Input) => void,
  after?: Uint8Array
): void {
  const found: Entry[] = []
  const where = after === undefined ? {} : { after }
  const onCorrupt = (): void => counters.add('corruptIndexEntries')
  try {
    for (const entry of storage.scan('index', { limit: PIECE, onCorrupt, ...where })) found.push(entry)
  } catch (error) {
    // A node that stops while it reads its index compares nothing any more.
    if (error instanceof StorageError && error.code === 'CLOSED') return
    throw error
  }
  const last = found.length < PIECE
  if (last) allNs.add(storage)
  const entries = found
    .map(({ key, value }) => readIndexEntry(key, value))
    .filter((entry) => entry !== undefined)
  for (const { n } of entries) noteN(storage, n)
  feed({ type: 'storage.indexed', entries, last })
  if (!last) setImmediate(() => feedIndex(storage, counters, feed, (found.at(-1) as Entry).key))
}

/** Answers `storage.list`. Corrupt entries are left out. */
export function list(storage: Storage, { id, listing }: List): Input {
  return { type: 'storage.listed', id, page: pageOf(storage, listing) }
}

function pageOf(storage: Storage, { n, regions, after, most, spentBy }: List['listing']): Page {
  const behind = after === undefined ? undefined : indexKey(n, after)
  const keys: IndexEntry[] = []
  let left = LOOKED_AT
  for (const region of regions) {
    let start = indexStart(n, region)
    if (behind !== undefined && Buffer.compare(behind, start) > 0) start = behind
    const span = { after: start, before: indexEnd(n, region), limit: left, onCorrupt: () => {} }
    for (const { key, value } of storage.scan('index', span)) {
      const entry = readIndexEntry(key, value)
      if (entry === undefined) continue
      if (spentBy === undefined || (entry.spentAt > 0 && entry.spentAt <= spentBy)) keys.push(entry)
      if (keys.length >= most || --left <= 0) return { keys, more: entry.key }
    }
  }
  return { keys }
}

/**
 * What the index says of a copy whose record cannot be read. The record would tell under which N: those in use are tried, or
 * all while it is not known which are.
 */
export function markOf(storage: Storage, key: Key): IndexMark | undefined {
  for (const n of allNs.has(storage) ? (nsInUse.get(storage) ?? []) : ALL_NS) {
    const name = indexKey(n, key)
    const value = storage.read('index', name)
    const entry = value === undefined ? undefined : readIndexEntry(name, value)
    if (entry !== undefined) return entry
  }
  return undefined
}

/** The storage has, or will have, copies under this N. */
export function noteN(storage: Storage, n: number): void {
  const ns = nsInUse.get(storage) ?? new Set()
  nsInUse.set(storage, ns.add(n))
}

const ALL_NS = Array.from({ length: REPLICAS }, (_, at) => at + 1)

const nsInUse = new WeakMap<Storage, Set<number>>()

/** The storages whose index was read to the end. */
const allNs = new WeakSet<Storage>()
