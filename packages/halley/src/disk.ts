// The storage as the cores see it: records instead of bytes, failures instead of exceptions.
import {
  decodeRecord,
  EMPTY_RECORD,
  encodeRecord,
  type Failure,
  type IndexMark,
  indexKey,
  indexValue,
  type Key,
  keyBytes,
  ModelError,
  type NodeId,
  type ObjectRecord,
  wakeKey
} from '@halley/model'
import type { Effect, Input } from '@halley/node'
import { type Change, type Storage, StorageError } from '@halley/storage'
import { markOf, noteN } from './disk-index.ts'
import { recentCopies } from './recent-copies.ts'

type Store = Extract<Effect, { type: 'storage.store' }>['store']
type Copy = Extract<Input, { type: 'storage.loaded' }>['copy']
type Attendance = Extract<Effect, { type: 'storage.remember' }>['attendance']

/** Answers `storage.load`. @param fresh what is on the disk is read, even where it is known */
export function load(storage: Storage, key: Key, fresh = false): Input {
  const recent = recentCopies(storage)
  const known = fresh ? undefined : recent.get(key)
  if (known !== undefined) return { type: 'storage.loaded', key, copy: known }
  try {
    const name = keyBytes(key)
    const bytes = storage.read('record', name)
    // A copy that the index knows and that cannot be found: its name is damaged.
    const mark = bytes === undefined ? markOf(storage, key) : undefined
    if (mark !== undefined) return { type: 'storage.unloaded', key, failure: MISSING, damage: { mark } }
    const held = bytes === undefined ? { record: EMPTY_RECORD } : readCopy(bytes)
    const local = hasLocals(storage) ? (storage.read('local', name) ?? null) : null
    const copy = { ...held, local }
    recent.set(key, copy, (bytes?.length ?? 0) + (local?.length ?? 0))
    return { type: 'storage.loaded', key, copy }
  } catch (error) {
    recent.take(key)
    return { type: 'storage.unloaded', key, failure: failureOf(error), ...damageOf(storage, key, error) }
  }
}

// Most databases have no replica-local state at all: then no load needs to look for it.
function hasLocals(storage: Storage): boolean {
  const known = locals.get(storage)
  if (known !== undefined) return known
  const has = storage.count('local') > 0
  locals.set(storage, has)
  return has
}

const locals = new WeakMap<Storage, boolean>()

const NOTHING = new Uint8Array(0)

const MISSING: Failure = {
  code: 'STORAGE_FAILED',
  message: "the replica's disk: the index has a copy that cannot be found",
  details: { reason: 'CORRUPT_VALUE' }
}

// A copy that fails its checksum, or whose bytes are no record, will never be read again.
function damageOf(storage: Storage, key: Key, error: unknown): { damage?: { mark?: IndexMark } } {
  const isDamage =
    error instanceof ModelError || (error instanceof StorageError && error.code === 'CORRUPT_VALUE')
  if (!isDamage) return {}
  try {
    const mark = markOf(storage, key)
    return { damage: mark === undefined ? {} : { mark } }
  } catch {
    // The index is damaged there, too.
    return { damage: {} }
  }
}

/** Answers `storage.store`, when all of it is durable or nothing of it is there. */
export function store(storage: Storage, id: number, change: Store): Promise<Input> {
  if (change.index !== undefined) noteN(storage, change.index.n)
  if (change.local) locals.set(storage, true)
  const recent = recentCopies(storage)
  const before = recent.take(change.key)
  const changes = changesOf(change)
  return storage.write(changes).then(
    () => {
      const copy = copyAfter(before, change)
      if (copy !== undefined) recent.set(change.key, copy, bytesOf(changes))
      return { type: 'storage.written', id }
    },
    (error: unknown) => ({ type: 'storage.unwritten', id, failure: failureOf(error) })
  )
}

/** The copy that is on the disk after the change; nothing where that is not known. */
function copyAfter(before: Copy | undefined, { record, local, index, forgotten }: Store): Copy | undefined {
  const localAfter = local === undefined ? before?.local : local
  if (forgotten || localAfter === undefined) return undefined
  if (record === undefined || index === undefined) return before && { ...before, local: localAfter }
  return { record, mark: { n: index.n, epoch: index.epoch }, local: localAfter }
}

function bytesOf(changes: readonly Change[]): number {
  return changes.reduce((sum, { value }) => sum + (value?.length ?? 0), 0)
}

function changesOf(change: Store): Change[] {
  const { key, record, local, hints, unhints, index, unindex, wake, unwake, forgotten, epoch } = change
  const name = keyBytes(key)
  const changes: Change[] = []
  if (unindex !== undefined) changes.push({ space: 'index', key: indexKey(unindex, key), value: null })
  if (index !== undefined)
    changes.push({ space: 'index', key: indexKey(index.n, key), value: indexValue(index) })
  if (unwake !== undefined) changes.push({ space: 'timer', key: wakeKey({ due: unwake, key }), value: null })
  if (wake !== undefined) changes.push({ space: 'timer', key: wakeKey({ due: wake, key }), value: NOTHING })
  if (record !== undefined && index !== undefined)
    changes.push({ space: 'record', key: name, value: writeCopy(record, index) })
  if (forgotten === true) changes.push({ space: 'record', key: name, value: null })
  if (local !== undefined || forgotten === true)
    changes.push({ space: 'local', key: name, value: local ?? null })
  for (const home of hints) changes.push({ space: 'hint', key: hintKey(home, key), value: new Uint8Array(0) })
  for (const home of unhints) changes.push({ space: 'hint', key: hintKey(home, key), value: null })
  if (epoch !== undefined) changes.push({ space: 'meta', key: EPOCH, value: fourBytes(epoch) })
  return changes
}

/** The highest epoch of any copy that this database had (see model/version.ts). */
export function epochOf(storage: Storage): number {
  const bytes = storage.read('meta', EPOCH)
  return bytes === undefined ? 0 : new DataView(bytes.buffer, bytes.byteOffset).getUint32(0)
}

const EPOCH = new TextEncoder().encode('epoch')

/** What an earlier run wrote down of this node's being there. */
export function attendanceOf(storage: Storage): Attendance | undefined {
  const bytes = storage.read('meta', ATTENDANCE)
  if (bytes?.length !== 16) return undefined
  const view = new DataView(bytes.buffer, bytes.byteOffset)
  return { since: view.getFloat64(0), seenAt: view.getFloat64(8) }
}

/** Carries out `storage.remember`. A disk that refuses shows where it matters. */
export function remember(storage: Storage, { since, seenAt }: Attendance): void {
  const value = new Uint8Array(16)
  const view = new DataView(value.buffer)
  view.setFloat64(0, since)
  view.setFloat64(8, seenAt)
  storage.write([{ space: 'meta', key: ATTENDANCE, value }]).catch((error: unknown) => failureOf(error))
}

const ATTENDANCE = new TextEncoder().encode('attendance')

/** Without these a database could issue dots twice, or vouch for what it has slept through: then it is worth nothing. */
export const VITAL_NOTES: readonly Uint8Array[] = [EPOCH, ATTENDANCE]

// A stored record has a head: the N under which the index has it (1 byte), and its epoch (4 bytes).
const HEAD_BYTES = 5

function writeCopy(record: ObjectRecord, { n, epoch }: IndexMark): Uint8Array {
  const body = encodeRecord(record)
  const bytes = Buffer.allocUnsafe(HEAD_BYTES + body.length)
  bytes[0] = n
  bytes.writeUInt32BE(epoch, 1)
  bytes.set(body, HEAD_BYTES)
  return bytes
}

function readCopy(bytes: Uint8Array): Pick<Copy, 'record' | 'mark'> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (bytes.length < HEAD_BYTES) throw new ModelError('RECORD_INVALID', 'the copy has no head')
  const mark = { n: view.getUint8(0), epoch: view.getUint32(1) }
  return { record: decodeRecord(bytes.subarray(HEAD_BYTES)), mark }
}

function fourBytes(number: number): Uint8Array {
  const bytes = new Uint8Array(4)
  new DataView(bytes.buffer).setUint32(0, number)
  return bytes
}

/** The hints that an earlier run left. */
export function* hintsOf(storage: Storage, onCorrupt: () => void): Iterable<Input> {
  for (const { key } of storage.scan('hint', { onCorrupt })) {
    const [home, ...rest] = Buffer.from(key).toString('utf8').split(SEPARATOR)
    if (home !== undefined && rest.length > 0)
      yield { type: 'storage.hinted', home, key: rest.join(SEPARATOR) }
  }
}

// Neither node ids nor keys have control characters.
const SEPARATOR = '\u0000'

function hintKey(home: NodeId, key: Key): Uint8Array {
  return keyBytes(`${home}${SEPARATOR}${key}`)
}

function failureOf(error: unknown): Failure {
  if (error instanceof StorageError || error instanceof ModelError) {
    return {
      code: 'STORAGE_FAILED',
      message: `the replica's disk: ${error.message}`,
      details: { reason: error.code }
    }
  }
  throw error
}
