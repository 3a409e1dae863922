// What the objects of one owner may take up, at nodes with real drivers and disks.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { HalleyError } from '../src/errors.ts'
import { clusters } from './memory-cluster.ts'

const cluster = clusters()

const FULL = (error: unknown): boolean => error instanceof HalleyError && error.code === 'STORAGE_EXCEEDED'

const LARGE = 'x'.repeat(4_000)

test('who stores too much is refused, may delete, and store again; others are not concerned', async (t) => {
  const net = cluster(t, { ownerStorageBytes: 10_000 })
  const { client } = net.member(0)
  await client.put('first', { value: LARGE })
  const { context } = await client.put('second', { value: LARGE })
  await assert.rejects(client.put('third', { value: LARGE }), FULL)
  assert.equal((await client.get('third')).value, undefined)
  await net.member(1).client.put('third', { value: LARGE })
  await client.put('second', { value: 'small', context })
  await client.put('fourth', { value: LARGE.slice(500) })
  await client.delete('first')
  await client.put('fifth', { value: LARGE.slice(500) })
})

test('the owner of an object pays for what others make it keep, and its readers are told', async (t) => {
  const { client } = cluster(t, { ownerStorageBytes: 20_000 }).member(0)
  await client.put('hoard', {
    code: `export default { all: '', onGet () { this.all += 'y'.repeat(6000); return this.all.length } }`
  })
  const told: unknown[] = []
  for (let visit = 0; visit < 4; visit++)
    told.push(
      await client.get('hoard').then(
        ({ value }) => value,
        (error: HalleyError) => error.code
      )
    )
  assert.deepEqual(told, [6_000, 12_000, 18_000, 'STORAGE_EXCEEDED'])
  assert.equal((await client.inspect('hoard')).versions[0]?.owner, 'node-0')
})

test('what is on the disk counts after a start', async (t) => {
  const net = cluster(t, { ownerStorageBytes: 10_000 })
  await net.member(0).client.put('first', { value: LARGE })
  await net.member(0).client.put('second', { value: LARGE })
  for (const at of [0, 1, 2]) net.kill(at)
  for (const at of [0, 1, 2]) net.restart(at)
  await assert.rejects(net.member(0).client.put('third', { value: LARGE }), FULL)
})
