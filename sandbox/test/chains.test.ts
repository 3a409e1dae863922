// Handlers that wait for their host: what they ask for, how they go on, what it costs, and that nothing of them remains.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import fc from 'fast-check'
import {
  type CallResult,
  createSandbox,
  type Invocation,
  type Limits,
  type Outcome,
  SANDBOX_LIMITS,
  type Value,
  type Waiting
} from '../src/index.ts'
import { Machine } from '../src/machine/machine.ts'
import type { MachineReply } from '../src/machine/outcome.ts'
import { OpenChains } from '../src/open-chains.ts'
import { encodeResults } from '../src/request.ts'
import { meteredInterpreter } from '../src/wasm/interpreter-binary.ts'
import { comparableReply, request } from './machines.ts'
import { comparable, event, GREETING, object, TIME } from './support.ts'

const sandbox = await createSandbox({ workers: 1 })
after(() => sandbox.close())

let module: WebAssembly.Module
before(async () => {
  module = await meteredInterpreter()
})

function begin(body: string, more: Partial<Invocation> = {}): Promise<Outcome> {
  return sandbox.invoke({ code: object('async onGet (caller)', body), event: event('get'), ...more })
}

async function waits(outcome: Outcome | Promise<Outcome>): Promise<Waiting> {
  const found = await outcome
  assert.ok(found.ok && found.chain !== undefined, comparable(found))
  return found
}

async function replies(outcome: Outcome | Promise<Outcome>): Promise<unknown> {
  const found = await outcome
  assert.ok(found.ok && found.chain === undefined, comparable(found))
  return found.reply
}

async function fails(outcome: Outcome | Promise<Outcome>): Promise<string> {
  const found = await outcome
  assert.ok(!found.ok, comparable(found))
  return found.error.code
}

const value = (id: number, value: Value): CallResult => ({ id, ok: true, value })

test('a handler waits for a get and goes on with what it brought', async () => {
  const asked = await waits(
    begin('const other = await comet.get("other", ["a", "b"]); this.seen = other.n; return [other, this]', {
      state: { n: 1 }
    })
  )
  assert.deepEqual(asked.actions, [{ id: 1, type: 'get', key: 'other', nodes: ['a', 'b'] }])
  const outcome = await sandbox.resume(asked.chain, [value(1, { n: 5, deep: [1n, Uint8Array.of(1)] })])
  assert.ok(outcome.ok)
  assert.deepEqual(outcome.reply, [
    { n: 5, deep: [1n, Uint8Array.of(1)] },
    { n: 1, seen: 5 }
  ])
  assert.deepEqual([outcome.state, outcome.stateChanged, outcome.chain], [{ n: 1, seen: 5 }, true, undefined])
  assert.ok(outcome.usage.instructions > asked.usage.instructions)
})

test('calls of all kinds, answered in any order and one by one', async () => {
  const asked = await waits(
    begin(
      'return Promise.all([comet.get("g"), comet.put("p", { v: [1, "x"], u: undefined }, []), comet.lookup("l")]).then((all) => all.map((one) => one ?? null))'
    )
  )
  assert.deepEqual(asked.actions, [
    { id: 1, type: 'get', key: 'g' },
    { id: 2, type: 'put', key: 'p', value: { v: [1, 'x'] }, nodes: [] },
    { id: 3, type: 'lookup', key: 'l' }
  ])
  for (const id of [3, 1]) {
    const still = await waits(sandbox.resume(asked.chain, [value(id, id)]))
    assert.deepEqual([still.chain, still.actions], [asked.chain, []])
  }
  assert.deepEqual(await replies(sandbox.resume(asked.chain, [{ id: 2, ok: true }])), [1, null, 3])
})

test('a call that failed rejects its promise with an Error', async () => {
  const asked = await waits(
    begin(
      'try { await comet.get("x") } catch (error) { return [error instanceof Error, error.name, error.message, error.code, Object.keys(error)] }'
    )
  )
  const error = { code: 'NOT_FOUND', message: 'there is nothing' }
  assert.deepEqual(await replies(sandbox.resume(asked.chain, [{ id: 1, ok: false, error }])), [
    true,
    'Error',
    'there is nothing',
    'NOT_FOUND',
    ['code']
  ])
  const uncaught = await waits(begin('await comet.get("x")'))
  const outcome = await sandbox.resume(uncaught.chain, [{ id: 1, ok: false, error }])
  assert.ok(!outcome.ok)
  assert.equal(outcome.error.message, 'onGet threw Error [NOT_FOUND]: there is nothing')
  assert.equal(outcome.error.thrown, 'NOT_FOUND')
})

test('the code of what was thrown is told, whatever the object made it of', async () => {
  const thrown = async (code: string) => {
    const outcome = await begin(`throw Object.defineProperty(new Error("m"), "code", ${code})`)
    assert.ok(!outcome.ok && outcome.error.code === 'HANDLER_THREW', comparable(outcome))
    return [outcome.error.thrown, outcome.error.message]
  }
  assert.deepEqual(await thrown('{ value: "OWN_1" }'), ['OWN_1', 'onGet threw Error [OWN_1]: m'])
  assert.deepEqual(await thrown('{ get () { return "LAZY" } }'), ['LAZY', 'onGet threw Error [LAZY]: m'])
  for (const odd of [
    '{ value: "small" }',
    '{ value: "TWO\\nLINES" }',
    '{ value: "X".repeat(65) }',
    '{ value: 42 }',
    '{ value: Symbol("X") }',
    '{ value: { toString () { throw 1 } } }',
    '{ get () { throw new Error("no") } }'
  ])
    assert.deepEqual(await thrown(odd), [undefined, 'onGet threw Error: m'], odd)
  const [code, endless] = await thrown('{ get () { for (;;); } }')
  assert.equal(code, undefined)
  assert.match(endless ?? '', /^onGet threw /)
})

test('a chain may wait many times', async () => {
  let outcome = await begin(
    'let sum = 0; for (let i = 0; i < 60; i++) sum += await comet.get("k" + i); return sum'
  )
  for (let id = 1; id <= 60; id++) {
    const { chain, actions } = await waits(outcome)
    assert.deepEqual(actions, [{ id, type: 'get', key: `k${id - 1}` }])
    outcome = await sandbox.resume(chain, [value(id, id)])
  }
  assert.equal(await replies(outcome), 1830)
})

test('what a handler began is over before its outcome is released', async () => {
  const code = object(
    'onGet ()',
    'comet.put("a", 1); comet.log("done"); comet.get("b").then(() => { local.late = 1 }); return 7'
  )
  const asked = await waits(sandbox.invoke({ code, event: event('get') }))
  assert.deepEqual(
    asked.actions.map(({ id, type }) => [id, type]),
    [
      [1, 'put'],
      [2, 'get']
    ]
  )
  await waits(sandbox.resume(asked.chain, [value(1, null)]))
  const outcome = await sandbox.resume(asked.chain, [value(2, null)])
  assert.ok(outcome.ok)
  assert.deepEqual(
    [outcome.reply, outcome.local, outcome.actions],
    [7, { late: 1 }, [{ type: 'log', text: 'done' }]]
  )
})

test('a promise that nothing can settle ends the chain', async () => {
  assert.equal(await fails(begin('await new Promise(() => {})')), 'PROMISE_PENDING')
  const { chain } = await waits(begin('await comet.get("x"); await new Promise(() => {})'))
  assert.equal(await fails(sandbox.resume(chain, [value(1, 1)])), 'PROMISE_PENDING')
  assert.equal(await fails(sandbox.resume(chain, [])), 'CHAIN_LOST')
})

test('events decide as without waiting: update, put, delete, timer', async () => {
  const finish = async (invocation: Invocation) => {
    const { chain } = await waits(sandbox.invoke(invocation))
    const outcome = await sandbox.resume(chain, [value(1, 'x')])
    assert.ok(outcome.ok, comparable(outcome))
    return [outcome.decision, outcome.state, outcome.stateChanged]
  }
  const wait = 'const x = await comet.get("k")'
  const update = event('update', { incoming: { n: 2 } })
  assert.deepEqual(
    await finish({
      code: object('async onUpdate (incoming)', `${wait}; incoming.x = x; return incoming`),
      event: update,
      state: { n: 1 }
    }),
    ['accept', { n: 2, x: 'x' }, true]
  )
  assert.deepEqual(
    await finish({
      code: object('async onUpdate ()', `${wait}; return null`),
      event: update,
      state: { n: 1 }
    }),
    ['refuse', { n: 1 }, false]
  )
  assert.deepEqual(
    await finish({ code: object('a: 1, async onPut ()', wait), event: event('put'), state: { n: 1 } }),
    ['accept', { a: 1, n: 1 }, true]
  )
  assert.deepEqual(
    await finish({
      code: object('async onDelete ()', `${wait}; return false`),
      event: event('delete'),
      state: { n: 1 }
    }),
    ['refuse', { n: 1 }, false]
  )
  assert.deepEqual(
    await finish({
      code: object('async onTimer ()', `${wait}; this.n = x`),
      event: event('timer'),
      state: { n: 1 }
    }),
    ['keep', { n: 'x' }, true]
  )
})

test('there are no calls in onMerge and while a module loads', async () => {
  for (const call of ['get("x")', 'put("x", 1)', 'lookup("x")']) {
    const merge = await sandbox.invoke({
      code: object('onMerge ()', `comet.${call}`),
      event: event('merge', { siblings: [] })
    })
    assert.ok(!merge.ok && /not available in onMerge/.test(merge.error.message), comparable(merge))
    const load = await sandbox.invoke({ code: `comet.${call}; export default {}`, event: event('load') })
    assert.ok(!load.ok && /not available while the module loads/.test(load.error.message), comparable(load))
  }
})

test('what is no key, no list of nodes or no value is refused', async () => {
  for (const call of [
    'get(5)',
    'get({ toString: () => "x" })',
    'get("x", "y")',
    'get("x", [5])',
    'get("x", Array(65).fill("y"))',
    'put("x")',
    'lookup(5)',
    'reply()',
    'reply(5, "x")'
  ])
    assert.equal(await fails(begin(`await comet.${call}`)), 'HANDLER_THREW', call)
  for (const data of ['() => 1', '{ a: [new Map()] }', 'NaN', '[undefined]', 'new Date()', '"\\ud800"']) {
    const outcome = await begin(`comet.get("y"); await comet.put("x", ${data})`)
    assert.ok(!outcome.ok && outcome.error.code === 'VALUE_INVALID', comparable(outcome))
  }
  const large = await begin('await comet.put("x", "y".repeat(2000))', { limits: { stateBytes: 1000 } })
  assert.ok(!large.ok && large.error.code === 'STATE_TOO_LARGE', comparable(large))
})

test('lookup without a key is of the own one; a get carries its payload, checked as any value', async () => {
  const { actions } = await waits(
    begin('comet.lookup(); comet.get("k", ["n"], { p: 1 }); await comet.get("k")', { key: 'own' })
  )
  assert.deepEqual(actions, [
    { id: 1, type: 'lookup', key: 'own' },
    { id: 2, type: 'get', key: 'k', payload: { p: 1 }, nodes: ['n'] },
    { id: 3, type: 'get', key: 'k' }
  ])
  const outcome = await begin('await comet.get("k", [], () => 1)')
  assert.ok(!outcome.ok && outcome.error.code === 'VALUE_INVALID', comparable(outcome))
})

test('replies are actions: of a handler that came to its end, in order', async () => {
  const outcome = await begin('comet.reply("a", { n: 1 }); comet.reply("b"); return 1')
  assert.deepEqual(outcome.ok && outcome.actions, [
    { type: 'reply', capability: 'a', data: { n: 1 } },
    { type: 'reply', capability: 'b', data: null }
  ])
  const invalid = await begin('comet.reply("a", () => 1)')
  assert.ok(!invalid.ok && invalid.error.code === 'VALUE_INVALID', comparable(invalid))
})

test('calls and other actions together are at most 64', async () => {
  const { actions } = await waits(
    begin('comet.log("x"); for (let i = 0; i < 63; i++) comet.get("k"); await 1')
  )
  assert.equal(actions.length, 63)
  assert.equal(
    await fails(begin('comet.log("x"); for (let i = 0; i < 64; i++) comet.get("k"); await 1')),
    'HANDLER_THREW'
  )
})

test('results that the chain does not wait for are refused, and it goes on waiting', async () => {
  const { chain } = await waits(begin('return [await comet.get("a"), await comet.get("b")]'))
  const cycle: Record<string, unknown> = {}
  cycle.cycle = cycle
  for (const results of [
    [],
    [value(2, 1)],
    [value(0, 1)],
    [value(1, 1), value(1, 2)],
    [value(1, cycle as Value)],
    [value(1, Number.NaN)],
    [value(1, 'x'.repeat(200_000))]
  ])
    await assert.rejects(sandbox.resume(chain, results), RangeError)
  await waits(sandbox.resume(chain, [value(1, 1)]))
  await assert.rejects(sandbox.resume(chain, [value(1, 1)]), RangeError)
  assert.deepEqual(await replies(sandbox.resume(chain, [value(2, 2)])), [1, 2])
})

test('a chain that ended, failed, was dropped or never was is lost', async () => {
  assert.equal(await fails(sandbox.resume('nonsense', [value(1, 1)])), 'CHAIN_LOST')
  const ended = await waits(begin('await comet.get("a")'))
  await replies(sandbox.resume(ended.chain, [value(1, 1)]))
  assert.equal(await fails(sandbox.resume(ended.chain, [value(1, 1)])), 'CHAIN_LOST')
  const failed = await waits(begin('comet.get("b"); await comet.get("a"); throw 1'))
  assert.equal(await fails(sandbox.resume(failed.chain, [value(2, 1)])), 'HANDLER_THREW')
  assert.equal(await fails(sandbox.resume(failed.chain, [value(1, 1)])), 'CHAIN_LOST')
  const dropped = await waits(begin('await comet.get("a")'))
  sandbox.drop(dropped.chain)
  sandbox.drop(dropped.chain)
  sandbox.drop('nonsense')
  assert.equal(await fails(sandbox.resume(dropped.chain, [value(1, 1)])), 'CHAIN_LOST')
})

test('results given at once without waiting are taken one after the other', async () => {
  const { chain } = await waits(
    begin('return (await Promise.all([1, 2, 3].map((i) => comet.get("k" + i)))).join()')
  )
  const outcomes = await Promise.all([1, 2, 3].map((id) => sandbox.resume(chain, [value(id, id)])))
  assert.deepEqual(
    outcomes.map(({ ok }) => ok),
    [true, true, true]
  )
  assert.equal(await replies(outcomes[2]!), '1,2,3')
})

test('chains go on in their own workers while others keep them busy', async () => {
  const own = await createSandbox({ workers: 2 })
  const busy = Array.from({ length: 300 }, (_, index) =>
    own.invoke({
      code: object('onGet ()', `for (let i = 0; i < 2000; i++); return ${index % 20}`),
      event: event('get')
    })
  )
  const chains = Array.from({ length: 100 }, async (_, index) => {
    const code = object('async onGet ()', `return [await comet.get("a"), await comet.get("b"), ${index % 7}]`)
    const first = await waits(own.invoke({ code, event: event('get') }))
    const second = await waits(own.resume(first.chain, [value(1, index)]))
    assert.equal(second.chain, first.chain)
    return replies(own.resume(first.chain, [value(2, -index)]))
  })
  assert.deepEqual(
    await Promise.all(chains),
    chains.map((_, index) => [index, index === 0 ? 0 : -index, index % 7])
  )
  const rest = await Promise.all(busy)
  assert.deepEqual(
    rest.map((outcome) => outcome.ok && outcome.reply),
    rest.map((_, index) => index % 20)
  )
  await own.close()
})

test('a chain is lost with its worker', async () => {
  const own = await createSandbox({ workers: 1 })
  const { chain } = await waits(
    own.invoke({ code: object('async onGet ()', 'await comet.get("x")'), event: event('get') })
  )
  const endless = { code: object('onGet ()', 'for (;;);'), event: event('get') }
  const limits = { instructions: 1_000_000_000, steps: 2_000_000_000, wallClockMs: 50 }
  assert.equal(await fails(own.invoke({ ...endless, limits })), 'WALL_CLOCK_EXCEEDED')
  assert.equal(await fails(own.resume(chain, [value(1, 1)])), 'CHAIN_LOST')
  await own.close()
})

test('closing ends chains', async () => {
  const own = await createSandbox({ workers: 1 })
  const { chain } = await waits(
    own.invoke({ code: object('async onGet ()', 'await comet.get("x")'), event: event('get') })
  )
  await own.close()
  assert.equal(await fails(own.resume(chain, [value(1, 1)])), 'CHAIN_LOST')
})

test('time, chance and what is left go on over all parts', async () => {
  const body =
    'const seen = [Date.now(), Math.random(), comet.remaining()]; PAUSE; return [...seen, Date.now(), Math.random(), comet.remaining(), comet.getNodeID(), comet.getASOKey()]'
  const more = { key: 'k', node: { id: 'n' } }
  const straight = (await replies(begin(body.replace('PAUSE', 'await 1'), more))) as number[]
  const { chain } = await waits(begin(body.replace('PAUSE', 'await comet.get("x")'), more))
  // Something else runs in between.
  await begin('Math.random()', { event: event('get', { time: 5, seed: 'other' }) })
  const paused = (await replies(sandbox.resume(chain, [value(1, 1)]))) as number[]
  const without = (list: number[]) => list.filter((_, index) => index !== 2 && index !== 5)
  assert.deepEqual(without(paused), without(straight))
  assert.equal(paused[0], TIME)
  assert.ok(paused[5]! < paused[2]!)
})

test('one budget holds for the whole chain', async () => {
  const body =
    'const work = () => { for (let i = 0; i < 1000; i++); }; work(); await comet.get("a"); work(); await comet.get("b"); work()'
  const all = async (limits: Partial<Limits>) => {
    let outcome = await begin(body, { limits })
    for (let id = 1; outcome.ok && outcome.chain !== undefined; id++)
      outcome = await sandbox.resume(outcome.chain, [value(id, 1)])
    return outcome
  }
  const { usage } = await all({})
  for (const [limit, used, code] of [
    ['instructions', usage.instructions, 'INSTRUCTIONS_EXCEEDED'],
    ['steps', usage.steps, 'STEPS_EXCEEDED']
  ] as const) {
    assert.ok((await all({ [limit]: used })).ok)
    const below = await all({ [limit]: used - 1 })
    assert.ok(!below.ok && below.error.code === code && below.error.limit === limit, comparable(below))
    assert.deepEqual(
      [below.error.used, below.error.allowed, below.usage[limit]],
      [used - 1, used - 1, used - 1]
    )
  }
  const { chain } = await waits(
    begin('const all = ["x".repeat(50000)]; await comet.get("a"); all.push("y".repeat(60000))')
  )
  const full = await sandbox.resume(chain, [value(1, 1)])
  assert.ok(!full.ok && full.error.code === 'MEMORY_EXCEEDED', comparable(full))
  const results = await waits(begin('await comet.get("a")'))
  assert.equal(await fails(sandbox.resume(results.chain, [value(1, 'x'.repeat(101_000))])), 'MEMORY_EXCEEDED')
})

test('a handler that breaks what it can reach still only fails itself', async () => {
  for (const breakage of [
    'Promise.prototype.then = () => {}; Promise.resolve = 1; globalThis.Promise = class {}',
    'Object.defineProperty(Object.prototype, "then", { get () { for (;;); } })',
    'Object.defineProperty(Array.prototype, 0, { set () { throw 1 } }); Object.prototype.id = 7; Object.prototype.ok = true',
    'Error.prepareStackTrace = () => { for (;;); }; globalThis.Error = 1',
    'Object.freeze(comet); Object.prototype.get = () => 1; Object.prototype.value = 3'
  ]) {
    const outcome = await begin(
      `${breakage}; const p = comet.get("x"); let seen = 0; try { seen = await p } catch { seen = 'failed' } return seen`
    )
    if (!outcome.ok || outcome.chain === undefined) continue
    for (const result of [
      value(1, { a: 1 }),
      { id: 1, ok: false, error: { code: 'C', message: 'm' } } as const
    ]) {
      const end = await sandbox.resume(
        (
          await waits(
            await begin(
              `${breakage}; const p = comet.get("x"); let seen = 0; try { seen = await p } catch { seen = 'failed' } return seen`
            )
          )
        ).chain,
        [result]
      )
      assert.ok(
        end.ok || ['INSTRUCTIONS_EXCEEDED', 'HANDLER_THREW', 'PROMISE_PENDING'].includes(end.error.code),
        `${breakage}: ${comparable(end)}`
      )
    }
    sandbox.drop(outcome.chain)
  }
  assert.deepEqual(
    await replies(sandbox.invoke({ code: GREETING, event: event('get'), state: { value: 1 } })),
    { value: 1, gets: 1 }
  )
})

// Machines of this thread, to look at what is kept and to compare everything.
const WAITS = object(
  'async onGet ({ n })',
  'local.seen = []; for (let i = 0; i < n; i++) { const [a, b] = await Promise.all([comet.get("a" + i), comet.lookup("b" + i)]); local.seen.push(a, b, Math.random()); this.list.push({ a }) } return comet.remaining()'
)

function start(machine: Machine, chain: number, n: number, code = WAITS): MachineReply {
  return machine.run({ ...request(code, { state: { list: [1] }, first: { n } }), chain })
}

function goOn(machine: Machine, chain: number, ...ids: number[]): MachineReply {
  const base = request(WAITS)
  const frame = encodeResults(
    ids.map((id) => value(id, { id })),
    base.limits
  )
  return machine.run({ ...base, type: 'resume', chain, frame })
}

test('a chain counts the same whatever runs in between, and wherever', () => {
  const run = (machine: Machine, chain: number, n: number, between: () => void) => {
    const replies = [start(machine, chain, n)]
    for (let part = 0; part < n; part++) {
      between()
      replies.push(goOn(machine, chain, 2 * part + 1))
      between()
      replies.push(goOn(machine, chain, 2 * part + 2))
    }
    assert.ok(replies.at(-1)!.ok && (replies.at(-1) as { decision: string }).decision === 'keep')
    return replies.map(comparableReply)
  }
  const expected = run(new Machine(module, 1e8), 1, 3, () => undefined)
  const others = [
    GREETING,
    object('onGet ()', 'for (;;);'),
    object('onGet ()', 'throw 1'),
    'export default {'
  ].map((code) => request(code))
  for (const machine of [new Machine(module, 1e8), new Machine(module, 0, 0)]) {
    fc.assert(
      fc.property(fc.array(fc.nat(others.length), { maxLength: 4 }), (picks) => {
        const between = () => {
          for (const pick of picks)
            machine.run(others[pick] ?? request(WAITS, { state: { list: [] }, first: { n: 0 } }))
        }
        assert.deepEqual(run(machine, 5, 3, between), expected)
        assert.equal(machine.kept.chains, 0)
      }),
      { numRuns: 20 }
    )
  }
})

test('chains of one machine do not disturb each other', () => {
  const alone = (n: number) => {
    const machine = new Machine(module, 1e8)
    const replies = [start(machine, 1, n)]
    for (let part = 0; part < n; part++) replies.push(goOn(machine, 1, 2 * part + 1, 2 * part + 2))
    return replies.map(comparableReply)
  }
  const machine = new Machine(module, 1e8)
  const chains = [1, 2, 3, 4, 5].map((chain) => ({
    chain,
    n: chain,
    replies: [comparableReply(start(machine, chain, chain))]
  }))
  for (let part = 0; part < 5; part++) {
    for (const { chain, n, replies } of chains)
      if (part < n) replies.push(comparableReply(goOn(machine, chain, 2 * part + 1, 2 * part + 2)))
  }
  for (const { n, replies } of chains) assert.deepEqual(replies, alone(n))
  assert.equal(machine.kept.chains, 0)
})

test('nothing remains of a chain that ended, failed or was dropped', () => {
  const machine = new Machine(module, 1e8)
  start(machine, 1, 1)
  const one = machine.kept.chains
  assert.ok(one > 0 && one < 20_000, `${one} bytes`)
  goOn(machine, 1, 1, 2)
  assert.equal(machine.kept.chains, 0)
  const throws = object('async onGet ()', 'await comet.get("a"); throw 1')
  start(machine, 2, 1, throws)
  assert.equal((goOn(machine, 2, 1) as { error: { code: string } }).error.code, 'HANDLER_THREW')
  assert.equal(machine.kept.chains, 0)
  const endless = object('async onGet ()', 'await comet.get("a"); for (;;);')
  start(machine, 3, 1, endless)
  assert.equal((goOn(machine, 3, 1) as { error: { code: string } }).error.code, 'INSTRUCTIONS_EXCEEDED')
  assert.equal(machine.kept.chains, 0)
  start(machine, 4, 1)
  machine.run({ ...request(WAITS), type: 'drop', chain: 4 })
  assert.equal(machine.kept.chains, 0)
  const lost = goOn(machine, 4, 1)
  assert.ok(!lost.ok && lost.error.code === 'CHAIN_LOST')
})

test('when there is no room, the handler that wants to wait fails, and nobody else', () => {
  const machine = new Machine(module, 1e8)
  for (let chain = 1; chain <= SANDBOX_LIMITS.chains; chain++) assert.ok(start(machine, chain, 1).ok)
  const full = start(machine, 9999, 1)
  assert.ok(!full.ok && full.error.code === 'BUSY', comparableReply(full))
  assert.ok(goOn(machine, 1, 1, 2).ok)
  assert.ok(start(machine, 9999, 1).ok)
  // By bytes: each holds as much as it may.
  const large = new Machine(module, 1e8)
  const code = object(
    'async onGet ()',
    'const held = []; for (let i = 0; i < 22; i++) held.push("x".repeat(4000 + i)); await comet.get("a"); return held'
  )
  let chain = 0
  for (;;) {
    const reply = start(large, ++chain, 1, code)
    if (!reply.ok) {
      assert.equal(reply.error.code, 'BUSY')
      break
    }
  }
  assert.ok(chain > SANDBOX_LIMITS.chainBytes / 150_000 && chain < SANDBOX_LIMITS.chains, `${chain}`)
  assert.ok(large.kept.chains <= SANDBOX_LIMITS.chainBytes)
})

test('a chain that takes too long is given up', (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] })
  let now = 0
  t.mock.method(performance, 'now', () => now)
  const pass = (ms: number) => {
    now += ms
    t.mock.timers.tick(ms)
  }
  const gone: string[] = []
  const chains = new OpenChains<string>(1000, (name) => gone.push(name))
  chains.waits('1', 'first', [])
  pass(600)
  chains.waits('2', 'second', [])
  chains.waits('1', 'first', [])
  pass(400)
  assert.deepEqual(gone, ['first'])
  assert.equal(chains.get('1'), undefined)
  assert.equal(chains.end('2'), 'second')
  pass(5000)
  chains.waits('3', 'third', [])
  pass(999)
  assert.deepEqual(gone, ['first'])
  pass(1)
  assert.deepEqual(gone, ['first', 'third'])
})
