// Where native steps are spent, rule by rule, in small modules.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { decode } from '../../src/wasm/code.ts'
import { placeProbes } from '../../src/wasm/placement.ts'
import { readModule } from '../../src/wasm/sections.ts'
import { atOnce } from '../../src/wasm/slices.ts'
import { assemble, FIRST, IMPORT, type TestFunction } from './assembler.ts'

const [A, B, C] = [FIRST, FIRST + 1, FIRST + 2]

/** Each function's probes as `entry 2`, `before 1 @3`: place, steps, and the instruction within the function. */
function probes(...functions: (string | TestFunction)[]): string[][] {
  const sources = functions.map((each) => (typeof each === 'string' ? { code: each } : each))
  const code = atOnce(decode(readModule(assemble(sources))))
  const { sites } = atOnce(placeProbes(code, undefined))
  return code.functions.slice(FIRST - 1).map(({ index, first }) =>
    (sites.get(index) ?? []).map(({ at, place, steps }) => {
      return place === 'entry' ? `entry ${steps}` : `${place} ${steps} @${at - first}`
    })
  )
}

const nothing = (count: number) => 'i32.const 1 drop '.repeat(count / 2)
const SPIN = 'loop br 0 end'

describe('bounded functions', () => {
  test('a function without loops and calls needs no probe, and calling it needs none', () => {
    assert.deepEqual(probes('i32.const 1 drop', `call ${A} call ${A}`), [[], []])
  })

  test('500 instructions are bounded with everything that is called, 501 are not', () => {
    // The function's own end counts as an instruction.
    assert.deepEqual(probes(nothing(498), `call ${A}`, `call ${B}`), [[], [], ['entry 2']])
    assert.deepEqual(probes(`${nothing(496)}`, `call ${A}`, `call ${B}`, `call ${C}`)[2], [])
    // Each calls the one before it twice: 1, 5, 13 … instructions; the eighth has 509.
    const doubling = Array.from({ length: 8 }, (_, index) => `call ${A + index} call ${A + index}`)
    const found = probes('', ...doubling)
    assert.deepEqual(found, [...Array(8).fill([]), ['entry 2']])
  })

  test('functions that call themselves or each other are not bounded', () => {
    assert.deepEqual(probes(`call ${A}`), [['entry 2']])
    const circle = probes(`call ${B}`, `call ${C}`, `call ${A}`)
    assert.equal(circle.flat().length, 1, 'one probe in the circle is enough')
  })

  test('indirect calls and imports may do anything', () => {
    assert.deepEqual(probes('i32.const 0 call_indirect 0 0', `call ${IMPORT}`), [['entry 2'], ['entry 2']])
  })
})

describe('loops', () => {
  test('every pass but the first pays where the loop goes back', () => {
    assert.deepEqual(probes(SPIN, 'loop i32.const 1 br_if 0 end'), [['before 1 @1'], ['taken 1 @2']])
  })

  test('a loop that does not go back needs nothing', () => {
    assert.deepEqual(probes('loop i32.const 1 drop end'), [[]])
  })

  test('each of several ways back pays', () => {
    const code = 'loop i32.const 1 if br 1 end i32.const 2 br_if 0 br 0 end'
    assert.deepEqual(probes(code), [['before 1 @3', 'taken 1 @6', 'before 1 @7']])
  })

  test('a table of branches pays when one of them goes back', () => {
    const code = (targets: string) => `block loop i32.const 0 br_table ${targets} end end`
    assert.deepEqual(probes(code('1 1 1')), [[]])
    assert.deepEqual(probes(code('1 0 1')), [['before 1 @3']])
    assert.deepEqual(probes(code('1 1 0')), [['before 1 @3']])
  })

  test('an inner loop pays for its own passes, the outer loop for its own', () => {
    const code = 'loop loop i32.const 1 br_if 0 end br 0 end'
    assert.deepEqual(probes(code), [['taken 1 @3', 'before 1 @5']])
  })

  test('a branch out of the inner loop to the outer header pays for the outer loop', () => {
    assert.deepEqual(probes('loop loop br 1 end end'), [['before 1 @2']])
  })

  test('a pass that certainly meets a kept probe needs none of its own', () => {
    const certain = `call ${B} loop i32.const 1 br_if 0 end`
    assert.deepEqual(probes(`loop call ${B} br 0 end`, `call ${B}`), [[], ['entry 2']])
    assert.deepEqual(probes(`loop call ${B} br 0 end`, certain)[0], [])
  })

  test('a probe that some passes go around does not count', () => {
    const maybe = `loop i32.const 1 if call ${B} end br 0 end`
    assert.deepEqual(probes(maybe, `call ${B}`)[0], ['entry 2', 'before 2 @5'].slice(1))
    const early = `loop block i32.const 1 br_if 0 call ${B} end br 0 end`
    assert.deepEqual(probes(early, `call ${B}`)[0], ['before 2 @6'])
    const both = `loop i32.const 1 if call ${B} else call ${B} end br 0 end`
    assert.deepEqual(probes(both, `call ${B}`)[0], [])
  })

  test('a probe before the header does not count for the passes', () => {
    assert.deepEqual(probes(`call ${B} ${SPIN}`, `call ${B}`)[0], ['before 1 @2'])
  })

  test('a called function that may return without a probe does not count', () => {
    const mayLoop = 'loop i32.const 1 br_if 0 end'
    assert.deepEqual(probes(`loop call ${B} br 0 end`, mayLoop)[0], ['entry 2', 'before 2 @2'])
  })

  test('a bulk operation pays for a pass, and for a function', () => {
    const copy = 'i32.const 0 i32.const 0 i32.const 8 memory.copy'
    assert.deepEqual(probes(`loop ${copy} br 0 end`, `call ${C}`, `${copy} call ${B}`), [[], [], []])
  })
})

describe('entries', () => {
  test('a function that may return before it calls anything still pays at its entry', () => {
    assert.deepEqual(probes(`i32.const 1 if return end call ${A}`), [['entry 2']])
  })

  test('a function whose first call certainly pays needs no probe', () => {
    assert.deepEqual(probes(`call ${B} call ${IMPORT}`, `call ${B}`), [[], ['entry 2']])
    assert.deepEqual(probes(`call ${IMPORT} call ${B}`, `call ${B}`), [['entry 2'], ['entry 2']])
  })

  test('a function that pays only on some ways is not relied on', () => {
    const some = `i32.const 1 if call ${C} end`
    assert.deepEqual(probes(`call ${B} call ${A}`, some, `call ${C}`), [['entry 2'], [], ['entry 2']])
  })

  test('functions of a circle cannot exempt each other', () => {
    // Each calls the next first of all, then itself.
    const found = probes(`call ${B} call ${A}`, `call ${C} call ${B}`, `call ${A} call ${C}`)
    assert.equal(found.flat().length, 1)
    // Two circles through one function, which is not the one with the probe.
    const two = probes(`call ${B} call ${C}`, `call ${A}`, `call ${A}`)
    assert.ok(two.flat().length >= 1)
  })
})
