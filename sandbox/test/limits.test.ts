// Each limit holds exactly: what fits is allowed, one less is a typed error with figures.
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import {
  createSandbox,
  DEFAULT_LIMITS,
  type ErrorCode,
  type Limits,
  MAXIMAL_LIMITS,
  type Sandbox
} from '../src/index.ts'
import { comparable, event, GREETING, get, withSandbox } from './support.ts'

const sandbox = await createSandbox({ workers: 1 })
after(() => sandbox.close())

const WORK = 'let s = ""; for (let i = 0; i < 50; i++) s += i; return [...s].sort().join("")'

async function boundary(limit: keyof Limits, used: number, code: ErrorCode): Promise<void> {
  const at = await get(sandbox, WORK, { limits: { [limit]: used } })
  assert.ok(at.ok, `${limit} ${used}: ${at.ok ? '' : at.error.message}`)
  const below = await get(sandbox, WORK, { limits: { [limit]: used - 1 } })
  assert.ok(!below.ok)
  assert.equal(below.error.code, code)
  assert.equal(below.error.limit, limit)
  assert.equal(below.error.allowed, used - 1)
  assert.equal(below.error.handler, 'onGet')
}

test('instructions and steps hold to the last one', async () => {
  const outcome = await get(sandbox, WORK)
  assert.ok(outcome.ok)
  const { instructions, steps } = outcome.usage
  await boundary('instructions', instructions, 'INSTRUCTIONS_EXCEEDED')
  await boundary('steps', steps, 'STEPS_EXCEEDED')
})

test('memory holds for one large buffer, one large text, and a great many small objects', async () => {
  for (const body of [
    'new ArrayBuffer(N)',
    '"x".repeat(N)',
    'const all = []; for (let i = 0; i < N / 64; i++) all.push({ i })',
    'let all; for (let i = 0; i < N / 64; i++) all = { all }',
    'const all = []; for (let i = 0; i < N / 16; i++) all.push("text" + i)',
    'const all = new Map(); for (let i = 0; i < N / 32; i++) all.set(i, i)',
    'let s = ""; for (let i = 0; i < N; i++) s += "y"; s.charCodeAt(1)'
  ]) {
    const run = (bytes: number) =>
      get(sandbox, `const N = ${bytes}; ${body}`, {
        limits: { instructions: 10_000_000, steps: 100_000_000 }
      })
    const small = await run(20_000)
    assert.ok(small.ok && small.usage.memory <= DEFAULT_LIMITS.memoryBytes, body)
    const large = await run(400_000)
    assert.ok(!large.ok && large.error.code === 'MEMORY_EXCEEDED', body)
    assert.ok(large.usage.memory <= DEFAULT_LIMITS.memoryBytes, `${body} held ${large.usage.memory}`)
  }
})

test('memory exceeded cannot be caught', async () => {
  const outcome = await get(sandbox, 'try { new ArrayBuffer(1e6) } catch {} finally { return 1 }')
  assert.ok(!outcome.ok && outcome.error.code === 'MEMORY_EXCEEDED')
})

test('garbage is not held: cycles are collected before the limit is reached', async () => {
  const body = 'for (let i = 0; i < 5000; i++) { const a = { i }; a.a = a }'
  const outcome = await get(sandbox, body, { limits: { instructions: 1_000_000, steps: 100_000_000 } })
  assert.ok(outcome.ok, outcome.ok ? '' : outcome.error.message)
})

test('the stack holds and cannot be caught', async () => {
  const depth = async (levels: number) => {
    const outcome = await get(
      sandbox,
      `const f = (n) => n ? 1 + f(n - 1) : 0; try { return f(${levels}) } catch {}`
    )
    return outcome.ok ? outcome.reply : outcome.error.code
  }
  assert.equal(await depth(500), 500)
  assert.equal(await depth(5000), 'STACK_EXCEEDED')
})

test('state, local and reply have a size each', async () => {
  for (const [body, part] of [
    ['this.x = "y".repeat(1000)', 'the state'],
    ['local.x = "y".repeat(1000)', 'local'],
    ['return "y".repeat(1000)', 'the reply']
  ] as const) {
    const fits = await get(sandbox, body, { limits: { stateBytes: 1100 } })
    assert.ok(fits.ok, body)
    const large = await get(sandbox, body, { limits: { stateBytes: 1000 } })
    assert.ok(!large.ok, body)
    assert.equal(large.error.code, 'STATE_TOO_LARGE')
    assert.ok(large.error.message.startsWith(part), large.error.message)
  }
  const input = await get(sandbox, '', { state: { x: 'y'.repeat(1000) }, limits: { stateBytes: 900 } })
  assert.ok(!input.ok && input.error.code === 'STATE_TOO_LARGE')
})

test('loading has budgets of its own, whoever loaded first', async () => {
  const code = `const table = Array.from({ length: 100 }, (_, i) => i * i); export default { table }`
  const load = (limits?: Partial<Limits>) =>
    sandbox.invoke({ code, event: event('load'), ...(limits && { limits }) })
  const outcome = await load()
  assert.ok(outcome.ok)
  const { instructions, steps, memory } = outcome.usage
  for (const [limit, used, expected] of [
    ['loadInstructions', instructions, 'INSTRUCTIONS_EXCEEDED'],
    ['loadSteps', steps, 'STEPS_EXCEEDED'],
    // The allocator wants room for a chunk's remainder.
    ['loadMemoryBytes', memory + 24, 'MEMORY_EXCEEDED'],
    ['sourceBytes', code.length, 'CODE_INVALID']
  ] as const) {
    assert.ok((await load({ [limit]: used })).ok, limit)
    const below = await load({ [limit]: used - 25 * Number(limit === 'loadMemoryBytes') - 1 })
    assert.ok(!below.ok, limit)
    assert.equal(below.error.code, expected)
  }
  const endless = await sandbox.invoke({ code: 'for (;;); export default {}', event: event('load') })
  assert.ok(!endless.ok && endless.error.code === 'INSTRUCTIONS_EXCEEDED')
  const large = await sandbox.invoke({
    code: `${'/*x*/'.repeat(20_000)} export default {}`,
    event: event('load')
  })
  assert.ok(!large.ok && large.error.code === 'CODE_INVALID' && large.error.limit === 'sourceBytes')
})

test('a get does not spend the instructions of loading', async () => {
  const outcome = await sandbox.invoke({
    code: GREETING,
    event: event('get'),
    state: { value: 'x' },
    local: { gets: 1 }
  })
  assert.ok(outcome.ok)
  assert.equal(outcome.usage.instructions, 19)
})

test('impossible limits are refused', async () => {
  for (const limits of [
    { instructions: 0 },
    { steps: 1.5 },
    { memoryBytes: Number.NaN },
    { stackBytes: 1e9 },
    { nonsense: 1 }
  ]) {
    await assert.rejects(get(sandbox, '', { limits: limits as Partial<Limits> }), RangeError)
  }
  for (const name of Object.keys(DEFAULT_LIMITS) as (keyof Limits)[]) {
    assert.ok(DEFAULT_LIMITS[name] <= MAXIMAL_LIMITS[name], name)
  }
})

test('a state of 100 KB of the smallest values fits', async () => {
  const outcome = await get(sandbox, 'this.list = Array.from({ length: 45000 }, () => 1)', {
    limits: { instructions: 1_000_000, memoryBytes: 1_000_000, steps: 10_000_000 }
  })
  assert.ok(outcome.ok, outcome.ok ? '' : outcome.error.message)
})

test('a load that fails tells what it took, the same whoever loaded before', async () => {
  const code = `const table = ${JSON.stringify(Array.from({ length: 500 }, (_, at) => at))}; export default { onGet () { return table.length } }`
  for (const limits of [{ loadSteps: 30_000 }, { loadMemoryBytes: 10_000 }, { loadInstructions: 3 }]) {
    const ask = (on: Sandbox) => on.invoke({ code, event: event('get'), limits })
    const [first, later] = await Promise.all([
      withSandbox(ask),
      withSandbox(async (warm) => {
        assert.ok((await warm.invoke({ code, event: event('get') })).ok)
        return ask(warm)
      })
    ])
    assert.ok(!first.ok && first.error.limit === Object.keys(limits)[0], comparable(first))
    assert.ok(first.usage.steps > 0)
    assert.equal(comparable(later), comparable(first))
  }
})
