// A get that is answered from memory is answered as its handler would have answered it, to the last count, and nothing else is.
import assert from 'node:assert/strict'
import { after, describe, it } from 'node:test'
import { encodeValue, sha256, type Value } from '@halley/model'
import type { Invocation, Outcome, Yielded } from '@halley/objects'
import { createSandbox } from '@halley/sandbox'
import fc from 'fast-check'
import { evaluate, type NodeFacts } from '../src/evaluate.ts'
import { Logs } from '../src/logs.ts'
import { MOST_OF_AN_OBJECT, Recollections } from '../src/recollections.ts'

const sandbox = await createSandbox({ workers: 0 })
after(() => sandbox.close())

const NODE = { id: 'n1', address: '10.0.0.1' }
const SOURCE = 'export default { onGet (caller) { return [this.value ?? 0, local.gets ?? 0, caller] } }'
const TIME = 1_767_323_045_000

function invocation(more: Partial<Invocation> = {}): Invocation {
  const { source = SOURCE } = more
  return {
    key: 'k',
    source,
    hash: sha256(source),
    event: 'get',
    caller: { id: 'alice', address: '10.0.0.9' },
    state: encodeValue({ value: 1 }),
    local: encodeValue({ gets: 5 }),
    time: TIME,
    seed: () => 'a seed',
    ...more
  }
}

/** A node that remembers, and counts what it answered from memory. */
function remembering(most?: number): { node: NodeFacts; recollections: Recollections; hits: () => number } {
  let hits = 0
  const recollections = new Recollections(() => hits++, most)
  return { node: { ...NODE, logs: new Logs(() => 5), recollections }, recollections, hits: () => hits }
}

/** Without what tells that it was run, or was not. */
async function outcomeOf(asked: Invocation, node: NodeFacts = NODE): Promise<Outcome> {
  const found = await evaluate(sandbox, asked, node)
  assert.ok(!('chain' in found))
  const { micros: _, ...outcome } = found
  if (!outcome.ok) return outcome
  const { remembered: __, ...left } = outcome
  return left
}

describe('a get', () => {
  it('is answered from memory when it comes again, at whatever time and with whatever seed', async () => {
    const { node, hits } = remembering()
    const first = await outcomeOf(invocation(), node)
    const again = await outcomeOf(invocation({ time: TIME + 5_000, seed: () => 'another' }), node)
    assert.equal(hits(), 1)
    assert.deepEqual(again, first)
    assert.deepEqual(first, await outcomeOf(invocation()))
  })

  const others: Readonly<Record<string, Partial<Invocation>>> = {
    'another object': { key: 'other' },
    'another code': { source: `${SOURCE} // changed`, hash: sha256(`${SOURCE} // changed`) },
    'another code that claims the same hash': {
      source: SOURCE.replace('?? 0,', '?? 1,'),
      hash: sha256(SOURCE)
    },
    'a code that claims another hash': { hash: sha256('another') },
    'a code with a signature': { signature: 'of an operator' },
    'another state': { state: encodeValue({ value: 2 }) },
    'a state of other length': { state: encodeValue({ value: 1, more: 1 }) },
    'another local': { local: encodeValue({ gets: 6 }) },
    'another caller': { caller: { id: 'bob', address: '10.0.0.9' } },
    'a caller from elsewhere': { caller: { id: 'alice', address: '10.0.0.8' } },
    'a caller from nowhere': { caller: { id: 'alice' } },
    'an object as caller': { caller: { id: 'alice', address: '10.0.0.9', object: 'o' } },
    'a payload': { payload: encodeValue(null) },
    'another event': { event: 'delete' }
  }
  for (const [name, other] of Object.entries(others))
    it(`is not answered as one of ${name}`, async () => {
      const { node, hits } = remembering()
      await outcomeOf(invocation(), node)
      const asked = invocation(other)
      assert.deepEqual(await outcomeOf(asked, node), await outcomeOf(asked))
      assert.equal(hits(), 0)
    })

  it('is not answered as by another node', async () => {
    const { node, hits } = remembering()
    const asked = invocation({
      source: 'export default { onGet () { return [comet.getNodeID(), comet.getNodeIP()] } }'
    })
    await outcomeOf(asked, node)
    for (const elsewhere of [{ id: 'n2' }, { address: '10.0.0.2' }]) {
      const found = await outcomeOf(asked, { ...node, ...elsewhere })
      assert.deepEqual(found, await outcomeOf(asked, { ...NODE, ...elsewhere }))
    }
    assert.equal(hits(), 0)
  })
})

describe('what is never remembered:', () => {
  const bodies: Readonly<Record<string, string>> = {
    'what reads the clock': 'return Date.now()',
    'what asks for the time': 'return comet.getSystemTime()',
    'what draws a random number': 'return Math.random()',
    'what looks at the clock once in a while': 'return local.gets > 0 && new Date().getTime()',
    'what changes local': 'local.gets++',
    'what changes its state': 'this.value++',
    'what logs': 'comet.log("x")',
    'what deletes itself': 'comet.deleteSelf()',
    'what sets a timer': 'comet.setTimer("t", { after: 5000 })',
    'what answers somebody later': 'comet.reply("a capability", 1)',
    'what throws': 'throw new Error("no")',
    'what uses up its instructions': 'for (;;) ;',
    'what returns no value': 'return () => 1',
    'what has coordinates in its code': 'return [comet.coordinates() ?? 0]'
  }
  for (const [name, body] of Object.entries(bodies))
    it(name, async () => {
      const { node, recollections } = remembering()
      await outcomeOf(invocation({ source: `export default { onGet () { ${body} } }` }), node)
      assert.equal(recollections.bytes, 0)
    })

  it('what has a capability', async () => {
    const { node, recollections } = remembering()
    await outcomeOf(invocation({ caller: { id: 'alice', capability: 'c' } }), node)
    assert.equal(recollections.bytes, 0)
  })

  it('what waits for others', async () => {
    const { node, recollections } = remembering()
    const waits = invocation({
      source: 'export default { async onGet () { return await comet.lookup() && 1 } }'
    })
    const found = await evaluate(sandbox, waits, node)
    assert.ok('chain' in found)
    const results = [{ id: 1, ok: true as const, answer: { nodes: [] } }]
    const ended = await evaluate(sandbox, { chain: found.chain, results, invocation: waits }, node)
    assert.ok(ended.ok && !('chain' in ended))
    assert.equal(recollections.bytes, 0)
  })
})

it('what comes from memory is what would have come of it, for whatever is asked', async () => {
  const sources = [
    SOURCE,
    'export default { onGet () { return null } }',
    'export default { onGet () {} }',
    'export default { onGet ({ payload }) { return { payload, own: Object.entries(this) } } }',
    'export default { onGet ({ payload }) { return payload === 1 ? Date.now() : payload === 2 ? Math.random() : Object.keys(local).length } }',
    'export default { onGet ({ id }) { if (id === "bob") local.bob = true; return this } }',
    'export default { async onGet ({ id }) { if (id.length > 3) throw new Error(id); return comet.hash(id) } }'
  ]
  const values = fc.constantFrom<Value>(null, 1, 2, 'x', [1, 'a'], { a: 1 }, new Uint8Array([1]))
  const states = fc.constantFrom({}, { value: 1 }, { value: 'Wert' }, { bob: true })
  const gets = fc.array(
    fc.record({
      key: fc.constantFrom('k', 'l'),
      source: fc.constantFrom(...sources),
      caller: fc.constantFrom({ id: 'bob' }, { id: 'alice' }, { id: 'bob', address: '10.0.0.7' }),
      state: states.map((state) => encodeValue(state)),
      local: states.map((state) => encodeValue(state)),
      payload: fc.option(values, { nil: undefined }),
      time: fc.integer({ min: TIME, max: TIME + 1e9 }),
      seed: fc.string().map((seed) => () => seed)
    }),
    { minLength: 30, maxLength: 60 }
  )
  let all = 0
  await fc.assert(
    fc.asyncProperty(gets, async (asked) => {
      const { node, hits } = remembering()
      for (const { payload, ...rest } of asked) {
        const hash = sha256(rest.source)
        const one = invocation({
          ...rest,
          hash,
          ...(payload === undefined ? {} : { payload: encodeValue(payload) })
        })
        assert.deepEqual(await outcomeOf(one, node), await outcomeOf(one))
        // And again, from memory where it can be.
        assert.deepEqual(await outcomeOf(one, node), await outcomeOf(one))
      }
      all += hits()
    }),
    { numRuns: 10 }
  )
  assert.ok(all > 100, `only ${all} were answered from memory`)
})

const USAGE = { instructions: 1, steps: 2, memory: 3 }

function yielded(reply: Uint8Array): Yielded {
  const { state, local } = invocation()
  assert.ok(state && local)
  const same = { stateChanged: false, localChanged: false, deleteSelf: false, handlers: ['onGet'] }
  return { ok: true, decision: 'keep', state, local, reply, usage: USAGE, ...same }
}

describe('what is kept', () => {
  it('has an end: of what was not asked for longest it is forgotten', () => {
    const most = 100_000
    const recollections = new Recollections(undefined, most)
    const asked = Array.from({ length: 200 }, (_, at) => invocation({ key: `k${at}` }))
    const [first] = asked as [Invocation]
    for (const one of asked) {
      recollections.note(one, NODE, yielded(new Uint8Array(1_000)))
      assert.ok(recollections.bytes <= most)
      assert.ok(recollections.of(first, NODE), 'the one that is asked for all the time')
    }
    const known = asked.filter((one) => recollections.of(one, NODE) !== undefined)
    assert.ok(known.length > 10 && known.length < 100)
    assert.deepEqual(known, [first, ...asked.slice(1 - known.length)])
  })

  it('has an end for each object, and counts what it holds', () => {
    const recollections = new Recollections()
    const asked = Array.from({ length: 3 * MOST_OF_AN_OBJECT }, (_, at) =>
      invocation({ caller: { id: `c${at}` } })
    )
    for (const one of asked) recollections.note(one, NODE, yielded(new Uint8Array(1_000)))
    const known = asked.filter((one) => recollections.of(one, NODE) !== undefined)
    assert.deepEqual(known, asked.slice(-MOST_OF_AN_OBJECT))
    const each = recollections.bytes / MOST_OF_AN_OBJECT
    assert.ok(each > 1_000 + 2 * SOURCE.length && each < 4_000)
  })

  it('is forgotten altogether where it alone is too much', () => {
    const recollections = new Recollections(undefined, 5_000)
    recollections.note(invocation(), NODE, yielded(new Uint8Array(10_000)))
    assert.equal(recollections.of(invocation(), NODE), undefined)
    assert.equal(recollections.bytes, 0)
  })

  it('holds no message that it came in', () => {
    const recollections = new Recollections()
    const message = new Uint8Array(1_000_000)
    const state = message.subarray(10, 20)
    recollections.note(invocation({ state }), NODE, yielded(message.subarray(5, 6)))
    const found = recollections.of(invocation({ state: new Uint8Array(10) }), NODE)
    assert.equal(found?.state.buffer.byteLength, 10)
    assert.equal(found?.reply?.buffer.byteLength, 1)
  })
})
