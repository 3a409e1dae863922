// After any attack, restoring an image makes the whole linear memory and all globals what they were.
import assert from 'node:assert/strict'
import { before, test } from 'node:test'
import { DEFAULT_LIMITS } from '../src/index.ts'
import { arm, disarm, HANDLER_NAMES } from '../src/machine/exhaustion.ts'
import { capture, type HeapImage, restore } from '../src/machine/image.ts'
import { type Instance, instantiate } from '../src/machine/instance.ts'
import { call, deserialise, type Interpreter, serialise, setUp } from '../src/machine/interpreter.ts'
import { loadProgram } from '../src/machine/program.ts'
import { settle } from '../src/machine/running.ts'
import { encodeParts } from '../src/values/encode.ts'
import { meteredInterpreter } from '../src/wasm/interpreter-binary.ts'
import { CPU } from './attacks/cpu.ts'
import { MEMORY } from './attacks/memory.ts'
import { TAMPERING, THROWN } from './attacks/tampering.ts'
import { GREETING, object } from './support.ts'

let module: WebAssembly.Module
let instance: Instance
let interpreter: Interpreter
let empty: HeapImage

before(async () => {
  module = await meteredInterpreter()
  instance = instantiate(module)
  interpreter = setUp(instance)
  empty = capture(instance)
})

const budget = { ...DEFAULT_LIMITS, names: HANDLER_NAMES }

// Runs a body as a handler, as the machine does, up to whatever stops it.
function attack(body: string): void {
  const program = loadProgram(interpreter, empty, object('onGet ()', body), DEFAULT_LIMITS)
  const values = [{}, {}, undefined, undefined, false, 0, '', '', '']
  const frame = encodeParts(values.map((value) => ({ name: 'it', value, maxBytes: 1000 }))).bytes
  restore(instance, program.image)
  instance.host.clock = 0
  try {
    arm(instance, budget)
    const input = deserialise(interpreter, frame)
    call(interpreter, interpreter.bootstrap.prepare, interpreter.undefinedValue, [input])
    const self = instance.native.getIndex(interpreter.context, input, 0)
    const settled = settle(interpreter, call(interpreter, program.methods.get('onGet')!, self, []))
    if (settled.state === 'returned') serialise(interpreter, settled.value)
  } catch (stopped) {
    assert.ok(stopped instanceof WebAssembly.RuntimeError || stopped instanceof RangeError, String(stopped))
  }
}

test('every byte of linear memory is restored after every attack', () => {
  const program = loadProgram(interpreter, empty, GREETING, DEFAULT_LIMITS)
  restore(instance, program.image)
  const pristine = instance.memory.slice()
  for (const [name, body] of Object.entries({ ...CPU, ...MEMORY, ...TAMPERING, ...THROWN })) {
    attack(body)
    restore(instance, program.image)
    assert.equal(Buffer.compare(instance.memory, pristine), 0, name)
    assert.equal(instance.stackPointer.value, program.image.stackPointer, name)
    assert.equal(instance.meters.memory.value, program.image.memory, name)
  }
  disarm(instance)
})

test('the constants at the start of the static data never change', () => {
  const constants = instance.memory.slice(0, 65_536)
  for (const body of Object.values({ ...MEMORY, ...TAMPERING })) {
    attack(body)
    assert.equal(Buffer.compare(instance.memory.subarray(0, 65_536), constants), 0, body)
  }
})

test('two instances set up the same bytes', () => {
  const other = instantiate(module)
  setUp(other)
  const image = capture(other)
  assert.equal(Buffer.compare(image.data, empty.data), 0)
  assert.equal(Buffer.compare(image.heap, empty.heap), 0)
})
