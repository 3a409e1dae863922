// Short words for tests: bytes from text and back, changes, scans as one line.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Change, ScanOptions, Space, Storage } from '../src/port.ts'

export function bytes(word: string): Uint8Array {
  return new TextEncoder().encode(word)
}

export function text(value: Uint8Array | undefined): string | undefined {
  return value && Buffer.from(value).toString()
}

export function put(key: string, value: string, space: Space = 'record'): Change {
  return { space, key: bytes(key), value: bytes(value) }
}

export function remove(key: string, space: Space = 'record'): Change {
  return { space, key: bytes(key), value: null }
}

/** The keys of a scan, with spaces between. */
export function scanned(storage: Storage, space: Space, options?: ScanOptions): string {
  return [...storage.scan(space, options)].map(({ key }) => text(key)).join(' ')
}

/** Runs `body` with a folder of its own, and removes the folder whatever happens. */
export async function withFolder<T>(body: (folder: string) => Promise<T> | T): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'halley-storage-'))
  try {
    return await body(folder)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
