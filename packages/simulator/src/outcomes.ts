// What the disk's answers mean as inputs of a node.
import type { IndexMark, Key } from '@halley/model'
import type { Input } from '@halley/node'
import type { Copy, Unreadable } from './disk.ts'

/** What a node is told of its load. */
export function loaded(key: Key, found: Copy | Unreadable, mark?: IndexMark): Input {
  if (typeof found !== 'string') return { type: 'storage.loaded', key, copy: found }
  const message = `the disk cannot read: ${found}`
  return {
    type: 'storage.unloaded',
    key,
    failure: { code: 'STORAGE_FAILED', message, details: { reason: found } },
    ...(found === 'CORRUPT_VALUE' ? { damage: mark === undefined ? {} : { mark } } : {})
  }
}

/** What a node is told of its store. */
export function written(id: number, durable: boolean): Input {
  if (durable) return { type: 'storage.written', id }
  return { type: 'storage.unwritten', id, failure: { code: 'STORAGE_FAILED', message: 'the disk is full' } }
}
