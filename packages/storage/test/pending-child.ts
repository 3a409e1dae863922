// Lets the disk become full between acknowledgements and the checkpoint, several times, and prints as JSON what came of it. Usage:
// node pending-child.ts FOLDER. The disk is played by the limit on the size of files: what the file has is all that it gets. An
// engine that meets the limit inside its commit ends the process, or fails the checkpoint: then the log is left.
import { execFileSync } from 'node:child_process'
import { existsSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { openLmdbStorage } from '../src/lmdb.ts'
import type { Change } from '../src/port.ts'
import { logOf, withLog } from './logs.ts'
import { bytes } from './words.ts'

const folder = process.argv[2] as string
const model = new Map<string, number>()
const left: string[] = []
const lost: string[] = []

function limitFiles(size: number | 'unlimited'): void {
  execFileSync('prlimit', ['--pid', String(process.pid), `--fsize=${size}:`])
}

let state = 1
function below(n: number): number {
  state = (state * 48_271) % 2_147_483_647
  return state % n
}

/** Records small and large over many keys, with an entry of the index each; one in six is removed. */
function drawn(keys: number, greatest: number): Change[] {
  const key = `${below(keys) * 7_919}`.padStart(9, '0')
  const length = below(6) === 0 ? 0 : 1 + below(greatest)
  if (length === 0) model.delete(key)
  else model.set(key, length)
  return [
    { space: 'record', key: bytes(key), value: length === 0 ? null : new Uint8Array(length).fill(length) },
    { space: 'index', key: bytes(`${key}/${length % 3}`), value: length === 0 ? null : bytes(key.repeat(4)) }
  ]
}

for (const [round, greatest] of [400, 400, 2_000, 4_500, 60, 400, 30_000, 1_000].entries()) {
  const storage = await withLog(await openLmdbStorage({ folder }), folder)
  let pending = 0
  while (pending < 3_000_000 && pending / greatest < 4_000) {
    const batches = Array.from({ length: 20 }, () => drawn(4_000 * (round + 1), greatest))
    await Promise.all(batches.map((batch) => storage.write(batch)))
    pending += 20 * greatest
  }
  limitFiles(Math.max(statSync(join(folder, 'halley.mdb')).size, statSync(logOf(folder)).size))
  await storage.close()
  limitFiles('unlimited')
  if (existsSync(logOf(folder))) left.push(`round ${round}`)
  const again = await openLmdbStorage({ folder, walk: true })
  for (const [key, length] of model)
    if (again.read('record', bytes(key))?.length !== length) lost.push(`${key} in round ${round}`)
  if (again.count('record') !== model.size) lost.push(`some in round ${round}`)
  await again.close()
}
console.log(JSON.stringify({ left, lost }))
