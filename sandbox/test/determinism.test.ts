// The same invocation has the same outcome and the same usage: in any worker, in any process, whatever ran before.
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { createSandbox, type Invocation, type Sandbox } from '../src/index.ts'
import { invocationOf, stepsOf } from './attacks/attack.ts'
import { readAttacks } from './attacks/catalogue.ts'
import { PROGRAMS } from './programs/all.ts'
import { comparable, event, object } from './support.ts'

const ATTACKS = (await readAttacks()).filter(({ group }) => ['cpu', 'memory', 'stack'].includes(group))
const INVOCATIONS: Invocation[] = [
  ...Object.values(PROGRAMS).map((body) => ({
    code: object('onGet (caller)', body),
    event: event('get'),
    state: { n: 1, list: [1, 2, 3] },
    local: { seen: 'x' }
  })),
  ...ATTACKS.flatMap(({ attack }) =>
    Object.values(attack.cases).flatMap((source) => stepsOf(source).map(invocationOf))
  )
]

async function outcomes(sandbox: Sandbox, invocations: readonly Invocation[]): Promise<string[]> {
  return Promise.all(
    invocations.map(async (invocation) => {
      const limits = { ...invocation.limits, wallClockMs: PATIENT_MS }
      return comparable(await sandbox.invoke({ ...invocation, limits }))
    })
  )
}

/** The clock is a backstop and may differ; on a machine that is busy with other work it must not be what ends a handler. */
const PATIENT_MS = 60_000

// Started by itself, this file prints what it computes; the test compares that with its own.
if (process.argv.includes('--print')) {
  const sandbox = await createSandbox({ workers: 1 })
  process.stdout.write(JSON.stringify(await outcomes(sandbox, INVOCATIONS)))
  await sandbox.close()
} else {
  test('workers, order and process make no difference', async () => {
    const sandbox = await createSandbox({ workers: 2 })
    const first = await outcomes(sandbox, INVOCATIONS)
    const reversed = await outcomes(sandbox, [...INVOCATIONS].reverse())
    assert.deepEqual(reversed.reverse(), first)
    await sandbox.close()
    const printed = execFileSync(process.execPath, [fileURLToPath(import.meta.url), '--print'], {
      encoding: 'utf8'
    })
    assert.deepEqual(JSON.parse(printed), first)
  })
}
