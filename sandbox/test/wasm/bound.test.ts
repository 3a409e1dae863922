// Hostile modules, rewritten and run: whatever goes round is stopped after as many steps as it was given. Each is also
// followed along every way by the independent check.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { meterExport } from '../../src/wasm/globals.ts'
import { LAYOUT } from '../../src/wasm/layout.ts'
import { rewrite } from '../../src/wasm/rewrite.ts'
import { atOnce } from '../../src/wasm/slices.ts'
import { assemble, FIRST, TEST_LAYOUT } from './assembler.ts'
import { longestProbeFree } from './probe-free.ts'

const [A, B, C] = [FIRST, FIRST + 1, FIRST + 2]
const BUDGET = 1000

interface Ran {
  readonly trapped: boolean
  readonly stepsLeft: number
}

/** Runs the first function of a rewritten module with BUDGET steps. */
function run(...functions: string[]): Ran {
  const { binary, module } = atOnce(
    rewrite(assemble(functions.map((code) => ({ code, locals: 2 }))), TEST_LAYOUT)
  )
  assert.ok(longestProbeFree(binary).instructions <= 1700)
  const memory = new WebAssembly.Memory({ initial: 1, maximum: 1 })
  const { exports } = new WebAssembly.Instance(module, {
    [LAYOUT.importModule]: { f: () => undefined, [LAYOUT.memory]: memory }
  })
  const steps = exports[meterExport('steps')] as WebAssembly.Global<'i32'>
  steps.value = BUDGET
  try {
    ;(exports[`f${A}`] as () => void)()
    return { trapped: false, stepsLeft: steps.value }
  } catch (error) {
    assert.ok(error instanceof WebAssembly.RuntimeError, String(error))
    assert.match(error.message, /unreachable/)
    return { trapped: true, stepsLeft: steps.value }
  }
}

const ENDLESS: Readonly<Record<string, readonly string[]>> = {
  'a loop': ['loop br 0 end'],
  'a loop with a condition': ['loop i32.const 1 br_if 0 end'],
  'a loop by a table': ['loop i32.const 7 br_table 1 0 0 end'],
  'a loop that goes on from its middle': ['loop i32.const 1 if br 1 end unreachable end'],
  'two loops in turn': ['loop loop i32.const 1 br_if 1 br 0 end end'],
  recursion: [`call ${A}`],
  'recursion behind a way out': [`local.get 0 br_if 0 call ${A}`],
  'two functions': [`call ${B}`, `call ${A}`],
  'three functions that each call another first': [
    `call ${B} call ${A}`,
    `call ${C} call ${B}`,
    `call ${A} call ${C}`
  ],
  'recursion through the table': [`i32.const ${A - 1} call_indirect 0 0`],
  'a loop that calls a small function': [`loop call ${B} br 0 end`, 'i32.const 1 drop'],
  'a loop whose call may pay': [`loop call ${B} br 0 end`, `local.get 0 if call ${C} end`, `call ${C}`],
  'a loop of empty copies': ['loop i32.const 0 i32.const 0 i32.const 0 memory.copy br 0 end'],
  'a loop whose call copies': [`loop call ${B} br 0 end`, 'i32.const 0 i32.const 0 i32.const 64 memory.copy'],
  'calls that double': [
    ...Array.from({ length: 40 }, (_, index) => `call ${A + index + 1} call ${A + index + 1}`),
    'i32.const 1 drop'
  ]
}

describe('what goes round is stopped', () => {
  for (const [what, functions] of Object.entries(ENDLESS)) {
    test(what, () => {
      const { trapped, stepsLeft } = run(...functions)
      assert.ok(trapped && stepsLeft < 0 && stepsLeft >= -2, `${trapped}, ${stepsLeft} steps left`)
    })
  }
})

test('the check itself finds what goes round in a binary without probes', () => {
  const plain = (code: string) => () => longestProbeFree(assemble([{ code }]))
  assert.throws(plain(`call ${A}`), /calls go round without a probe, through function 5/)
  assert.throws(plain(`i32.const 0 call_indirect 0 0`), /calls go round without a probe/)
  assert.throws(plain(''), /function 1 goes round without a probe/, 'the dispatch loop')
})

test('what ends pays exactly', () => {
  // Ten passes: nine go back.
  const ten = 'i32.const 10 local.set 0 loop local.get 0 i32.const 1 i32.sub local.tee 0 br_if 0 end'
  assert.deepEqual(run(ten), { trapped: false, stepsLeft: BUDGET - 9 })
  // A copy of 1,000 bytes: one step, and fifteen for each full 64 bytes.
  const copy = 'i32.const 0 i32.const 2000 i32.const 1000 memory.copy'
  assert.deepEqual(run(copy), { trapped: false, stepsLeft: BUDGET - 16 })
  assert.deepEqual(run('i32.const 1 drop'), { trapped: false, stepsLeft: BUDGET })
})

test('a copy that the steps do not pay for is not made', () => {
  assert.deepEqual(run('i32.const 0 i32.const 0 i32.const 64000 memory.copy'), {
    trapped: true,
    stepsLeft: -1
  })
  const { trapped, stepsLeft } = run('i32.const 0 i32.const 0 i32.const -1 memory.copy')
  assert.ok(trapped && stepsLeft < -60_000_000)
})

test('a function that grows the memory by itself is refused', () => {
  assert.throws(() => run('i32.const 1 memory.grow drop'), { code: 'UNRECOGNISED' })
})
