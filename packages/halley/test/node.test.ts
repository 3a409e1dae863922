// Whole nodes: libp2p on loopback, a database in a folder, a sandbox.
import assert from 'node:assert/strict'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { createNode, type HalleyNode } from '../src/index.ts'

let folder: string

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'halley-node-'))
})

after(() => rm(folder, { recursive: true, force: true }))

test('three nodes keep what they acknowledged over a restart of all, and find each other again', async () => {
  const data = (at: number): string => join(folder, `node-${at}`)
  const first = await createNode({ data: data(0) })
  const others = [
    await createNode({ data: data(1), bootstrap: first.addresses() }),
    await createNode({ data: data(2), bootstrap: first.addresses() })
  ]
  const { versions } = await first.put('colour', { value: 'blue' })
  assert.equal(versions.length, 1)
  assert.equal((await (others[1] as HalleyNode).get('colour')).value, 'blue')
  const ids = [first, ...others].map(({ id }) => id)
  for (const node of [first, ...others]) await node.stop()

  const again = await createNode({ data: data(0) })
  const rest = [
    await createNode({ data: data(1), bootstrap: again.addresses() }),
    await createNode({ data: data(2), bootstrap: again.addresses() })
  ]
  assert.deepEqual(
    [again, ...rest].map(({ id }) => id),
    ids,
    'the identity lives in the folder'
  )
  assert.equal((await again.get('colour')).value, 'blue')
  for (const node of [again, ...rest]) await node.stop()
})

test('a node alone says what is missing, and works with N = 1', async () => {
  const node = await createNode({})
  await assert.rejects(node.put('k', { value: 1 }), { code: 'READ_QUORUM_UNMET' })
  await node.put('k', { value: 1, n: 1 })
  assert.equal((await node.get('k')).value, 1)
  await node.stop()
  await assert.rejects(node.get('k'), { code: 'STOPPING' })
})

test('what a node cannot start with is refused with a code', async () => {
  const file = join(folder, 'file')
  await writeFile(file, 'not a folder')
  await assert.rejects(createNode({ data: file }), { code: 'NOT_A_FOLDER' })
  await assert.rejects(createNode({ data: join(file, 'below') }), { code: 'NOT_A_FOLDER' })
  await assert.rejects(createNode({ data: '/proc/halley/data' }), { code: 'FOLDER_UNUSABLE' })
  await assert.rejects(createNode({ listen: ['somewhere'] }), { code: 'BAD_MULTIADDR' })
  await assert.rejects(createNode({ n: 0 }), { code: 'QUORUM_INVALID' })
  await assert.rejects(createNode({ placement: 'star' }), { code: 'PLACEMENT_INVALID' })
  await assert.rejects(createNode({ weight: 2 }), { code: 'PLACEMENT_INVALID' })
  await assert.rejects(createNode({ placement: 'ring', weight: 0 }), { code: 'PLACEMENT_INVALID' })
  await assert.rejects(createNode({ placement: 'ring', zone: 'two words' }), { code: 'PLACEMENT_INVALID' })
  await assert.rejects(createNode({ tuning: { partitions: 100 } }), { code: 'TUNING_INVALID' })
  await assert.rejects(createNode({ tuning: { replicaTimeoutMs: -1 } }), { code: 'TUNING_INVALID' })
  const held = await createNode({ data: join(folder, 'held') })
  await assert.rejects(createNode({ data: join(folder, 'held') }), { code: 'FOLDER_IN_USE' })
  await held.stop()
})
