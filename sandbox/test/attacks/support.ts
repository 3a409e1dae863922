// How an attack is judged: it is stopped with one of the expected typed errors, it is stopped in the same way again, and
// the invocation after it, of another object, answers byte for byte what it answers in a fresh sandbox.
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { createSandbox, DEFAULT_LIMITS, type Sandbox } from '../../src/index.ts'
import { comparable, event, object } from '../support.ts'

/** Name → body of an onGet. */
export type Attacks = Readonly<Record<string, string>>

const WITNESS = object(
  'secret: 1, onGet ()',
  'local.n = (local.n ?? 0) + 1; return [3, 1, 2].sort().map(String).join() + JSON.stringify(this) + Math.random() + [].concat([1]) + /b+/.exec("abbb")'
)

/** Declares a test for each attack. `expected` are the codes that may stop it; 'ok' if it may also end in peace. */
export function attackTests(expected: readonly string[], attacks: Attacks): void {
  let sandbox: Sandbox
  let witness: string
  test('a fresh sandbox', async () => {
    sandbox = await createSandbox({ workers: 1 })
    witness = comparable(await testify(sandbox))
  })
  after(() => sandbox.close())
  for (const [name, body] of Object.entries(attacks)) {
    test(name, async () => {
      const invocation = { code: object('onGet (caller)', body), event: event('get') }
      const outcome = await sandbox.invoke(invocation)
      const code = outcome.ok ? 'ok' : outcome.error.code
      assert.ok(
        expected.includes(code),
        `${code}: ${outcome.ok ? comparable(outcome) : outcome.error.message}`
      )
      assert.ok(outcome.usage.instructions <= DEFAULT_LIMITS.instructions)
      assert.ok(outcome.usage.steps <= DEFAULT_LIMITS.steps)
      assert.ok(outcome.usage.memory <= DEFAULT_LIMITS.memoryBytes, `held ${outcome.usage.memory} bytes`)
      assert.equal(comparable(await testify(sandbox)), witness, 'the next invocation is disturbed')
      assert.equal(comparable(await sandbox.invoke(invocation)), comparable(outcome), 'not reproducible')
    })
  }
}

function testify(sandbox: Sandbox) {
  return sandbox.invoke({ code: WITNESS, event: event('get'), state: { a: 1 } })
}
