// Code that an operator has signed may address other keys; with the real sandbox over the memory twins.
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { sha256 } from '@halley/model'
import { createSandbox, type Sandbox } from '@halley/sandbox'
import { createOperatorKey, Operators, signCode } from '../src/operators.ts'
import { createCluster } from './memory-cluster.ts'

const INDEX = `export default {
  async onGet ({ payload }) {
    if (payload?.put) return comet.put(payload.put, payload.value)
    const reply = await comet.get(payload.of, undefined, payload.with)
    return reply === undefined ? 'nothing is there' : reply
  }
}`

let sandbox: Sandbox

before(async () => {
  sandbox = await createSandbox({ workers: 1 })
})

after(() => sandbox.close())

describe('signatures', () => {
  const [old, current] = [createOperatorKey(), createOperatorKey()]
  const hash = sha256(INDEX)
  const signature = signCode(INDEX, old.privateKey)

  it('hold for their code, by a key that is known and not revoked', () => {
    assert.ok(new Operators([old.publicKey], []).hasSigned(hash, signature))
    assert.ok(new Operators([current.publicKey, old.publicKey], []).hasSigned(hash, signature))
    const refusals = [
      new Operators([], []),
      new Operators([current.publicKey], []),
      new Operators([current.publicKey, old.publicKey], [old.publicKey])
    ]
    for (const operators of refusals) assert.equal(operators.hasSigned(hash, signature), false)
    const operators = new Operators([old.publicKey], [])
    assert.equal(operators.hasSigned(sha256('other code'), signature), false)
    assert.equal(operators.hasSigned(hash, undefined), false)
  })

  it('that are altered, or are none, hold for nothing', () => {
    const operators = new Operators([old.publicKey, current.publicKey], [])
    const [key = '', bytes = ''] = signature.split('.')
    const flipped = `${bytes.startsWith('A') ? 'B' : 'A'}${bytes.slice(1)}`
    const forged = [
      `${key}.${flipped}`,
      `${current.publicKey}.${bytes}`,
      key,
      `${key}.`,
      '',
      '.',
      'x'.repeat(10_000)
    ]
    for (const text of forged) assert.equal(operators.hasSigned(hash, text), false, text.slice(0, 100))
  })

  it('are made and checked with Ed25519 keys alone', () => {
    assert.throws(() => new Operators(['short'], []), { code: 'OPERATOR_KEY_INVALID' })
    assert.throws(() => new Operators([], [`${'x'.repeat(43)}!`]), { code: 'OPERATOR_KEY_INVALID' })
    assert.throws(() => signCode(INDEX, 'no key'), { code: 'OPERATOR_KEY_INVALID' })
    assert.throws(() => signCode(INDEX, old.publicKey), { code: 'OPERATOR_KEY_INVALID' })
  })
})

describe('signed objects', () => {
  it('get and put other objects, as their nodes do for clients; a put says whether it is one', async () => {
    const { privateKey, publicKey } = createOperatorKey()
    const operators = new Operators([publicKey], [])
    const cluster = createCluster(4, sandbox, {}, operators)
    const { client } = cluster.member(0)
    const asked = `export default { n: 0, onGet (caller) { this.n++; return [this.n, caller.object, caller.payload ?? 0] } }`
    await client.put('asked', { code: asked })
    assert.equal(
      (await client.put('index', { code: INDEX, signature: signCode(INDEX, privateKey) })).signed,
      true
    )
    const ask = async (payload: unknown) =>
      (await cluster.member(1).client.get('index', { payload: payload as never })).value
    assert.deepEqual(await ask({ of: 'asked', with: 'x' }), [1, 'index', 'x'])
    assert.deepEqual(await ask({ of: 'asked' }), [2, 'index', 0])
    assert.equal(await ask({ of: 'absent' }), 'nothing is there')
    await client.put('silent', { code: 'export default { onGet () {} }' })
    assert.equal(await ask({ of: 'silent' }), null)
    const uncaught = { code: 'HANDLER_THREW', thrown: 'NOT_FOUND' }
    await assert.rejects(ask({ put: 'absent', value: 1 }), ({ code, details: { thrown } }) => {
      assert.deepEqual({ code, thrown }, uncaught)
      return true
    })
    assert.equal((await client.get('absent')).found, false)
    await client.put('written', { value: 1 })
    assert.equal(await ask({ put: 'written', value: { n: 5 } }), null)
    assert.ok((await client.get('written')).siblings?.some(({ value }) => (value as { n?: number }).n === 5))
    await cluster.stop()
  })

  it('whose signature is wrong or revoked, or that have none, are ordinary ones', async () => {
    const { privateKey, publicKey } = createOperatorKey()
    for (const operators of [new Operators([publicKey], [publicKey]), undefined]) {
      const cluster = createCluster(3, sandbox, {}, operators)
      const { client } = cluster.member(0)
      assert.equal(
        (await client.put('index', { code: INDEX, signature: signCode(INDEX, privateKey) })).signed,
        false
      )
      await assert.rejects(client.get('index', { payload: { of: 'asked' } }), { code: 'HANDLER_THREW' })
      assert.equal((await client.put('plain', { code: INDEX })).signed, undefined)
      await assert.rejects(client.put('k', { value: 1, signature: 'x' }), { code: 'REQUEST_INVALID' })
      await assert.rejects(client.put('k', { code: INDEX, signature: 'x'.repeat(200) }), {
        code: 'REQUEST_INVALID'
      })
      await cluster.stop()
    }
  })
})
