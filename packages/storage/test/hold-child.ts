// Opens a folder, prints what came of it, and holds the folder until its input ends. Usage: node hold-child.ts FOLDER
import { StorageError } from '../src/errors.ts'
import { openLmdbStorage } from '../src/lmdb.ts'

try {
  const storage = await openLmdbStorage({ folder: process.argv[2]! })
  console.log('open')
  process.stdin.on('end', () => storage.close()).resume()
} catch (error) {
  if (!(error instanceof StorageError)) throw error
  console.log(error.code)
}
