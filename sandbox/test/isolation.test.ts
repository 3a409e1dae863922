// After any attack, restoring an image makes the whole linear memory and all globals what they were.
import assert from 'node:assert/strict'
import { before, test } from 'node:test'
import { DEFAULT_LIMITS } from '../src/index.ts'
import { arm, disarm, HANDLER_NAMES } from '../src/machine/exhaustion.ts'
import { type HeapImage, Images } from '../src/machine/image.ts'
import { type Instance, instantiate } from '../src/machine/instance.ts'
import { call, deserialise, type Interpreter, serialise, setUp } from '../src/machine/interpreter.ts'
import { InvocationFailure } from '../src/machine/outcome.ts'
import { loadProgram, type Program } from '../src/machine/program.ts'
import { settle } from '../src/machine/running.ts'
import { encodeParts } from '../src/values/encode.ts'
import { meteredInterpreter } from '../src/wasm/interpreter-binary.ts'
import { stepsOf } from './attacks/attack.ts'
import { readAttacks } from './attacks/catalogue.ts'
import { GREETING } from './support.ts'

let module: WebAssembly.Module
let instance: Instance
let interpreter: Interpreter
let images: Images

before(async () => {
  module = await meteredInterpreter()
  instance = instantiate(module)
  interpreter = setUp(instance)
  images = new Images(instance)
})

const budget = { ...DEFAULT_LIMITS, names: HANDLER_NAMES }

// Runs a code's onGet, as the machine does, up to whatever stops it.
function attack(code: string): void {
  const program = loaded(code)
  const handler = program?.methods.get('onGet')
  if (program === undefined || handler === undefined) return
  const [given, happening] = [
    [{}, '', '', ''],
    [{}, undefined, undefined, false, 0]
  ].map((values) => encodeParts(values.map((value) => ({ name: 'it', value, maxBytes: 1000 }))).bytes)
  images.restore(program.image)
  instance.host.clock = 0
  try {
    arm(instance, budget)
    const { bootstrap, undefinedValue, context } = interpreter
    const input = deserialise(interpreter, given!)
    call(interpreter, bootstrap.receive, undefinedValue, [input])
    call(interpreter, bootstrap.prepare, undefinedValue, [deserialise(interpreter, happening!)])
    const self = instance.native.getIndex(context, input, 0)
    const settled = settle(interpreter, call(interpreter, handler, self, []))
    if (settled.state === 'returned') serialise(interpreter, settled.value)
  } catch (stopped) {
    assert.ok(stopped instanceof WebAssembly.RuntimeError || stopped instanceof RangeError, String(stopped))
  }
}

function loaded(code: string): Program | undefined {
  try {
    return loadProgram(interpreter, images, code, DEFAULT_LIMITS)
  } catch (failure) {
    assert.ok(failure instanceof InvocationFailure)
    return undefined
  }
}

test('every byte of linear memory is restored after every attack, and the constants never change', async () => {
  const program = loadProgram(interpreter, images, GREETING, DEFAULT_LIMITS)
  images.restore(program.image)
  const pristine = instance.memory.slice()
  for (const { name, attack: tried } of await readAttacks()) {
    for (const code of Object.values(tried.cases).map((source) => stepsOf(source)[0]!.code)) {
      attack(code)
      assert.equal(Buffer.compare(instance.memory.subarray(0, 86_016), pristine.subarray(0, 86_016)), 0, name)
      images.restore(program.image)
      assert.equal(Buffer.compare(instance.memory, pristine), 0, name)
      assert.equal(instance.stackPointer.value, images.resting, name)
      assert.equal(instance.meters.memory.value, program.image.memory, name)
    }
  }
  disarm(instance)
})

test('images upon images come back byte for byte, in any order', () => {
  disarm(instance)
  const taken: { image: HeapImage; bytes: Uint8Array }[] = []
  const take = (image: HeapImage) => {
    taken.push({ image, bytes: instance.memory.slice() })
    return image
  }
  for (const size of [10, 40_000, 200]) {
    const { image } = loadProgram(interpreter, images, `${GREETING}// ${'x'.repeat(size)}`, DEFAULT_LIMITS)
    images.restore(image)
    take(image)
    for (const length of [3, 100_000]) {
      images.restore(image)
      disarm(instance)
      const { bytes } = encodeParts([{ name: 'it', value: 'y'.repeat(length), maxBytes: 1e6 }])
      deserialise(interpreter, bytes)
      images.clearStack()
      const state = take(images.capture(image))
      deserialise(interpreter, bytes)
      images.clearStack()
      take(images.capture(state))
    }
  }
  for (let round = 0; round < 200; round++) {
    const { image, bytes } = taken[(round * 7 + (round >> 2)) % taken.length]!
    images.restore(image)
    assert.equal(Buffer.compare(instance.memory, bytes), 0, `round ${round}`)
  }
})

test('two instances set up the same bytes', () => {
  const other = instantiate(module)
  setUp(other)
  new Images(other)
  images.restore(images.base)
  assert.equal(Buffer.compare(other.memory, instance.memory), 0)
})
