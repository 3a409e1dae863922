// What objects owe, on a disk: it outlives a node that is killed, and damage to it is forgiveness.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { createSandbox, type Sandbox } from '@halley/sandbox'
import { createMemoryStorage } from '@halley/storage'
import { owe, owed } from '../src/debts.ts'
import { createCluster } from './memory-cluster.ts'

let sandbox: Sandbox

before(async () => {
  sandbox = await createSandbox({ workers: 1 })
})

after(() => sandbox.close())

const STATE = { left: -3.5, at: 1_900_000_000_000, penalty: 4, easeAt: 1_900_000_600_000, steppedAt: 0 }

test('debts are read as they were written, and gone when nothing is owed any more', async () => {
  const storage = createMemoryStorage({})
  const corrupt = () => assert.fail('nothing is damaged')
  const unwritten = () => assert.fail('the disk takes all')
  owe(
    storage,
    [
      { kind: 'objectCpu', name: 'a key/ü', state: STATE },
      { kind: 'ownerBytes', name: '12D3', state: { ...STATE, left: 7 } }
    ],
    unwritten
  )
  await storage.write([{ space: 'meta', key: Buffer.from('another note'), value: Buffer.from('x') }])
  assert.deepEqual(owed(storage, corrupt), {
    type: 'storage.owed',
    debts: [
      { kind: 'objectCpu', name: 'a key/ü', state: STATE },
      { kind: 'ownerBytes', name: '12D3', state: { ...STATE, left: 7 } }
    ]
  })
  owe(storage, [{ kind: 'objectCpu', name: 'a key/ü' }], unwritten)
  await storage.write([])
  const { debts } = owed(storage, corrupt) as { debts: readonly unknown[] }
  assert.equal(debts.length, 1)
})

test('what the disk does not take is told of', async () => {
  const storage = createMemoryStorage({})
  storage.faults.failCommit(1)
  await new Promise<void>((resolve) => {
    owe(storage, [{ kind: 'objectCpu', name: 'k', state: STATE }], resolve)
  })
  const { debts } = owed(storage, () => assert.fail('nothing is damaged')) as { debts: readonly unknown[] }
  assert.equal(debts.length, 0)
})

test('what is no debt is left out and told of', async () => {
  const storage = createMemoryStorage({})
  const note = (key: string, value: Uint8Array) =>
    storage.write([{ space: 'meta', key: Buffer.from(key), value }])
  const numbers = new Uint8Array(40)
  new DataView(numbers.buffer).setFloat64(0, Number.NaN)
  await note('debt\u0000objectCpu\u0000short', new Uint8Array(39))
  await note('debt\u0000objectCpu\u0000no number', numbers)
  await note('debt\u0000another kind\u0000k', new Uint8Array(40))
  let corrupt = 0
  assert.deepEqual(
    owed(storage, () => corrupt++),
    { type: 'storage.owed', debts: [] }
  )
  assert.equal(corrupt, 3)
})

test('an object that has used up its budget is refused still when its node was killed and is there again', async (t) => {
  const net = createCluster(1, sandbox, { quorum: { n: 1, r: 1, w: 1 }, objectCpuMs: 5, debtsMs: 1 })
  t.after(() => net.stop())
  const burn = (): Promise<string> =>
    net
      .member(0)
      .client.get('burner')
      .then(
        () => 'ok',
        (error: { code: string }) => error.code
      )
  await net.member(0).client.put('burner', {
    code: `export default { onGet () { return /(a+)+b/.test('${'a'.repeat(40)}') } }`
  })
  assert.equal(await burn(), 'STEPS_EXCEEDED')
  const notes = net.member(0).storage
  while ((owed(notes, () => {}) as { debts: readonly unknown[] }).debts.length === 0)
    await new Promise((resolve) => setImmediate(resolve))
  net.kill(0)
  net.restart(0)
  assert.equal(await burn(), 'BUDGET_EXCEEDED')
})
