// The pool: fairness, bounds, the backstop, and a quiet end.
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { createSandbox, type Limits } from '../src/index.ts'
import { FairQueue } from '../src/pool/fair-queue.ts'
import { LruCache } from '../src/pool/lru.ts'
import { comparable, event, GREETING, get, withSandbox } from './support.ts'

// Enough budget to outlast the backstop by far.
const ENDLESS: Partial<Limits> = { instructions: 1_000_000_000, steps: 2_000_000_000, wallClockMs: 60 }

test('the queue lets keys take turns', () => {
  const queue = new FairQueue<string>(10, 4)
  for (const item of ['a1', 'a2', 'a3', 'a4']) assert.ok(queue.push('a', item))
  assert.ok(!queue.push('a', 'a5'), 'a full line')
  for (const item of ['b1', 'b2']) queue.push('b', item)
  queue.push('c', 'c1')
  const order = Array.from({ length: 4 }, () => queue.shift())
  assert.deepEqual(order, ['a1', 'b1', 'c1', 'a2'])
  queue.unshift('b', 'again')
  assert.deepEqual(
    Array.from({ length: 5 }, () => queue.shift()),
    ['again', 'a3', 'b2', 'a4', undefined]
  )
  assert.equal(queue.size, 0)
})

test('the queue is bounded as a whole', () => {
  const queue = new FairQueue<number>(3, 2)
  assert.deepEqual(
    [1, 2, 3, 4].map((n) => queue.push(`key ${n}`, n)),
    [true, true, true, false]
  )
  assert.deepEqual(queue.drain(), [1, 2, 3])
})

test('a cache forgets what was used longest ago', () => {
  const cache = new LruCache<string, number>(10, (size) => size)
  cache.set('a', 4)
  cache.set('b', 4)
  cache.get('a')
  cache.set('c', 4)
  assert.deepEqual([cache.get('a'), cache.get('b'), cache.get('c')], [4, undefined, 4])
})

test('a worker that does not answer is replaced, and only its own invocation fails', async () => {
  await withSandbox(async (sandbox) => {
    const before = await sandbox.invoke({ code: GREETING, event: event('get') })
    const endless = get(sandbox, 'for (;;);', { limits: ENDLESS })
    const others = Array.from({ length: 20 }, () => sandbox.invoke({ code: GREETING, event: event('get') }))
    const stopped = await endless
    assert.ok(!stopped.ok)
    assert.equal(stopped.error.code, 'WALL_CLOCK_EXCEEDED')
    for (const outcome of await Promise.all(others)) assert.equal(comparable(outcome), comparable(before))
  })
})

test('too many invocations are BUSY, and one object does not crowd out another', async () => {
  await withSandbox(async (sandbox) => {
    const flood = Array.from({ length: 3000 }, () => sandbox.invoke({ code: GREETING, event: event('get') }))
    const other = await get(sandbox, 'return 1')
    assert.ok(other.ok)
    const codes = (await Promise.all(flood)).map((outcome) => (outcome.ok ? 'ok' : outcome.error.code))
    assert.ok(codes.includes('ok') && codes.includes('BUSY'))
    assert.equal(codes.filter((code) => code !== 'ok' && code !== 'BUSY').length, 0)
  })
})

test('an expensive object does not keep a cheap one waiting behind its whole line', async () => {
  await withSandbox(async (sandbox) => {
    let done = 0
    const flood = Array.from({ length: 300 }, async () => {
      await get(sandbox, 'for (;;);')
      done++
    })
    await get(sandbox, 'return 1')
    assert.ok(done < 150, `${done} of 300 came first`)
    await Promise.all(flood)
  })
})

test('results find their callers', async () => {
  const sandbox = await createSandbox({ workers: 2 })
  const replies = await Promise.all(
    Array.from({ length: 500 }, (_, index) =>
      get(sandbox, `return caller.payload + ${index % 7}`, {
        event: event('get', { caller: { id: 'a', payload: index } })
      })
    )
  )
  replies.forEach((outcome, index) => {
    assert.ok(outcome.ok)
    assert.equal(outcome.reply, index + (index % 7))
  })
  await sandbox.close()
})

test('closing answers what is left, and what comes later', async () => {
  const sandbox = await createSandbox({ workers: 1 })
  const waiting = Array.from({ length: 5 }, () =>
    get(sandbox, 'for (;;);', { limits: { ...ENDLESS, wallClockMs: 10_000 } })
  )
  await new Promise((resolve) => setImmediate(resolve))
  await sandbox.close()
  for (const outcome of await Promise.all(waiting)) assert.ok(!outcome.ok && outcome.error.code === 'CLOSED')
  const later = await get(sandbox, 'return 1')
  assert.ok(!later.ok && later.error.code === 'CLOSED')
  await sandbox.close()
})

test('a process that forgot to close ends all the same', () => {
  const index = fileURLToPath(import.meta.resolve('../src/index.ts'))
  const script = `
    const { createSandbox } = await import(${JSON.stringify(index)})
    const sandbox = await createSandbox({ workers: 1 })
    const outcome = await sandbox.invoke({ code: 'export default { onGet () { return 7 } }', event: { type: 'get', time: 0, seed: '' } })
    console.log(outcome.reply)`
  const printed = execFileSync(process.execPath, ['--input-type=module', '-e', script], {
    encoding: 'utf8',
    timeout: 10_000
  })
  assert.equal(printed.trim(), '7')
})

test('many sets of limits in one batch keep to their jobs', async () => {
  await withSandbox(async (sandbox) => {
    const body = 'return comet.remaining()'
    const outcomes = await Promise.all(
      Array.from({ length: 300 }, (_, index) =>
        get(sandbox, body, { limits: { instructions: 1000 + index } })
      )
    )
    const [first] = outcomes
    assert.ok(first?.ok)
    outcomes.forEach((outcome, index) => {
      assert.ok(outcome.ok)
      assert.equal(outcome.reply, (first.reply as number) + index)
    })
  })
})
