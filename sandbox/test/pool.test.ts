// The pool as callers see it: fairness, bounds, the backstop, and a quiet end.
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { createSandbox, type Limits } from '../src/index.ts'
import { comparable, event, GREETING, get, withSandbox } from './support.ts'

// Enough budget to outlast the backstop by far.
const ENDLESS: Partial<Limits> = { instructions: 1_000_000_000, steps: 2_000_000_000, wallClockMs: 60 }

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

test('what is too large for the ring crosses beside it', async () => {
  await withSandbox(async (sandbox) => {
    const local = { bytes: new Uint8Array(60_000).map((_, index) => index) }
    const echo = "local.text = 'x'.repeat(20_000); return { bytes: local.bytes, n: caller.payload }"
    const limits = { memoryBytes: 1_000_000 }
    const outcomes = await Promise.all(
      Array.from({ length: 20 }, (_, payload) =>
        get(sandbox, echo, { local, limits, event: event('get', { caller: { id: 'a', payload } }) })
      )
    )
    outcomes.forEach((outcome, n) => {
      assert.ok(outcome.ok)
      assert.deepEqual(outcome.reply, { bytes: local.bytes, n })
      assert.equal((outcome.local.text as string).length, 20_000)
    })
  })
})

test('states that follow each other in the ring do not meet', async () => {
  await withSandbox(async (sandbox) => {
    const code = 'export default { onGet () { this.seen = this.name; return this.name } }'
    const names = Array.from({ length: 600 }, (_, index) => `state ${index % 3}`)
    const outcomes = await Promise.all(
      names.map((name) => sandbox.invoke({ code, event: event('get'), state: { name } }))
    )
    outcomes.forEach((outcome, index) => {
      assert.ok(outcome.ok)
      assert.equal(outcome.reply, names[index])
      assert.deepEqual(outcome.state, { name: names[index], seen: names[index] })
    })
  })
})

test('an object that turns dear hands back what it was given, in order, and lets others go first', async () => {
  await withSandbox(async (sandbox) => {
    const limits = { instructions: 3_000_000, steps: 30_000_000 }
    const turns = 'for (let index = 0; index < caller.payload; index++); return caller.payload'
    const ask = (payload: number) =>
      get(sandbox, turns, { limits, event: event('get', { caller: { id: 'a', payload } }) })
    for (let index = 0; index < 20; index++) await ask(0)
    const order: number[] = []
    const flood = Array.from({ length: 40 }, async (_, index) => {
      const outcome = await ask(200_000 + index)
      assert.ok(outcome.ok)
      order.push(outcome.reply as number)
    })
    const other = await get(sandbox, 'return 1')
    assert.ok(other.ok)
    assert.ok(order.length < 20, `${order.length} of 40 came first`)
    await Promise.all(flood)
    assert.deepEqual(
      order,
      Array.from({ length: 40 }, (_, index) => 200_000 + index)
    )
  })
})
