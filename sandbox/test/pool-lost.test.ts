// Workers that die: whatever becomes of them, every invocation is answered, and only what was running fails.
import assert from 'node:assert/strict'
import { createRequire, syncBuiltinESMExports } from 'node:module'
import { afterEach, beforeEach, test } from 'node:test'
import type { Worker, WorkerOptions } from 'node:worker_threads'
import { createSandbox, type Sandbox } from '../src/index.ts'
import { get } from './support.ts'

const threads = createRequire(import.meta.url)('node:worker_threads') as { Worker: typeof Worker }
const Genuine = threads.Worker
const started: Worker[] = []
/** Scripts that the next workers run instead of their own. */
const instead: string[] = []

// The workers that sandboxes start go by here.
beforeEach(() => {
  started.length = 0
  instead.length = 0
  threads.Worker = class extends Genuine {
    constructor(script: string | URL, options: WorkerOptions) {
      const other = instead.shift()
      super(other ?? script, other === undefined ? options : { ...options, eval: true })
      started.push(this)
    }
  }
  syncBuiltinESMExports()
})

afterEach(() => {
  threads.Worker = Genuine
  syncBuiltinESMExports()
})

const ENDLESS = { limits: { instructions: 1_000_000_000, steps: 2_000_000_000, wallClockMs: 60_000 } }

/** One invocation that does not end, ten that wait behind it, and ten of another object. */
function ask(sandbox: Sandbox) {
  const endless = get(sandbox, 'for (;;);', ENDLESS)
  const order: number[] = []
  const others = Array.from({ length: 20 }, async (_, index) => {
    const outcome = await get(sandbox, index < 10 ? 'return 1' : 'return 2')
    order.push(index)
    return outcome.ok ? 'ok' : outcome.error.code
  })
  return { endless, others: Promise.all(others), order }
}

test('a worker that dies is replaced, and only the invocation that it ran fails', async () => {
  const sandbox = await createSandbox({ workers: 1 })
  const { endless, others, order } = ask(sandbox)
  await started[0]!.terminate()
  const outcome = await endless
  assert.ok(!outcome.ok)
  assert.equal(outcome.error.code, 'SANDBOX_FAULT')
  assert.deepEqual(await others, Array(20).fill('ok'))
  const first = (from: number) => order.filter((index) => index >= from && index < from + 10)
  for (const from of [0, 10])
    assert.deepEqual(
      first(from),
      first(from).toSorted((a, b) => a - b)
    )
  assert.equal(started.length, 2)
  await sandbox.close()
})

test('a worker that dies with nothing to do is replaced as quietly', async () => {
  const sandbox = await createSandbox({ workers: 1 })
  await started[0]!.terminate()
  assert.ok((await get(sandbox, 'return 1')).ok)
  await sandbox.close()
})

test('when the successor cannot start either, whatever waits is answered, and what comes later', async () => {
  const sandbox = await createSandbox({ workers: 1 })
  instead.push("throw new Error('no memory')")
  const { endless, others } = ask(sandbox)
  await started[0]!.terminate()
  await endless
  assert.deepEqual(await others, Array(20).fill('SANDBOX_FAULT'))
  const later = await get(sandbox, 'return 1')
  assert.ok(!later.ok)
  assert.equal(later.error.code, 'SANDBOX_FAULT')
  await sandbox.close()
})

test('other workers go on without one that cannot be started again', async () => {
  const sandbox = await createSandbox({ workers: 2 })
  instead.push("throw new Error('no memory')")
  await started[0]!.terminate()
  const outcomes = await Promise.all(Array.from({ length: 20 }, () => get(sandbox, 'return 1')))
  assert.ok(outcomes.every(({ ok }) => ok))
  await sandbox.close()
})

test('a sandbox can be closed while a successor starts', async () => {
  const sandbox = await createSandbox({ workers: 1 })
  const { endless, others } = ask(sandbox)
  await started[0]!.terminate()
  await sandbox.close()
  assert.ok(!(await endless).ok)
  assert.deepEqual(await others, Array(20).fill('CLOSED'))
})

test('a sandbox whose worker cannot start is not created', async () => {
  instead.push("throw new Error('no memory')")
  await assert.rejects(createSandbox({ workers: 2 }), /no memory/)
})
