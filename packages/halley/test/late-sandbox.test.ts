import assert from 'node:assert/strict'
import test, { type TestContext } from 'node:test'
import type { Invocation, Outcome, Sandbox } from '@halley/sandbox'
import { LateSandbox, SANDBOX_IDLE_MS } from '../src/late-sandbox.ts'

const USAGE = { instructions: 0, steps: 0, memory: 0, microseconds: 0 }
const WAITS: Outcome = { ok: true, chain: '1', actions: [], usage: USAGE }
const FAILS: Outcome = { ok: false, error: { code: 'HANDLER_THREW', message: 'thrown' }, usage: USAGE }
const INVOCATION: Invocation = { code: 'export default {}', event: { type: 'get', time: 0, seed: '' } }

interface Played {
  readonly late: LateSandbox
  /** What was asked of the sandboxes, by their number: `1 invoke`. */
  readonly asked: string[]
  answer: () => Promise<Outcome>
  create: () => Promise<void>
}

// Sandboxes that note what is asked of them.
function played(t: TestContext): Played {
  t.mock.timers.enable({ apis: ['setInterval'] })
  const asked: string[] = []
  let count = 0
  const sandbox = (number: number): Sandbox => {
    const note = (what: string): Promise<Outcome> => {
      asked.push(`${number} ${what}`)
      return parts.answer()
    }
    return {
      attempt: () => undefined,
      invoke: () => note('invoke'),
      resume: (chain) => note(`resume ${chain}`),
      drop: (chain) => void asked.push(`${number} drop ${chain}`),
      close: async () => void asked.push(`${number} close`)
    }
  }
  const late = new LateSandbox(async () => {
    await parts.create()
    return sandbox(++count)
  })
  const parts: Played = { late, asked, answer: async () => FAILS, create: async () => undefined }
  return parts
}

test('a sandbox begins with the first invocation, once for all that wait for it', async (t) => {
  const parts = played(t)
  const { late, asked } = parts
  assert.deepEqual(asked, [])
  const outcomes = await Promise.all([late.invoke(INVOCATION), late.invoke(INVOCATION)])
  assert.deepEqual(outcomes, [FAILS, FAILS])
  await late.invoke(INVOCATION)
  assert.deepEqual(asked, ['1 invoke', '1 invoke', '1 invoke'])
  await late.close()
  assert.equal(asked.at(-1), '1 close')
})

test('it ends when nothing was asked for a while, and another begins', async (t) => {
  const { late, asked } = played(t)
  await late.invoke(INVOCATION)
  t.mock.timers.tick(SANDBOX_IDLE_MS)
  assert.deepEqual(asked, ['1 invoke'], 'asked since the last look')
  t.mock.timers.tick(SANDBOX_IDLE_MS)
  assert.deepEqual(asked, ['1 invoke', '1 close'])
  await late.invoke(INVOCATION)
  assert.deepEqual(asked, ['1 invoke', '1 close', '2 invoke'])
})

test('it does not end while something is not answered', async (t) => {
  const parts = played(t)
  const { late, asked } = parts
  const { promise, resolve } = Promise.withResolvers<Outcome>()
  await late.invoke(INVOCATION)
  parts.answer = () => promise
  const open = late.invoke(INVOCATION)
  for (let look = 0; look < 3; look++) t.mock.timers.tick(SANDBOX_IDLE_MS)
  assert(!asked.includes('1 close'))
  resolve(FAILS)
  assert.deepEqual(await open, FAILS)
  t.mock.timers.tick(SANDBOX_IDLE_MS)
  assert.equal(asked.at(-1), '1 close')
})

test('chains go on in the sandbox that holds them, and are lost with it', async (t) => {
  const parts = played(t)
  const { late, asked } = parts
  parts.answer = async () => WAITS
  const waiting = await late.invoke(INVOCATION)
  assert(waiting.ok && waiting.chain !== undefined)
  const { chain } = waiting
  assert.deepEqual(await late.resume(chain, []), waiting)
  late.drop(chain)
  assert.deepEqual(asked, ['1 invoke', '1 resume 1', '1 drop 1'])
  t.mock.timers.tick(2 * SANDBOX_IDLE_MS)
  await late.invoke(INVOCATION)
  const lost = await late.resume(chain, [])
  assert.equal(lost.ok === false && lost.error.code, 'CHAIN_LOST')
  late.drop(chain)
  assert.deepEqual(asked.slice(3), ['1 close', '2 invoke'])
})

test('one that cannot begin fails what waited for it, and is tried again', async (t) => {
  const parts = played(t)
  const { late, asked } = parts
  parts.create = async () => {
    throw new Error('no threads')
  }
  const outcome = await late.invoke(INVOCATION)
  assert(!outcome.ok)
  assert.equal(outcome.error.code, 'SANDBOX_FAULT')
  assert.match(outcome.error.message, /no threads/)
  parts.create = async () => undefined
  assert.deepEqual(await late.invoke(INVOCATION), FAILS)
  assert.deepEqual(asked, ['1 invoke'])
})

test('after closing, also while it begins, nothing runs', async (t) => {
  const parts = played(t)
  const { late, asked } = parts
  const begun = Promise.withResolvers<void>()
  parts.create = () => begun.promise
  const open = late.invoke(INVOCATION)
  const closed = late.close()
  begun.resolve()
  await closed
  await open
  assert.equal(asked.at(-1), '1 close')
  const refused = await late.invoke(INVOCATION)
  assert.equal(!refused.ok && refused.error.code, 'CLOSED')
})
