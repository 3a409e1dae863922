// Fills the room it is given, and prints as JSON what it met on the way. Usage: node full-child.ts FOLDER
import { openLmdbStorage } from '../src/lmdb.ts'
import type { Change } from '../src/port.ts'
import { bytes, put, remove } from './words.ts'

const folder = process.argv[2]!
const storage = await openLmdbStorage({ folder })

function big(key: string, length: number): Change {
  return { space: 'record', key: bytes(key), value: new Uint8Array(length) }
}

let written = 0
let refusal: unknown
while (refusal === undefined && written < 1_000) {
  try {
    await storage.write([big(`k${written}`, 50_000), put(`k${written}`, 'v', 'local')])
    written++
  } catch (error) {
    refusal = (error as { code?: string }).code
  }
}
const torn = storage.count('record') !== written || storage.count('local') !== written
// One group: a batch that cannot fit, and removals, which can.
const group = await Promise.allSettled([
  storage.write([big('great', 3_000_000)]),
  storage.write([remove('k0')]),
  storage.write([remove('k1')])
])
// So many pages that the engine writes some of them before the commit.
const spilled = await storage.write(Array.from({ length: 4_000 }, (_, i) => big(`s${i}`, 3_000))).then(
  () => 'stored',
  (error) => error.code
)
await storage.write([big('again', 20_000)])
await storage.close()

const again = await openLmdbStorage({ folder })
const kept = again.read('record', bytes('again')) !== undefined && again.count('record') === written - 1
await again.close()
console.log(JSON.stringify({ refusal, torn, group: group.map(({ status }) => status), spilled, kept }))
