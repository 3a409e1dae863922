// Known counts of known programs, held for good: an instruction is one fetch of a bytecode by the interpreter, and neither
// where steps are spent nor how the machine reads and writes values may change how many a program takes. What a number
// stands for can be read off the bytecode; what matters here is that it stays.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { createSandbox, type Sandbox } from '../../src/index.ts'
import { event, GREETING, get } from '../support.ts'

/** Bodies of an onGet, and the instructions they take. */
const COUNTS: readonly (readonly [what: string, instructions: number, body: string])[] = [
  ['nothing', 1, ''],
  ['arithmetic', 16, 'const a = 6; const b = 7; return (a * b + a ** b) % 1000'],
  ['a loop of 100 passes', 1312, 'let sum = 0; for (let i = 0; i < 100; i++) sum += i; return sum'],
  ['calls', 1949, 'const fib = (n) => n < 2 ? n : fib(n - 1) + fib(n - 2); return fib(10)'],
  [
    'closures and methods',
    108,
    'class Counter { #n = 0; up () { return ++this.#n } } const c = new Counter(); for (const f of [() => c.up(), () => c.up()]) f(); return c.up()'
  ],
  [
    'destructuring and spreading',
    74,
    'const { a, ...rest } = { a: 1, b: 2, c: 3 }; const [x, ...y] = [1, 2, 3]; return [a, rest, x, ...y]'
  ],
  [
    'exceptions',
    337,
    'let n = 0; for (let i = 0; i < 10; i++) try { if (i % 2) throw new Error("odd"); n++ } catch (e) { n += e.message.length } finally { n++ } return n'
  ],
  [
    'generators',
    227,
    'function * count (to) { for (let i = 0; i < to; i++) yield i } let sum = 0; for (const i of count(10)) sum += i; return sum'
  ],
  [
    'async functions',
    154,
    'return (async () => { let sum = 0; for (let i = 0; i < 10; i++) sum += await i; return sum })()'
  ],
  [
    'built-ins that call back',
    77,
    'return [5, 3, 9, 1].sort((a, b) => a - b).map((x) => x * 2).filter((x) => x > 2).reduce((a, b) => a + b)'
  ],
  [
    'built-ins that do not',
    24,
    'return [JSON.stringify(JSON.parse("{\\"a\\":[1,2,3]}")), "a-b-c".split("-").join("+"), /(\\d+)/.exec("ab12")[1]]'
  ]
]

let sandbox: Sandbox

before(async () => {
  sandbox = await createSandbox({ workers: 1 })
})

after(() => sandbox.close())

for (const [what, instructions, body] of COUNTS) {
  test(`${what}: ${instructions} instructions`, async () => {
    const { ok, usage } = await get(sandbox, body)
    assert.deepEqual({ ok, instructions: usage.instructions }, { ok: true, instructions })
  })
}

test('the greeting: 19 instructions', async () => {
  const { usage } = await sandbox.invoke({ code: GREETING, event: event('get'), local: { gets: 1 } })
  assert.equal(usage.instructions, 19)
})
