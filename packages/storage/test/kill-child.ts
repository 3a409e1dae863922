// Writes until it is killed: batch `i` puts one value under the same key into all spaces, and the number
// is printed once the batch is acknowledged. Several batches are under way at any time, so that a kill finds
// commits in every stage. Usage: node kill-child.ts FOLDER FIRST
import { writeSync } from 'node:fs'
import { openLmdbStorage } from '../src/lmdb.ts'
import { SPACES } from '../src/port.ts'
import { bytes } from './words.ts'

const [folder, first] = process.argv.slice(2)
const storage = await openLmdbStorage({ folder: folder!, owner: 'kill test' })
let next = Number(first)

async function writer(): Promise<never> {
  for (;;) {
    const i = next++
    const key = bytes(`batch ${i}`)
    const value = bytes(`${i} `.repeat(1 + ((i * 7919) % 3_000)))
    await storage.write(SPACES.map((space) => ({ space, key, value })))
    writeSync(1, `${i}\n`)
  }
}

await Promise.all([writer(), writer(), writer(), writer(), writer()])
