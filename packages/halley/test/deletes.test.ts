// What a delete tells the object that it is about, and deletes by the handlers of others; with the real sandbox over the memory twins.
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { createSandbox, type Sandbox } from '@halley/sandbox'
import { createOperatorKey, Operators, signCode } from '../src/operators.ts'
import { createCluster } from './memory-cluster.ts'

const GUARDED = `export default {
  hash: '',
  onDelete ({ payload, object }) {
    comet.log('asked by', object ?? 'a client')
    return typeof payload === 'string' && comet.hash(payload) === this.hash
  }
}`

const BROOM = `export default {
  async onGet ({ payload }) {
    try { return await comet.delete(payload.of, payload.with) } catch ({ code }) { return code }
  }
}`

// SHA-256 of "sesame".
const HASH = 'd0c04f4b1951e4aeaaec8223ed2039e542f3aae805a6fa7f6d794e5afff5d272'

let sandbox: Sandbox

before(async () => {
  sandbox = await createSandbox({ workers: 1 })
})

after(() => sandbox.close())

describe('a delete', () => {
  it('brings an argument, which onDelete sees as caller.payload', async () => {
    const cluster = createCluster(3, sandbox)
    const { client } = cluster.member(0)
    await client.put('safe', { code: GUARDED, value: { hash: HASH } })
    for (const payload of [undefined, null, 'sesam', ['sesame']]) {
      const options = payload === undefined ? {} : { payload }
      await assert.rejects(client.delete('safe', options), { code: 'REFUSED' })
    }
    assert.equal((await client.get('safe')).found, true)
    assert.equal((await cluster.member(1).client.delete('safe', { payload: 'sesame' })).found, true)
    assert.equal((await client.get('safe')).found, false)
    await cluster.stop()
  })

  it('refuses an argument that is too large, before anybody is asked', async () => {
    const cluster = createCluster(1, sandbox)
    const { client } = cluster.member(0)
    await assert.rejects(client.delete('safe', { payload: 'x'.repeat(70_000) }), { code: 'VALUE_TOO_LARGE' })
    await cluster.stop()
  })
})

describe('comet.delete', () => {
  it('deletes another object for code that an operator has signed; the other decides', async () => {
    const { privateKey, publicKey } = createOperatorKey()
    const cluster = createCluster(3, sandbox, {}, new Operators([publicKey], []))
    const { client } = cluster.member(0)
    await client.put('safe', { code: GUARDED, value: { hash: HASH } })
    await client.put('plain', { value: 1 })
    await client.put('broom', { code: BROOM, signature: signCode(BROOM, privateKey) })
    const sweep = async (payload: { of: string; with?: string }) =>
      (await client.get('broom', { payload })).value
    assert.equal(await sweep({ of: 'plain' }), true)
    assert.equal(await sweep({ of: 'plain' }), false)
    assert.equal(await sweep({ of: 'safe', with: 'wrong' }), 'REFUSED')
    assert.equal(await sweep({ of: 'safe', with: 'sesame' }), true)
    assert.equal(await sweep({ of: 'broom' }), 'OWN_KEY')
    for (const key of ['plain', 'safe']) assert.equal((await client.get(key)).found, false)
    await cluster.stop()
  })

  it('takes an operation each: a broom that would sweep thirty keys is stopped at twenty', async () => {
    const { privateKey, publicKey } = createOperatorKey()
    const cluster = createCluster(3, sandbox, {}, new Operators([publicKey], []))
    const { client } = cluster.member(0)
    for (let at = 0; at < 30; at++) await client.put(`plain ${at}`, { value: at })
    const code = `export default {
      async onGet () {
        const all = Array.from({ length: 30 }, (_, at) => comet.delete('plain ' + at))
        return (await Promise.allSettled(all)).map(({ value, reason }) => value ?? reason.code)
      }
    }`
    await client.put('broom', { code, signature: signCode(code, privateKey) })
    const said = (await client.get('broom')).value as unknown[]
    assert.equal(said.filter((each) => each === true).length, 20)
    assert.equal(said.filter((each) => each === 'OPERATIONS_EXCEEDED').length, 10)
    await cluster.stop()
  })

  it('reaches no other key from code that nobody has signed', async () => {
    const cluster = createCluster(3, sandbox)
    const { client } = cluster.member(0)
    await client.put('plain', { value: 1 })
    await client.put('broom', { code: BROOM })
    assert.equal((await client.get('broom', { payload: { of: 'plain' } })).value, 'FOREIGN_KEY')
    assert.equal((await client.get('plain')).value, 1)
    await cluster.stop()
  })
})
