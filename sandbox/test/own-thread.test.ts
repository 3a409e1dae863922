// A sandbox in the caller's own thread, beside one in a worker: whatever is run, both answer and count the same.
import assert from 'node:assert/strict'
import { after, describe, it } from 'node:test'
import { createSandbox } from '../src/index.ts'
import { invocationOf, stepsOf } from './attacks/attack.ts'
import { readAttacks } from './attacks/catalogue.ts'
import { code, comparable, event, object, reply } from './support.ts'

const own = await createSandbox({ workers: 0 })
const worker = await createSandbox({ workers: 1 })
after(() => Promise.all([own.close(), worker.close()]))

/** Nested deeper than this thread's native stack goes, and not deeper than a worker's. */
const DEEP = `${'typeof '.repeat(9000)}1`

describe('own thread: attacks', async () => {
  const attacks = await readAttacks()
  for (const group of new Set(attacks.map((attack) => attack.group)))
    it(`of the group ${group} end as in a worker`, async () => {
      const cases = attacks
        .filter((attack) => attack.group === group)
        .flatMap(({ attack }) => Object.values(attack.cases))
      assert.ok(cases.length > 0)
      for (const source of cases)
        for (const step of stepsOf(source)) {
          const invocation = invocationOf(step)
          const [here, there] = [await own.invoke(invocation), await worker.invoke(invocation)]
          assert.equal(comparable(here), comparable(there))
        }
    })
})

describe('own thread: stack', () => {
  it('what needs more of it than this thread has runs all the same', async () => {
    assert.equal(await reply(own, `return eval(${JSON.stringify(DEEP)})`, LARGE), 'string')
    assert.equal(await reply(own, 'return 1'), 1)
  })

  it('also when it waits for its host', async () => {
    const body = `const type = eval(${JSON.stringify(DEEP)}); return [type, await comet.get('other')]`
    const begun = await own.invoke({ code: object('async onGet ()', body), event: event('get'), ...LARGE })
    assert.ok(begun.ok && begun.chain !== undefined)
    const ended = await own.resume(begun.chain, [{ id: 1, ok: true, value: 'it' }])
    assert.deepEqual(ended.ok && ended.reply, ['string', 'it'])
  })

  it('recursion ends by the limit', async () => {
    const recursion = 'const f = () => [1].map(f); f()'
    assert.equal(await code(own, recursion), 'STACK_EXCEEDED')
  })
})

const LARGE = { limits: { memoryBytes: 1_000_000, stateBytes: 1_000_000 } }

describe('own thread: chains', () => {
  const code = object('async onGet ()', "return [await comet.get('a'), await comet.get('b')]")

  it('wait for their host, and go on', async () => {
    const first = await own.invoke({ code, event: event('get') })
    assert.ok(first.ok && first.chain !== undefined)
    const second = await own.resume(first.chain, [{ id: 1, ok: true, value: 1 }])
    assert.ok(second.ok && second.chain === first.chain)
    const third = await own.resume(first.chain, [{ id: 2, ok: true, value: 2 }])
    assert.deepEqual(third.ok && third.reply, [1, 2])
  })

  it('that were dropped are lost', async () => {
    const first = await own.invoke({ code, event: event('get') })
    assert.ok(first.ok && first.chain !== undefined)
    own.drop(first.chain)
    const after = await own.resume(first.chain, [{ id: 1, ok: true }])
    assert.equal(!after.ok && after.error.code, 'CHAIN_LOST')
  })
})

describe('own thread: closing', () => {
  it('whatever comes afterwards is answered CLOSED', async () => {
    const closed = await createSandbox({ workers: 0 })
    assert.equal(await reply(closed, 'return 1'), 1)
    const deep = code(closed, `return eval(${JSON.stringify(DEEP)})`, LARGE)
    await closed.close()
    assert.equal(await code(closed, 'return 1'), 'CLOSED')
    assert.equal(await deep, 'CLOSED')
  })
})
