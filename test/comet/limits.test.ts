// Comet's restrictions of local and remote resources, each met and each attacked.
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { createTestNetwork, type TestNetwork, type TestNode } from '@halley/testing'
import { codeOf, deploy, nodesOf, source } from './deploy.ts'

let network: TestNetwork
let here: TestNode
let there: TestNode

before(async () => {
  network = await createTestNetwork({ nodes: 6 })
  ;[here, there] = nodesOf(network, 6) as [TestNode, TestNode]
})
after(() => network.close())

const gets = async (body: string, payload?: unknown) => {
  const key = await deploy(here, `async onGet (caller) { ${body} }`)
  return there.get(key, payload === undefined ? {} : { payload: payload as never })
}

describe('Comet, Local Restriction, runtime library: mathematics, texts and tables', () => {
  it('nothing else of the world can be reached', async () => {
    const names = [
      'process',
      'require',
      'fetch',
      'setTimeout',
      'WebAssembly',
      'SharedArrayBuffer',
      'Atomics',
      'performance',
      'console',
      'navigator',
      'std',
      'os'
    ]
    assert.deepEqual(
      (await gets(`return [${names.map((name) => `typeof ${name}`).join()}]`)).value,
      names.map(() => 'undefined')
    )
    assert.equal(
      await codeOf(here.put('importer', { code: 'import fs from "fs"; export default {}' })),
      'CODE_INVALID'
    )
    assert.equal((await gets('return import("fs").then(() => "in", () => "out")')).value, 'out')
  })

  it('what a language needs is there', async () => {
    assert.deepEqual(
      (
        await gets(
          'return [Math.max(1, 2), "abc".replace(/b/, "x"), [3, 1, 2].sort(), JSON.parse("[1]"), new Map([[1, 2]]).get(1), 2n ** 70n]'
        )
      ).value,
      [2, 'axc', [1, 2, 3], [1], 2, 2n ** 70n]
    )
  })

  it('nothing is kept from one event to the next but this and local', async () => {
    const key = 'a module with a variable'
    await here.put(key, {
      code: 'let n = 0; export default { onGet () { globalThis.m = (globalThis.m ?? 0) + 1; Array.prototype.k = (Array.prototype.k ?? 0) + 1; return [++n, globalThis.m, [].k] } }'
    })
    for (let round = 0; round < 3; round++) assert.deepEqual((await here.get(key)).value, [1, 1, 1])
  })
})

describe('Comet, Local Restriction, CPU: 100K bytecode instructions per handler invocation', () => {
  it('counted exactly, and the same each time', async () => {
    const used = async () =>
      (await gets('let sum = 0; for (let n = 0; n < 1000; n++) sum += n; return sum')).usage.instructions
    const first = await used()
    assert.equal(await used(), first)
    assert.ok(first > 5_000 && first < 20_000, `${first}`)
  })

  it('the one too many ends the handler, with the limit, what was used and the place', async () => {
    const key = await deploy(here, 'onGet () { for (;;); }')
    await assert.rejects(
      there.get(key),
      (error: Error & { code: string; details: Record<string, unknown> }) => {
        const { limit, used, allowed, handler, line } = error.details
        assert.deepEqual(
          [error.code, limit, used, allowed, handler, line],
          ['INSTRUCTIONS_EXCEEDED', 'instructions', 100_000, 100_000, 'onGet', 1]
        )
        return true
      }
    )
  })

  it('what a handler awaits is part of it: one budget for all parts', async () => {
    const key = await deploy(
      here,
      'async onGet () { for (;;) { await comet.lookup(); for (let n = 0; n < 3000; n++); } }'
    )
    assert.match(await codeOf(there.get(key)), /^(INSTRUCTIONS_EXCEEDED|HANDLER_THREW)$/)
    const busy = await deploy(here, 'async onGet () { await comet.lookup(); for (;;); }')
    assert.equal(await codeOf(there.get(busy)), 'INSTRUCTIONS_EXCEEDED')
  })

  it('built-ins are counted too: 2,000,000 steps', async () => {
    for (const body of [
      'Array.prototype.indexOf.call({ length: 2 ** 53 - 1 }, 1)',
      '/(a+)+$/.test("a".repeat(40) + "b")',
      '3n ** 100000000n',
      'for (;;) comet.hash("a")'
    ])
      assert.match(await codeOf(gets(body)), /^(STEPS|MEMORY|INSTRUCTIONS)_EXCEEDED$/, body)
  })
})

describe('Comet, Local Restriction, memory: 100 KB per object', () => {
  it('the heap of an event has 100,000 bytes', async () => {
    const key = await deploy(
      here,
      'onGet () { const all = []; for (;;) all.push("x".repeat(1000) + all.length) }'
    )
    await assert.rejects(there.get(key), { code: 'MEMORY_EXCEEDED' })
  })

  it('an object that grows is stopped with what it had', async () => {
    const key = await deploy(here, 'text: "", onUpdate (more) { this.text += more }')
    let put = 0
    for (; put < 20; put++) if ((await codeOf(there.put(key, { value: 'x'.repeat(10_000) }))) !== 'ok') break
    assert.ok(put >= 3 && put <= 10, `${put} puts of 10,000 letters`)
    assert.equal(((await here.get(key)).value as { text: string }).text.length, put * 10_000)
  })

  it('the stack is bounded', async () => {
    assert.match(await codeOf(gets('const f = () => f() + 1; return f()')), /^(STACK|MEMORY)_EXCEEDED$/)
  })

  it('so are source and value of a put', async () => {
    assert.equal(
      await codeOf(here.put('large', { code: `export default {} //${'x'.repeat(70_000)}` })),
      'CODE_TOO_LARGE'
    )
    assert.equal(await codeOf(here.put('large', { value: 'x'.repeat(110_000) })), 'VALUE_TOO_LARGE')
    assert.equal(await codeOf(there.get('large', { payload: 'x'.repeat(70_000) })), 'VALUE_TOO_LARGE')
  })
})

describe('Comet, Remote Restriction: an object can only interact with specific nodes', () => {
  it('those responsible for its replication, by name; others are refused', async () => {
    const key = await deploy(
      here,
      'async onGet () { try { return await comet.get(comet.getASOKey(), ["12D3KooWStranger"]) } catch ({ code }) { return code } }'
    )
    assert.equal((await there.get(key)).value, 'NODE_FOREIGN')
    const many = await deploy(
      here,
      'async onGet () { try { return await comet.get(comet.getASOKey(), Array(21).fill("n1")) } catch ({ code }) { return code } }'
    )
    assert.equal((await there.get(many)).value, 'NODES_INVALID')
  })

  it('a remote node once per interaction: a capability is of one use, one object and one caller', async () => {
    const keeper = await deploy(
      here,
      `onGet ({ capability }) { if (capability !== undefined) this.kept = capability; else return this.kept },
       onUpdate (say) { comet.reply(this.kept, say); comet.reply(this.kept, say); return this }`
    )
    const waiting = there.get(keeper, { wait: '2m' })
    await network.advance('5s')
    const { value: stolen } = await here.get(keeper)
    const thief = await deploy(
      here,
      'onUpdate ([capability, say]) { comet.reply(capability, say); return this }'
    )
    await here.put(thief, { value: [stolen as string, 'forged'] })
    await network.advance('5s')
    await here.put(keeper, { value: 'true' })
    assert.equal((await waiting).value, 'true')
  })
})

describe('Comet, Remote Restriction: an object can only communicate with objects under the same key', () => {
  it('without a signature no call leaves the key: a worm stays where it was put', async () => {
    const worm = `async onGet () { const said = []
      for (let n = 0; n < 5; n++) try { await comet.put('victim ' + n, { n }); said.push('in') } catch ({ code }) { said.push(code) }
      return said }`
    const key = await deploy(here, worm)
    assert.deepEqual((await there.get(key)).value, Array(5).fill('FOREIGN_KEY'))
    for (let n = 0; n < 5; n++) assert.equal((await here.get(`victim ${n}`)).found, false)
  })

  it('no handler can put code anywhere, its own key included', async () => {
    const key = await deploy(
      here,
      `async onGet () { try { await comet.put(comet.getASOKey(), { code: 'export default {}' }); return 'in' } catch ({ code }) { return code } }`
    )
    assert.equal((await there.get(key)).value, 'OWN_KEY')
  })
})

describe('Comet, Remote Restriction: the rate of messages is limited, to 20 operations in ten minutes', () => {
  it('the bucket runs dry, tells so, and fills again with time', async () => {
    const body = `async onGet () {
      const homes = (await comet.lookup()).map(({ id }) => id).filter((id) => id !== comet.getNodeID()).slice(0, 4)
      try { await comet.get(comet.getASOKey(), homes); return 'asked' } catch ({ code }) { return code }
    }`
    const key = await deploy(here, body)
    const answers: unknown[] = []
    for (let round = 0; round < 8; round++) answers.push((await there.get(key)).value)
    const asked = answers.filter((answer) => answer === 'asked').length
    assert.ok(asked >= 3 && asked <= 5, `${asked} rounds of four nodes`)
    assert.ok(
      answers.slice(asked).every((answer) => answer === 'OPERATIONS_EXCEEDED' || answer === undefined),
      String(answers)
    )
    await network.advance('11m')
    assert.equal((await there.get(key)).value, 'asked')
  })

  it('another object has a bucket of its own', async () => {
    const body = source('async onGet () { return (await comet.lookup()).length }')
    for (const key of ['bucket one', 'bucket two']) {
      await here.put(key, { code: body })
      assert.equal((await there.get(key)).value, network.nodes.length)
    }
  })
})
