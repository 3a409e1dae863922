// Whose code runs, and who may read it: pins and sources.
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { describe, it } from 'node:test'
import { createTestNetwork, type TestNode } from '../src/index.ts'

const COUNTER =
  'export default { count: 0, onGet() { this.count++; local.gets = this.count; return this.count } }'
const OPEN =
  "export default { source: 'public', onUpdate(incoming) { this.source = incoming.source; return this } }"
const hashOf = (code: string) => createHash('sha256').update(code).digest('hex')

async function within(
  story: (
    nodes: readonly TestNode[],
    network: {
      partition: (nodes: readonly TestNode[]) => void
      heal(): void
      advance(by: string): Promise<void>
    }
  ) => Promise<void>,
  quorum = {}
) {
  await using network = await createTestNetwork({ nodes: 4, ...quorum })
  await story(network.nodes, network)
}

describe('a pinned get', () => {
  it('is answered by the code that was expected', () =>
    within(async ([here, there]) => {
      await here!.put('k', { code: COUNTER })
      assert.equal((await there!.get('k', { pin: hashOf(COUNTER) })).value, 1)
    }))

  it('runs nothing of other code, and says which there is', () =>
    within(async ([here, there]) => {
      await here!.put('k', { code: COUNTER })
      const pin = hashOf(OPEN)
      const details = { pin, found: hashOf(COUNTER) }
      await assert.rejects(there!.get('k', { pin }), { code: 'PIN_MISMATCH', details })
      assert.equal((await there!.get('k')).value, 1)
    }))

  it('is not answered by a value without code, nor by a version of other code beside it', () =>
    within(
      async ([here, there], { partition, heal, advance }) => {
        partition([here!])
        await Promise.all([here!.put('k', { code: COUNTER }), there!.put('k', { value: 'beside' })])
        const pin = hashOf(COUNTER)
        assert.equal((await here!.get('k', { pin })).value, 1)
        await assert.rejects(there!.get('k', { pin }), { code: 'PIN_MISMATCH', details: { pin } })
        heal()
        await advance('2m')
        await assert.rejects(here!.get('k', { pin }), { code: 'PIN_MISMATCH' })
      },
      { r: 1, w: 1 }
    ))

  it('of nothing finds nothing', () =>
    within(async ([here]) => {
      assert.equal((await here!.get('k', { pin: hashOf(COUNTER) })).found, false)
    }))

  it('needs a whole hash', () =>
    within(async ([here]) => {
      for (const pin of ['', 'abc', hashOf(COUNTER).toUpperCase()])
        await assert.rejects(here!.get('k', { pin }), { code: 'REQUEST_INVALID' })
    }))
})

describe('a pinned put', () => {
  it('is made over the code that was expected, and over no other', () =>
    within(async ([here, there]) => {
      await here!.put('k', { code: COUNTER })
      const { context } = await here!.get('k', { pin: hashOf(COUNTER) })
      const pin = hashOf(OPEN)
      await assert.rejects(there!.put('k', { value: 'mine', context, pin }), { code: 'PIN_MISMATCH' })
      assert.equal((await here!.get('k')).value, 2)
      const { context: later } = await here!.get('k')
      await there!.put('k', { code: OPEN, context: later, pin: hashOf(COUNTER) })
      assert.equal((await here!.inspect('k')).versions[0]?.codeHash, pin)
    }))

  it('is not made where there is nothing', () =>
    within(async ([here]) => {
      await assert.rejects(here!.put('k', { value: 1, pin: hashOf(COUNTER) }), { code: 'PIN_MISMATCH' })
      assert.equal((await here!.get('k')).found, false)
    }))
})

describe('what handlers log', () => {
  it('is told by the nodes that ran them, in the order in which it happened, failures too', async () => {
    await using network = await createTestNetwork({ nodes: 4 })
    const [here, there] = network.nodes
    const code = `export default {
      onPut() { comet.log('made at', comet.getNodeID()) },
      onGet(caller) {
        comet.log('asked for', caller.payload)
        if (caller.payload === 'trouble') throw new Error('no')
        return 1
      }
    }`
    await here!.put('k', { code })
    await network.advance('1s')
    const { coordinator } = await there!.get('k', { payload: 'tea' })
    await network.advance('1s')
    await assert.rejects(there!.get('k', { payload: 'trouble' }), { code: 'HANDLER_THREW' })
    const said = network
      .logs('k')
      .map(({ node, event, text, failed }) => [node, event, text.slice(0, 28), failed])
    assert.deepEqual(said, [
      [coordinator, 'put', `made at ${coordinator}`, undefined],
      [coordinator, 'get', 'asked for tea', undefined],
      [coordinator, 'get', 'HANDLER_THREW: onGet threw E', true]
    ])
    assert.deepEqual(network.logs('other'), [])
  })
})

describe('the source of an object', () => {
  it('is read while the object says that it is public', () =>
    within(async ([here, there]) => {
      await here!.put('k', { code: OPEN })
      const [{ hash, source } = { hash: '', source: '' }, ...others] = await there!.source('k')
      assert.deepEqual([hash, source, others], [hashOf(OPEN), OPEN, []])
      await here!.put('k', { value: { source: 'mine' } })
      await assert.rejects(there!.source('k'), { code: 'REFUSED' })
    }))

  it('is kept by an object that says nothing of it', () =>
    within(async ([here, there]) => {
      await here!.put('k', { code: COUNTER })
      await assert.rejects(there!.source('k'), { code: 'REFUSED' })
    }))

  it('is none where there is nothing, or a plain value', () =>
    within(async ([here]) => {
      assert.deepEqual(await here!.source('k'), [])
      await here!.put('k', { value: { source: 'public' } })
      assert.deepEqual(await here!.source('k'), [])
    }))
})
