// Opens a folder, prints what came of it, and holds the folder until its input ends; with --expose-gc, whatever comes in
// makes it collect garbage, and say so. Usage: node [--expose-gc] hold-child.ts FOLDER
import { setTimeout as wait } from 'node:timers/promises'
import { StorageError } from '../src/errors.ts'
import { openLmdbStorage } from '../src/lmdb.ts'

try {
  const storage = await openLmdbStorage({ folder: process.argv[2]! })
  console.log('open')
  process.stdin.on('end', () => storage.close()).on('data', collect)
} catch (error) {
  if (!(error instanceof StorageError)) throw error
  console.log(error.code)
}

// More than once, and with a pause: what one collection finds dead is let go of after it.
async function collect(): Promise<void> {
  for (let times = 0; times < 5; times++) {
    globalThis.gc?.()
    await wait(20)
  }
  console.log('collected')
}
