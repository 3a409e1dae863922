// A node's disk in memory: bytes, so that what is read back went through the codec. It survives its node.
import {
  decodeRecord,
  EMPTY_RECORD,
  encodeRecord,
  type Key,
  type ObjectRecord,
  type Wake
} from '@halley/model'
import type { Effect } from '../src/effects.ts'
import type { Input } from '../src/inputs.ts'

export class Disk {
  readonly #records = new Map<Key, Uint8Array>()
  readonly #locals = new Map<Key, Uint8Array>()
  readonly #wakes = new Map<Key, Wake>()
  /** `home key` */
  readonly hints = new Set<string>()
  /** Every store from now on is refused. */
  broken = false

  /** @throws ModelError where the bytes are no record */
  record(key: Key): ObjectRecord {
    const bytes = this.#records.get(key)
    return bytes === undefined ? EMPTY_RECORD : decodeRecord(bytes)
  }

  /** Its timers, the next first. */
  wakes(): Wake[] {
    return [...this.#wakes.values()].sort((a, b) => a.due - b.due)
  }

  /** Record and local state, in hex. */
  bytes(key: Key): string {
    const parts = [this.#records.get(key), this.#locals.get(key)]
    return parts.map((part) => Buffer.from(part ?? []).toString('hex')).join('/')
  }

  load(key: Key): Input {
    try {
      const copy = { record: this.record(key), local: this.#locals.get(key) ?? null }
      return { type: 'storage.loaded', key, copy }
    } catch (error) {
      const failure = { code: 'STORAGE_FAILED', message: (error as Error).message }
      return { type: 'storage.unloaded', key, failure }
    }
  }

  store({ id, store }: Effect & { type: 'storage.store' }): Input {
    if (this.broken) {
      return {
        type: 'storage.unwritten',
        id,
        failure: { code: 'STORAGE_FAILED', message: 'the disk is full' }
      }
    }
    const { key, record, local, hints, unhints, wake, unwake, forgotten } = store
    if (unwake !== undefined) this.#wakes.delete(key)
    if (wake !== undefined) this.#wakes.set(key, { key, due: wake })
    if (forgotten) {
      this.#records.delete(key)
      this.#locals.delete(key)
    }
    if (record !== undefined) this.#records.set(key, encodeRecord(record))
    if (local === null) this.#locals.delete(key)
    else if (local !== undefined) this.#locals.set(key, local)
    for (const home of unhints) this.hints.delete(`${home} ${key}`)
    for (const home of hints) this.hints.add(`${home} ${key}`)
    return { type: 'storage.written', id }
  }
}
