// Which writes to the stack pointer keep their probe: all but those that give back exactly what was taken.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { decode } from '../../src/wasm/code.ts'
import { readModule } from '../../src/wasm/sections.ts'
import { atOnce } from '../../src/wasm/slices.ts'
import { deepeningWrites } from '../../src/wasm/stack-pointer.ts'
import { assemble, FIRST } from './assembler.ts'

/** Of a function's writes to the stack pointer, in order: is it taken for a deeper one? */
function deepening(text: string): boolean[] {
  const code = atOnce(decode(readModule(assemble([{ code: text, parameters: 1, locals: 2 }]))))
  const body = code.functions[FIRST - 1]!
  const found = deepeningWrites(code, body)
  const writes = Array.from({ length: body.last - body.first }, (_, at) => body.first + at).filter(
    (at) => code.opcode[at] === 0x24
  )
  return writes.map((at) => found.includes(at))
}

const ENTER = 'global.get 0 i32.const 32 i32.sub local.tee 1 global.set 0'
const LEAVE = 'local.get 1 i32.const 32 i32.add global.set 0'

test('a frame is noted where it is made, not where it is given back', () => {
  assert.deepEqual(deepening(`${ENTER} ${LEAVE}`), [true, false])
  assert.deepEqual(deepening(`local.get 0 drop ${ENTER} block local.get 0 br_if 0 ${LEAVE} end`), [
    true,
    false
  ])
  assert.deepEqual(deepening(`${ENTER} local.get 0 if ${LEAVE} return end ${LEAVE}`), [true, false, false])
})

test('another size, or another local, is not the frame given back', () => {
  assert.deepEqual(deepening(`${ENTER} local.get 1 i32.const 16 i32.add global.set 0`), [true, true])
  assert.deepEqual(deepening(`${ENTER} local.get 1 i32.const -32 i32.add global.set 0`), [true, true])
  assert.deepEqual(deepening(`${ENTER} local.get 2 i32.const 32 i32.add global.set 0`), [true, true])
  assert.deepEqual(deepening(`${ENTER} local.get 1 i32.const 32 i32.sub global.set 0`), [true, true])
})

test('a frame that is written anywhere else is not known', () => {
  assert.deepEqual(deepening(`${ENTER} i32.const 0 local.set 1 ${LEAVE}`), [true, true])
  assert.deepEqual(deepening(`${ENTER} ${LEAVE} i32.const 0 local.tee 1 drop`), [true, true])
  assert.deepEqual(deepening(`local.get 0 local.set 1 ${ENTER} ${LEAVE}`), [true, true])
})

test('a frame that is made only on some ways is not known', () => {
  assert.deepEqual(deepening(`block local.get 0 br_if 0 ${ENTER} end ${LEAVE}`), [true, true])
  assert.deepEqual(deepening(`local.get 0 if ${ENTER} end ${LEAVE}`), [true, true])
})

test('without a frame every write is noted', () => {
  assert.deepEqual(deepening(LEAVE), [true])
  assert.deepEqual(deepening('local.get 0 global.set 0'), [true])
  assert.deepEqual(
    deepening('i32.const 32 i32.add global.set 0'.replace('i32.const', 'local.get 0 i32.const')),
    [true]
  )
})
