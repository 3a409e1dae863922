// Words for tests of the log: a storage that has one, and what a killed process leaves of it.
import { cpSync, existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Storage } from '../src/port.ts'
import { put, remove } from './words.ts'

export function logOf(folder: string): string {
  return join(folder, 'halley.log')
}

/** Writes until the storage has begun its log; leaves nothing. */
export async function withLog(storage: Storage, folder: string): Promise<Storage> {
  while (!existsSync(logOf(folder))) await storage.write([put('first', 'word', 'meta')])
  await storage.write([remove('first', 'meta')])
  return storage
}

/** The folder as it is, with what a process that is killed now would leave. */
export function asKilled(folder: string, name: string): string {
  const copy = join(folder, '..', `${name}-${copies++}`)
  for (const file of ['halley.mdb', 'halley.log', 'halley.log.new'])
    if (existsSync(join(folder, file))) cpSync(join(folder, file), join(copy, file))
  return copy
}

let copies = 0
