// A sweep over the built-ins: everything that can be reached from the global object, and from the hidden prototypes of
// generators, iterators and async functions, is called with hostile receivers and arguments.
//
// The object under test walks its own world, so a new built-in of the interpreter is swept without being listed here. One
// call is one invocation: caller.payload says which function, which receiver, which arguments.
import { DEFAULT_LIMITS, type Outcome } from '../../src/index.ts'
import { comparable, event } from '../support.ts'
import { module } from './attack.ts'
import { beyondLimits, codeOf, type Examiner } from './examine.ts'

/** Answers the names of all functions for no payload; else calls one of them. */
const SWEEPER = module`
  const { getOwnPropertyDescriptor, getPrototypeOf } = Object
  const { apply, construct, ownKeys } = Reflect

  const roots = () => [
    ['', globalThis],
    ['%Generator%', function * () {}], ['%AsyncFunction%', async function () {}], ['%AsyncGenerator%', async function * () {}],
    ['%generator%', (function * () { yield 1 })()], ['%asyncGenerator%', (async function * () {})()],
    ['%arrayIterator%', [][Symbol.iterator]()], ['%textIterator%', ''[Symbol.iterator]()],
    ['%mapIterator%', new Map().entries()], ['%setIterator%', new Set().entries()],
    ['%matches%', 'a'.matchAll(/a/g)], ['%helper%', [].values().map(Object)], ['%wrapped%', Iterator.from({ next: Object })],
    ['%concatenated%', Iterator.concat([])], ['%resolvers%', Promise.withResolvers()], ['%revocable%', Proxy.revocable({}, {})],
    ['%match%', /(?<a>b)/d.exec('b')], ['%template%', ((strings) => strings)\`a\`], ['%arguments%', (function () { return arguments })(1)]
  ]

  const functions = (() => {
    const found = [], seen = new Set(), hidden = roots(), queue = [hidden.shift()]
    for (let at = 0; at < queue.length || queue.push(...hidden.splice(0)) > at; at++) {
      const [path, value] = queue[at]
      if (seen.has(value)) continue
      seen.add(value)
      if (typeof value === 'function') found.push([path, value])
      for (const key of ownKeys(value)) {
        const property = getOwnPropertyDescriptor(value, key)
        const name = typeof key === 'symbol' ? '[' + key.description + ']' : key
        for (const kind of ['value', 'get', 'set']) {
          const next = property[kind]
          if ((typeof next === 'object' && next !== null) || typeof next === 'function')
            queue.push([(path === '' ? '' : path + '.') + name + (kind === 'value' ? '' : ' (' + kind + ')'), next])
        }
      }
      const above = getPrototypeOf(value)
      if (above !== null) queue.push([path + '.__proto__', above])
    }
    return found
  })()

  const endless = () => ({ [Symbol.iterator] () { return this }, next: () => ({ value: 1, done: false }) })
  const cycle = () => { const it = { length: 2 }; it[0] = it[1] = it.self = it; return it }
  const odd = (give) => new Proxy(function () {}, { get: give, has: () => true, ownKeys: () => ['a', 'prototype'] })

  // Made anew for each call: what a call does to them is its own affair.
  const THINGS = {
    undefined: () => undefined,
    null: () => null,
    'a great length': () => ({ length: 2 ** 53 - 1 }),
    'a great number': () => 2 ** 53 - 1,
    'minus infinity': () => -Infinity,
    'a long text': () => 'ab'.repeat(15000),
    'a great integer': () => 3n ** 5000n,
    'an endless iterator': endless,
    'an array of itself': () => { const a = [1, 'x']; a.push(a); return a },
    'an object of itself': cycle,
    'a proxy that loops': () => odd(() => { for (;;); }),
    'a proxy that throws': () => odd(() => { throw new Error('trap') }),
    'a proxy that answers itself': () => { const p = odd((t, key) => key === Symbol.toPrimitive ? undefined : p); return p },
    'a getter that throws': () => ({ get length () { throw new Error('length') }, get value () { throw 1 }, get then () { throw 2 } }),
    'a value that loops': () => ({ valueOf () { for (;;); }, toString () { for (;;); } }),
    'a function that calls itself': () => function f () { return f.apply(this, arguments) },
    'a native function': () => Math.max,
    'a class': () => class A { static [Symbol.hasInstance] () { return true } },
    'bytes': () => new Uint8Array(20000),
    'detached bytes': () => { const a = new Uint8Array(8); a.buffer.transfer(); return a },
    'resizable floats': () => new Float64Array(new ArrayBuffer(64, { maxByteLength: 4096 })),
    'a view': () => new DataView(new ArrayBuffer(16)),
    'a buffer': () => new ArrayBuffer(9000, { maxByteLength: 90000 }),
    'a map': () => { const m = new Map([[1, 2]]); m.set(m, m); return m },
    'a set': () => new Set([1, 'x', NaN]),
    'a date': () => new Date(8.64e15),
    'an expression': () => /(a+)+$/g,
    'a promise': () => Promise.reject(new Error('late')),
    'a symbol': () => Symbol.iterator,
    'a generator': () => (function * () { for (;;) yield 1 })(),
    'a sparse array': () => { const a = []; a[2 ** 32 - 2] = 1; return a },
    'the global object': () => globalThis,
    'an error': () => new Error('x', { cause: cycle() }),
    'a weak map': () => new WeakMap(),
    'a weak reference': () => new WeakRef({}),
    'a registry': () => new FinalizationRegistry(Object)
  }
  const names = Object.keys(THINGS)

  export default {
    onGet ({ payload }) {
      if (payload === undefined) return { functions: functions.map(([path]) => path), things: names }
      const [, target] = functions[payload.which]
      const [self, ...operands] = payload.things.map((index) => THINGS[names[index]]())
      const answer = payload.construct ? construct(target, [self, ...operands]) : apply(target, self, operands)
      return { type: typeof answer }
    }
  }`

/** The walk happens once, at load, and takes more than loading is given. The calls themselves have the default limits. */
const SWEEP_LIMITS = { loadInstructions: 1_000_000 } as const

export interface Call {
  readonly which: number
  /** The receiver and the arguments, as indices of things. */
  readonly things: readonly number[]
  readonly construct: boolean
}

export interface World {
  /** Names of all functions, by the ways on which they were first reached. */
  readonly functions: readonly string[]
  /** Names of what they are called with. */
  readonly things: readonly string[]
}

export async function readWorld(examiner: Examiner): Promise<World> {
  const outcome = await ask(examiner, undefined)
  if (!outcome.ok) throw new Error(comparable(outcome))
  return outcome.reply as unknown as World
}

function ask({ local }: Examiner, call: Call | undefined): Promise<Outcome> {
  const caller = call === undefined ? { id: 'a' } : { id: 'a', payload: { ...call } }
  return local.invoke({ code: SWEEPER, event: event('get', { caller }), limits: SWEEP_LIMITS })
}

/** What may come of a call; all else is a failure of the sandbox. */
const TYPED = [
  ...['ok', 'HANDLER_THREW', 'VALUE_INVALID', 'PROMISE_PENDING'],
  ...['INSTRUCTIONS_EXCEEDED', 'STEPS_EXCEEDED', 'MEMORY_EXCEEDED', 'STACK_EXCEEDED']
]

/** Makes calls, each an invocation of its own, and tells what is wrong. */
export async function sweep(examiner: Examiner, { things }: World, calls: Iterable<Call>): Promise<string[]> {
  const problems: string[] = []
  let last: Outcome | undefined
  for (const call of calls) {
    const how = `${call.construct ? 'new ' : ''}${call.things.map((index) => things[index]).join(', ')}`
    const outcome = await ask(examiner, call)
    const code = codeOf(outcome)
    if (!TYPED.includes(code)) problems.push(`${how}: ${comparable(outcome)}`)
    for (const beyond of beyondLimits(outcome, DEFAULT_LIMITS, 'get')) problems.push(`${how}: ${beyond}`)
    const again = await ask(examiner, call)
    last = again
    if (unnamed(again) !== unnamed(outcome))
      problems.push(`${how}: ${comparable(outcome)} and then ${comparable(again)}`)
  }
  return [...problems, ...(await examiner.disturbed(last))]
}

// A handler that waits for its host is given a name, another one each time.
function unnamed(outcome: Outcome): string {
  return comparable(outcome).replace(/"chain":"\d+"/, '"chain":')
}

/** The calls of the daily sweep: a function with a third of the receivers, the arguments drawn by a fixed rule. */
export function* someCalls(which: number, things: number): Generator<Call> {
  for (let first = which % 3; first < things; first += 3) {
    const second = (first * 7 + which * 3) % things
    const third = (first * 11 + which * 5) % things
    yield { which, things: [first, second, third], construct: (which + first) % 5 === 0 }
  }
}

/** All pairs of receivers and first arguments, both called and constructed, of one function. */
export function* allCalls(which: number, things: number): Generator<Call> {
  for (let first = 0; first < things; first++) {
    for (let second = 0; second < things; second++) {
      const third = (first * 7 + second * 3) % things
      for (const construct of [false, true]) yield { which, things: [first, second, third], construct }
    }
  }
}
