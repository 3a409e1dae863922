// The storage as the cores see it: records instead of bytes, failures instead of exceptions.
import {
  decodeRecord,
  EMPTY_RECORD,
  encodeRecord,
  type Failure,
  type Key,
  keyBytes,
  ModelError,
  type NodeId
} from '@halley/model'
import type { Effect, Input } from '@halley/node'
import { type Change, type Storage, StorageError } from '@halley/storage'

type Store = Extract<Effect, { type: 'storage.store' }>['store']

/** Answers `storage.load`. */
export function load(storage: Storage, key: Key): Input {
  try {
    const bytes = storage.read('record', keyBytes(key))
    const record = bytes === undefined ? EMPTY_RECORD : decodeRecord(bytes)
    const local = storage.read('local', keyBytes(key)) ?? null
    return { type: 'storage.loaded', key, copy: { record, local } }
  } catch (error) {
    return { type: 'storage.unloaded', key, failure: failureOf(error) }
  }
}

/** Answers `storage.store`, when all of it is durable or nothing of it is there. */
export async function store(
  storage: Storage,
  id: number,
  { key, record, local, hints, unhints }: Store
): Promise<Input> {
  try {
    const changes: Change[] = []
    if (record !== undefined)
      changes.push({ space: 'record', key: keyBytes(key), value: encodeRecord(record) })
    if (local !== undefined) changes.push({ space: 'local', key: keyBytes(key), value: local })
    for (const home of hints)
      changes.push({ space: 'hint', key: hintKey(home, key), value: new Uint8Array(0) })
    for (const home of unhints) changes.push({ space: 'hint', key: hintKey(home, key), value: null })
    await storage.write(changes)
    return { type: 'storage.written', id }
  } catch (error) {
    return { type: 'storage.unwritten', id, failure: failureOf(error) }
  }
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
