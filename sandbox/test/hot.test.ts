// An object whose state lies in the heap already behaves like one whose state is built: same outcome, same usage.
import assert from 'node:assert/strict'
import { before, test } from 'node:test'
import fc from 'fast-check'
import type { Value } from '../src/index.ts'
import { splitMessages } from '../src/machine/frame.ts'
import { Machine } from '../src/machine/machine.ts'
import { meteredInterpreter } from '../src/wasm/interpreter-binary.ts'
import { comparableReply, type Happening, request } from './machines.ts'
import { GREETING, object } from './support.ts'

let module: WebAssembly.Module
let hot: Machine
let cold: Machine

before(async () => {
  module = await meteredInterpreter()
  hot = new Machine(module, 1e8, 1e8, 0)
  cold = new Machine(module, 1e8, 0)
})

// What handlers do to a part of their state, or near it.
const DEEDS: Readonly<Record<string, string>> = {
  nothing: '',
  'reads all': 'JSON.stringify(this); Object.keys(t)',
  'writes what was there': 'for (const k of Object.keys(t)) t[k] = t[k]',
  'takes away and puts back': 'for (const k of Object.keys(t)) { const v = t[k]; delete t[k]; t[k] = v }',
  'takes the last away and puts it back': 'const k = Object.keys(t).at(-1), v = t[k]; delete t[k]; t[k] = v',
  'puts back under another name': 'const k = Object.keys(t).at(-1), v = t[k]; delete t[k]; t[k + "2"] = v',
  rebuilds:
    'const c = JSON.parse(JSON.stringify({ ...t }, (k, v) => typeof v === "bigint" ? 5 : v)); for (const k of Object.keys(t)) t[k] = c[k]',
  'clones parts':
    'for (const k of Object.keys(t)) if (typeof t[k] === "object" && t[k] && !(t[k] instanceof Uint8Array)) t[k] = Array.isArray(t[k]) ? [...t[k]] : { ...t[k] }',
  adds: 't.added = 1',
  'adds and removes': 't.added = 1; delete t.added',
  'adds many and removes them':
    'for (let i = 0; i < 40; i++) t["x" + i] = i; for (let i = 0; i < 40; i++) delete t["x" + i]',
  'makes undefined': 't.u = undefined',
  'changes numbers': 'for (const k of Object.keys(t)) if (typeof t[k] === "number") t[k]++',
  'changes numbers and back':
    'for (const k of Object.keys(t)) if (typeof t[k] === "number") { t[k] += 0.5; t[k] -= 0.5 }',
  'appends to texts': 'for (const k of Object.keys(t)) if (typeof t[k] === "string") t[k] += "!"',
  'rebuilds texts':
    'for (const k of Object.keys(t)) if (typeof t[k] === "string") t[k] = (t[k] + "!").slice(0, -1)',
  'writes bytes': 'for (const k of Object.keys(t)) if (t[k] instanceof Uint8Array) t[k].fill(7)',
  'writes bytes and back':
    'for (const k of Object.keys(t)) if (t[k] instanceof Uint8Array && t[k].length) { const b = t[k][0]; t[k][0] = b + 1; t[k][0] = b }',
  'detaches bytes': 'for (const k of Object.keys(t)) if (t[k] instanceof Uint8Array) t[k].buffer.transfer()',
  'moves bytes':
    'for (const k of Object.keys(t)) if (t[k] instanceof Uint8Array) t[k] = new Uint8Array(t[k].buffer.transfer())',
  freezes: 'Object.freeze(t)',
  hides:
    'for (const k of Object.keys(t)) Object.defineProperty(t, k, { enumerable: false, configurable: true })',
  'hides and shows':
    'for (const k of Object.keys(t)) { Object.defineProperty(t, k, { enumerable: false }); Object.defineProperty(t, k, { enumerable: true }) }',
  'makes accessors':
    'for (const k of Object.keys(t)) { const v = t[k]; Object.defineProperty(t, k, { get: () => v, enumerable: true }) }',
  'changes the prototype': 'Object.setPrototypeOf(t, { x: 1 })',
  'adds a symbol': 't[Symbol("s")] = 1',
  'reverses arrays': 'for (const k of Object.keys(t)) if (Array.isArray(t[k])) t[k].reverse()',
  'reverses twice': 'for (const k of Object.keys(t)) if (Array.isArray(t[k])) t[k].reverse().reverse()',
  'pushes and pops': 'for (const k of Object.keys(t)) if (Array.isArray(t[k])) { t[k].push(1); t[k].pop() }',
  'empties and fills arrays':
    'for (const k of Object.keys(t)) if (Array.isArray(t[k])) { const c = [...t[k]]; t[k].length = 0; t[k].push(...c) }',
  'makes arrays longer': 'for (const k of Object.keys(t)) if (Array.isArray(t[k])) t[k].length += 2',
  'holes in arrays': 'for (const k of Object.keys(t)) if (Array.isArray(t[k])) delete t[k][0]',
  'properties on arrays': 'for (const k of Object.keys(t)) if (Array.isArray(t[k])) t[k].x = 1',
  'makes garbage': 'for (let i = 0; i < 500; i++) { const a = { i, t }; a.a = a }',
  'makes garbage of its parts':
    'for (let i = 0; i < 300; i++) { const a = { i }; a.a = a; const k = Object.keys(t)[0]; if (k) { const v = t[k]; delete t[k]; t[k] = v } }',
  'holds on': 'globalThis.held = { t, self: this, all: Object.values(t) }',
  'weak references': 'globalThis.held = new WeakRef(t)',
  'a map of it': 'new Map([[t, 1]]); new WeakMap([[t, 1]])',
  'answers itself': 'return this',
  'answers parts': 'return [t, Object.values(t)]',
  'contains itself': 't.t = this',
  throws: 'throw new Error("no")',
  'throws after changes': 't.x = 1; throw t',
  'never ends': 'for (;;) t.x = 1',
  'eats memory': 't.x = []; for (;;) t.x.push("x".repeat(100) + t.x.length)',
  'many names': 'for (let i = 0; i < 600; i++) globalThis["n" + i] = i',
  'swaps two': 'const [a, b] = Object.keys(t); if (b !== undefined) [t[a], t[b]] = [t[b], t[a]]',
  'same value elsewhere': 'const k = Object.keys(t)[0]; if (k) t[k] = structured(t[k])'
}

const names = Object.keys(DEEDS)
const CODE = `const structured = (v) => typeof v === 'bigint' || v instanceof Uint8Array ? v : JSON.parse(JSON.stringify(v, (k, x) => typeof x === 'bigint' ? 5 : x))
const deeds = {
${names.map((name) => `  ${JSON.stringify(name)} (t) { ${DEEDS[name]} }`).join(',\n')}
}
export default {
  onGet ({ path, deed }) {
    let t = this
    for (const step of path) {
      const parts = Object.values(t).filter((part) => typeof part === 'object' && part !== null && !(part instanceof Uint8Array))
      if (parts.length > 0) t = parts[step % parts.length]
    }
    local.n = (local.n ?? 0) + 1
    return deeds[deed].call(this, t)
  },
  onPut (...all) { return this.onGet(...all) },
  onTimer (...all) { return this.onGet(...all) },
  onDelete (...all) { return this.onGet(...all) }
}`

const name = fc.oneof(
  fc.string({ maxLength: 6 }),
  fc.constantFrom('a', 'b', 'n', '0', '7', 'ä', 'ĸ', 'value', 'length')
)
const { state: anyState } = fc.letrec<{ value: Value; state: Value }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'medium' },
    fc.constantFrom<Value>(
      null,
      true,
      false,
      0,
      -1,
      1.5,
      -2147483648,
      2147483648,
      1e300,
      5n,
      -5n,
      2n ** 31n,
      -(2n ** 63n),
      10n ** 40n,
      '',
      'ĸ'
    ),
    fc.integer(),
    fc.double({ noNaN: true, noDefaultInfinity: true }).map((number) => (number === 0 ? 0 : number)),
    fc.bigInt(),
    fc.string({ unit: 'grapheme', maxLength: 30 }),
    fc.uint8Array({ maxLength: 20 }).map((bytes) => new Uint8Array(bytes)),
    fc.array(tie('value'), { maxLength: 5 }),
    tie('state')
  ),
  state: fc
    .dictionary(name, tie('value'), { maxKeys: 8 })
    .map((state) => Object.defineProperties({}, Object.getOwnPropertyDescriptors(state)) as Value)
}))

test('hot and cold, first and again: one outcome, one usage', () => {
  const type = fc.constantFrom('get', 'get', 'get', 'put', 'timer', 'delete' as const)
  fc.assert(
    fc.property(
      anyState,
      fc.array(fc.nat(9), { maxLength: 3 }),
      fc.constantFrom(...names),
      type,
      (state, path, deed, type) => {
        const one = request(CODE, { type, state, first: { path, deed } })
        const first = comparableReply(cold.run(one))
        assert.equal(comparableReply(cold.run(one)), first, 'cold again')
        for (const what of ['new', 'kept', 'hot', 'hot again'])
          assert.equal(comparableReply(hot.run(one)), first, what)
      }
    ),
    { numRuns: 1500 }
  )
})

test('every deed on one state, hot and cold', () => {
  const state = {
    n: 1,
    f: 2.5,
    s: 'text',
    w: 'ĸ',
    b: 5n,
    big: 10n ** 30n,
    y: Uint8Array.of(1, 2, 3),
    a: [1, 'x', [2]],
    o: { p: 1, q: { r: null } },
    5: true
  }
  for (const path of [[], [1], [1, 0]]) {
    for (const deed of names) {
      const one = request(CODE, { state, first: { path, deed } })
      const first = comparableReply(cold.run(one))
      for (let round = 0; round < 3; round++) assert.equal(comparableReply(hot.run(one)), first, deed)
    }
  }
})

test('limits hold in the same way for a state in the heap', () => {
  const state = { list: Array.from({ length: 100 }, (_, index) => ({ index, text: `text ${index}` })) }
  const code = object('onGet ()', 'this.list[3].index = 5; return this.list.length')
  const run = (machine: Machine, limits: Happening['limits'] = {}) =>
    machine.run(request(code, { state, limits }))
  const { usage } = run(cold)
  for (let round = 0; round < 3; round++) run(hot)
  for (const limits of [
    ...[-2000, -1000, -100, -9, -1, 0, 1, 9].map((by) => ({ memoryBytes: usage.memory + by })),
    ...[-1, 0].map((by) => ({ instructions: usage.instructions + by })),
    ...[-1, 0].map((by) => ({ steps: usage.steps + by })),
    { memoryBytes: 100 },
    { stackBytes: 100 }
  ]) {
    assert.equal(
      comparableReply(run(hot, limits)),
      comparableReply(run(cold, limits)),
      JSON.stringify(limits)
    )
  }
})

test('an unchanged state is not sent back, a changed one is', () => {
  const code = object('onGet ({ change })', 'if (change) this.n++; return this.n')
  for (let round = 0; round < 4; round++) {
    for (const change of [false, true]) {
      const reply = hot.run(request(code, { state: { n: 1, deep: [{ a: 1 }] }, first: { change } }))
      assert.ok(reply.ok)
      assert.equal(reply.stateChanged, change)
      assert.equal(splitMessages(reply.frame!).first.length > 0, change)
    }
  }
})

test('counts are the same whatever ran before', () => {
  const one = request(GREETING, { state: { value: 'x' }, local: { gets: 1 } })
  const others = [
    request(object('onGet ()', 'for (;;);')),
    request(object('onGet ()', 'const a = []; for (;;) a.push("x" + a.length)')),
    request(object('onGet ()', 'const f = () => f(); f()')),
    request(object('onGet ()', 'throw new Error("x")')),
    request('export default {'),
    request(GREETING, { state: { value: 'y'.repeat(20_000) } })
  ]
  const expected = comparableReply(new Machine(module, 1e8).run(one))
  // One that keeps everything, one that keeps nothing, and one that keeps some.
  for (const machine of [
    new Machine(module, 1e8, 1e8, 0),
    new Machine(module, 0, 0),
    new Machine(module, 15_000, 8_000)
  ]) {
    for (let round = 0; round < 3; round++) {
      for (const other of others) {
        machine.run(other)
        assert.equal(comparableReply(machine.run(one)), expected)
        assert.equal(comparableReply(machine.run(one)), expected)
      }
    }
  }
})

test('objects that are invoked once leave nothing behind', () => {
  const machine = new Machine(module, 1e8, 1e8, 0)
  const run = (key: string) => machine.run(request(GREETING, { state: { value: key }, key }))
  run('the first')
  const kept = machine.kept
  for (let index = 0; index < 1000; index++) run(`key ${index}`)
  assert.deepEqual(machine.kept, kept)
  run('key 5')
  assert.ok(machine.kept.states > kept.states, 'a state that came again is kept')
})

test('what is kept stays within its bounds', () => {
  const bytes = 60_000
  const machine = new Machine(module, bytes, bytes)
  for (let index = 0; index < 30; index++) {
    const code = `${GREETING}// ${index}`
    for (let round = 0; round < 3; round++)
      assert.ok(machine.run(request(code, { state: { value: 'x'.repeat(2000) } })).ok)
    assert.ok(machine.kept.programs <= bytes && machine.kept.states <= bytes)
  }
  assert.ok(machine.kept.programs > bytes / 2)
})

test('a code that cannot be loaded is refused in the same way again, and under other limits anew', () => {
  const machine = new Machine(module, 1e8)
  const bad = request('for (let i = 0; i < 1e5; i++); export default {}')
  const first = comparableReply(machine.run(bad))
  assert.match(first, /INSTRUCTIONS_EXCEEDED/)
  assert.equal(comparableReply(machine.run(bad)), first)
  const raised = request(bad.code, { limits: { loadInstructions: 10_000_000 } })
  assert.ok(machine.run(raised).ok)
})
