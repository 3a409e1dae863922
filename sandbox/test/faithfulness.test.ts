// Metering changes nothing but the meters: programs answer exactly what the interpreter answers as it was shipped, and a
// second sandbox, which runs them in the opposite order, counts exactly what the first counted.
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { runInThisContext } from 'node:vm'
import { createSandbox, type Limits, type Outcome, type Sandbox } from '../src/index.ts'
import { PRINTER } from './printer.ts'
import { PROGRAMS, SUBJECTS } from './programs/all.ts'
import { comparable, event, object } from './support.ts'
import { type Answer, runUnmetered } from './unmetered.ts'

const LIMITS: Partial<Limits> = {
  instructions: 100_000_000,
  steps: 1_000_000_000,
  memoryBytes: 4_000_000,
  wallClockMs: 60_000
}

// What the printer makes of the program's answer, or of what its promise came to.
function printing(body: string): string {
  return object(
    'onGet (caller)',
    `const answer = (() => { ${body}\n })(); return answer instanceof Future ? Reflect.apply(then, answer, [show]) : show(answer)`,
    `const Future = Promise; const { then } = Promise.prototype; const show = ${PRINTER}`
  )
}

function answerOf(outcome: Outcome): Answer | Outcome {
  if (outcome.ok) return { answered: outcome.reply }
  const { code, message, stack = '' } = outcome.error
  if (code === 'PROMISE_PENDING') return { threw: 'pending', stack }
  return code === 'HANDLER_THREW' ? { threw: message.replace('onGet threw ', ''), stack } : outcome
}

let sandboxes: Sandbox[] = []
const outcomes = new Map<string, Outcome>()
const again = new Map<string, Outcome>()

before(async () => {
  sandboxes = await Promise.all([1, 2].map(() => createSandbox({ workers: 1, limits: LIMITS })))
  const entries = Object.entries(PROGRAMS)
  const runAll = (sandbox: Sandbox, into: Map<string, Outcome>, programs: typeof entries) =>
    Promise.all(
      programs.map(async ([name, body]) =>
        into.set(name, await sandbox.invoke({ code: printing(body), event: event('get') }))
      )
    )
  await Promise.all([
    runAll(sandboxes[0]!, outcomes, entries),
    runAll(sandboxes[1]!, again, entries.toReversed())
  ])
})

after(() => Promise.all(sandboxes.map((sandbox) => sandbox.close())))

for (const [subject, names] of Object.entries(SUBJECTS)) {
  describe(subject, () => {
    for (const name of names) {
      test(name, async () => {
        const outcome = outcomes.get(name)!
        assert.deepEqual(answerOf(outcome), await runUnmetered(printing(PROGRAMS[name]!)))
        assert.equal(comparable(outcome), comparable(again.get(name)!))
      })
    }
  })
}

test('the printer tells alike values apart', () => {
  const print = runInThisContext(PRINTER) as (value: unknown) => string
  const values = [
    0,
    -0,
    NaN,
    '0',
    0n,
    undefined,
    null,
    'null',
    [],
    [undefined],
    new Array(1),
    [null],
    {},
    [-0],
    [0]
  ]
  const printed = [
    ...values,
    Object.create(null),
    { a: undefined },
    new Map(),
    new Set([0]),
    new Set(['0'])
  ].map(print)
  assert.equal(new Set(printed).size, printed.length, printed.join(' '))
})

test('there are many programs, and no two answer the same', () => {
  const answers = new Map<unknown, string>()
  for (const [name, outcome] of outcomes) {
    const answer = JSON.stringify(answerOf(outcome))
    assert.equal(answers.get(answer), undefined, `${name} answers like ${answers.get(answer)}: ${answer}`)
    answers.set(answer, name)
  }
  assert.ok(answers.size >= 300, `only ${answers.size}`)
})
