// Our own ids, kept across starts.
import assert from 'node:assert/strict'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { compactOf } from '../../src/addresses.ts'
import { encode } from '../../src/bencode.ts'
import { BittorrentCounts } from '../../src/counts.ts'
import { isIdOf } from '../../src/mainline/node-id.ts'
import { startMainline } from '../../src/mainline/start.ts'
import { rawClient } from './clients.ts'
import { MemoryItems, MemorySwarms } from './memory.ts'
import { HASH, query, Wired } from './wired.ts'

async function temporary(t: TestContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'halley-ids-'))
  t.after(() => rm(folder, { recursive: true }))
  return folder
}

/** The id of a node that is started on that folder, and stopped again. */
async function idOn(folder: string, counts = new BittorrentCounts()): Promise<string> {
  const [swarms, items] = [new MemorySwarms(), new MemoryItems()]
  const mainline = await startMainline({ swarms, items, listen: ['127.0.0.1:0'], folder, counts })
  const client = await rawClient(mainline.addresses[0]!)
  const { r } = await client.ask('ping')
  client.close()
  await mainline.stop()
  return r.id.toString('hex')
}

test('a node that is started again has the id that it had', async (t) => {
  const folder = await temporary(t)
  const id = await idOn(folder)
  assert.equal(await idOn(folder), id)
  assert.notEqual(await idOn(await temporary(t)), id)
})

test('what is kept and is no id is replaced', async (t) => {
  const folder = await temporary(t)
  const file = join(folder, 'mainline-4.id')
  await writeFile(file, 'short')
  const id = await idOn(folder)
  assert.equal((await readFile(file)).toString('hex'), id)
})

test('a node whose id cannot be kept serves all the same, and counts it', async (t) => {
  const counts = new BittorrentCounts()
  const nowhere = join(await temporary(t), 'not there')
  assert.notEqual(await idOn(nowhere, counts), await idOn(nowhere))
  assert.equal(counts.all().idFailures, 1)
})

test('the id that belongs to the address that six others see is kept (BEP 42)', async () => {
  const wired = new Wired()
  const seen = compactOf({ ip: '9.8.7.6', port: 6881 })
  for (let voice = 1; voice <= 6; voice++) {
    assert.equal(wired.renamed.length, 0)
    const ip = `127.0.0.${voice}`
    const sent = await wired.receive(query('get_peers', { info_hash: HASH, id: Buffer.alloc(20, voice) }), ip)
    const ping = sent.find(({ message }) => message.q?.toString() === 'ping')!
    const answer = { ip: seen, r: { id: Buffer.alloc(20, voice) }, t: ping.message.t, y: 'r' }
    await wired.receive(encode(answer), ip)
  }
  assert.deepEqual(wired.renamed, [wired.table.self])
  assert.ok(isIdOf(wired.table.self, '9.8.7.6'))
})
