// Meets a full disk several times, and prints as JSON what came of it. Usage: node room-child.ts FOLDER
// The disk is played by the limit on the size of files, set to what the file has: like a full disk, it refuses what would make
// the file longer and nothing else.
import { execFileSync } from 'node:child_process'
import { statSync } from 'node:fs'
import { join } from 'node:path'
import { openLmdbStorage } from '../src/lmdb.ts'
import { bytes } from './words.ts'

const folder = process.argv[2] as string
const storage = await openLmdbStorage({ folder })
const acknowledged = new Map<string, number>()
const refusals = new Set<unknown>()

function limitFiles(size: number | 'unlimited'): void {
  execFileSync('prlimit', ['--pid', String(process.pid), `--fsize=${size}:`])
}

/** Values small and large over 600 keys, in groups of three batches. */
async function write(turn: number): Promise<number> {
  const batches = [0, 1, 2].map(async (at) => {
    const key = `k${(turn * 7 + at * 211) % 600}`
    const length = 100 + ((turn * 3_571 + at) % 4_000) + (turn % 8 === 0 ? 120_000 : 0)
    const value = new Uint8Array(length).fill(turn)
    try {
      await storage.write([
        { space: 'record', key: bytes(key), value },
        { space: 'index', key: bytes(`${key}/${turn % 5}`), value: bytes('entry') }
      ])
      acknowledged.set(key, length)
      return 1
    } catch (error) {
      refusals.add((error as { code?: string }).code)
      return 0
    }
  })
  return (await Promise.all(batches)).reduce<number>((sum, one) => sum + one, 0)
}

let turn = 0
let wentOn = true
for (let round = 0; round < 8; round++) {
  limitFiles(statSync(join(folder, 'halley.mdb')).size)
  for (let count = 0; count < 60; count++) await write(turn++)
  limitFiles('unlimited')
  for (let count = 0; count < 30; count++) wentOn &&= (await write(turn++)) === 3
}
await storage.close()

const again = await openLmdbStorage({ folder, walk: true })
const lost = [...acknowledged].filter(([key, length]) => again.read('record', bytes(key))?.length !== length)
await again.close()
console.log(JSON.stringify({ refusals: [...refusals], lost: lost.map(([key]) => key), wentOn }))
