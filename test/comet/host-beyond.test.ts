// What `comet` offers to handlers that Comet's extension API does not have.
import assert from 'node:assert/strict'
import { generateKeyPairSync, sign } from 'node:crypto'
import { after, before, describe, it } from 'node:test'
import { createTestNetwork, type TestNetwork, type TestNode } from '@halley/testing'
import { codeOf, deploy, nodesOf } from './deploy.ts'

let network: TestNetwork
let here: TestNode
let there: TestNode

before(async () => {
  network = await createTestNetwork({ nodes: 6 })
  ;[here, there] = nodesOf(network, 6) as [TestNode, TestNode]
})
after(() => network.close())

const onGet = async (body: string) =>
  (await there.get(await deploy(here, `async onGet (caller) { ${body} }`))).value

describe('Halley: what the host offers beyond Comet', () => {
  it('remaining(): instructions left to the event, its waiting parts included', async () => {
    const [first, second, after] = (await onGet(
      'const first = comet.remaining(), second = comet.remaining(); await comet.lookup(); return [first, second, comet.remaining()]'
    )) as number[]
    assert.ok(
      (first as number) <= 100_000 &&
        (second as number) < (first as number) &&
        (after as number) < (second as number)
    )
  })

  it('log(…): kept by the node that ran the handler, in order; of a handler that fails only why it did', async () => {
    const key = await deploy(
      here,
      'onGet ({ payload }) { comet.log("a", 1, { toString: () => "x" }); comet.log("b"); if (payload) throw new Error("no") }'
    )
    const { coordinator } = await there.get(key)
    assert.deepEqual(
      network.logs(key).map(({ node, text }) => [node, text]),
      [
        [coordinator, 'a 1 x'],
        [coordinator, 'b']
      ]
    )
    await codeOf(there.get(key, { payload: true }))
    assert.deepEqual(
      network.logs(key).map(({ failed }) => failed ?? false),
      [false, false, true]
    )
  })

  it('setTimer(name, …) and clearTimer(name): part of what the event leaves', async () => {
    const key = await deploy(
      here,
      `onPut () { comet.setTimer('a', { every: '1h' }); comet.setTimer('b', { after: '2h' }); comet.clearTimer('a') }, onTimer () {}`
    )
    assert.deepEqual(
      (await here.inspect(key)).versions[0]?.timers?.map(({ name }) => name),
      ['b']
    )
    assert.equal(
      await codeOf(deploy(here, `onPut () { comet.setTimer('a', { every: 'soon' }) }, onTimer () {}`)),
      'DURATION_INVALID'
    )
    assert.equal(
      await codeOf(
        deploy(here, `onPut () { comet.setTimer('a', { every: 1000, after: 5, at: 7 }) }, onTimer () {}`)
      ),
      'TIMER_INVALID'
    )
    assert.equal(
      await codeOf(
        deploy(
          here,
          `onPut () { for (let n = 0; n < 17; n++) comet.setTimer('t' + n, { every: '1h' }) }, onTimer () {}`
        )
      ),
      'TIMER_INVALID'
    )
  })

  it('hash(data) and verify(publicKey, data, signature): an object that takes only what its maker signed', async () => {
    const { publicKey, privateKey } = generateKeyPairSync('ed25519')
    const key = await deploy(
      here,
      `maker: '', sequence: 0, text: '',
       onGet () { return this.text },
       onUpdate ({ text, sequence, signature }) {
         const said = JSON.stringify([comet.getASOKey(), sequence, text])
         if (!(sequence > this.sequence) || !comet.verify(this.maker, said, signature)) return null
         this.sequence = sequence
         this.text = text
       },
       onDelete () { return false }`,
      { maker: publicKey.export({ format: 'jwk' }).x as string }
    )
    const says = (text: string, sequence: number, under = key) => ({
      text,
      sequence,
      signature: sign(null, Buffer.from(JSON.stringify([under, sequence, text])), privateKey).toString(
        'base64url'
      )
    })
    await here.put(key, { value: says('one', 1) })
    assert.equal(await codeOf(there.put(key, { value: says('one', 1) })), 'REFUSED', 'said before')
    assert.equal(await codeOf(there.put(key, { value: says('two', 2, 'another key') })), 'REFUSED')
    assert.equal(await codeOf(there.put(key, { value: { ...says('two', 2), text: 'three' } })), 'REFUSED')
    await there.put(key, { value: says('two', 2) })
    assert.equal((await here.get(key)).value, 'two')
    assert.equal(await onGet('return comet.hash("abc").slice(0, 16)'), 'ba7816bf8f01cfea')
  })

  it('a wrong argument is a TypeError with the code ARGUMENT_INVALID', async () => {
    const calls = [
      'get(5)',
      'get("k", "n1")',
      'get("k", [5])',
      'put("k")',
      'delete(undefined)',
      'lookup(5)',
      'reply(5)',
      'setTimer("a")',
      'setTimer("a", { on: "all" })',
      'clearTimer()',
      'hash(5)',
      'verify("", {}, "")'
    ]
    for (const call of calls)
      assert.equal(
        await onGet(
          `try { comet.${call}; return 'done' } catch (error) { return error instanceof TypeError ? error.code : 'another' }`
        ),
        'ARGUMENT_INVALID',
        call
      )
  })

  it('the 65th action or call of an event is refused with ACTIONS_EXCEEDED', async () => {
    assert.deepEqual(
      await onGet('let n = 0; try { for (;; n++) comet.log(n) } catch ({ code }) { return [n, code] }'),
      [64, 'ACTIONS_EXCEEDED']
    )
  })

  it('a call that is refused and not caught fails the event with its code in details.thrown', async () => {
    const key = await deploy(here, 'async onGet () { await comet.get("another key") }')
    await assert.rejects(
      there.get(key),
      ({ code, details }: { code: string; details: { thrown: string } } & Error) => {
        assert.deepEqual([code, details.thrown], ['HANDLER_THREW', 'FOREIGN_KEY'])
        return true
      }
    )
  })
})
