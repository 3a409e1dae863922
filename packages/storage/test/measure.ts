// Measures the storage on this machine: node packages/storage/test/measure.ts [FOLDER]
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openLmdbStorage } from '../src/lmdb.ts'
import { bytes } from './words.ts'

const folder = mkdtempSync(join(process.argv[2] ?? tmpdir(), 'halley-measure-'))
const storage = await openLmdbStorage({ folder })
const value = new Uint8Array(500).fill(7)
const write = (i: number) => storage.write([{ space: 'record', key: bytes(`key ${i}`), value }])

async function measure(
  title: string,
  count: number,
  body: (count: number) => Promise<void> | void
): Promise<void> {
  const begin = performance.now()
  await body(count)
  const perItem = ((performance.now() - begin) * 1_000) / count
  console.log(
    `${title.padEnd(52)} ${perItem.toFixed(2).padStart(9)} µs ${Math.round(1e6 / perItem).toLocaleString('en')}/s`
  )
}

await measure('lone durable write, 500 B', 2_000, async (count) => {
  for (let i = 0; i < count; i++) await write(i)
})
for (const lanes of [10, 100, 1_000]) {
  await measure(`durable write, ${lanes} at a time`, 50_000, async (count) => {
    let next = 0
    const lane = async () => {
      while (next < count) await write(next++)
    }
    await Promise.all(Array.from({ length: lanes }, lane))
  })
}
await measure('change in a batch of 1,000', 100_000, async (count) => {
  for (let from = 0; from < count; from += 1_000) {
    await storage.write(
      Array.from({ length: 1_000 }, (_, i) => ({ space: 'record', key: bytes(`key ${from + i}`), value }))
    )
  }
})
await measure('read, 500 B among 100,000', 300_000, (count) => {
  for (let i = 0; i < count; i++) storage.read('record', bytes(`key ${(i * 7919) % 100_000}`))
})
await measure('read of an absent key', 300_000, (count) => {
  for (let i = 0; i < count; i++) storage.read('record', bytes(`none ${i}`))
})
await measure('entry of a scan', 100_000, () => {
  for (const { value: found } of storage.scan('record'))
    if (found.length !== 500) throw new Error('wrong value')
})
await storage.write([{ space: 'record', key: bytes('100 KB'), value: new Uint8Array(100_000) }])
await measure('read, 100 KB', 20_000, (count) => {
  for (let i = 0; i < count; i++) storage.read('record', bytes('100 KB'))
})
await measure('durable write, 4 MiB', 20, async (count) => {
  const great = new Uint8Array(4 * 1024 * 1024)
  for (let i = 0; i < count; i++)
    await storage.write([{ space: 'record', key: bytes('great'), value: great }])
})
await measure('close and open', 1, async () => {
  await storage.close()
  await (await openLmdbStorage({ folder })).close()
})
rmSync(folder, { recursive: true })
