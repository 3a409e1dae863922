// What the disk's answers mean as inputs of a node.
import type { Key } from '@halley/model'
import type { Input } from '@halley/node'
import type { Copy } from './disk.ts'

/** What a node is told of its load. */
export function loaded(key: Key, copy: Copy | undefined): Input {
  if (copy !== undefined) return { type: 'storage.loaded', key, copy }
  return {
    type: 'storage.unloaded',
    key,
    failure: { code: 'STORAGE_FAILED', message: 'the disk cannot read' }
  }
}

/** What a node is told of its store. */
export function written(id: number, durable: boolean): Input {
  if (durable) return { type: 'storage.written', id }
  return { type: 'storage.unwritten', id, failure: { code: 'STORAGE_FAILED', message: 'the disk is full' } }
}
