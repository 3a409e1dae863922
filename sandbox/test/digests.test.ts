// comet.hash and comet.verify: what they answer, what they turn away, and that they are paid for.
import assert from 'node:assert/strict'
import { createHash, generateKeyPairSync, sign } from 'node:crypto'
import { after, test } from 'node:test'
import { createSandbox, type Value } from '../src/index.ts'
import { comparable, event, get, object, reply } from './support.ts'

const sandbox = await createSandbox({ workers: 1 })
after(() => sandbox.close())

const sha256 = (data: string | Uint8Array) => createHash('sha256').update(data).digest('hex')
const pair = generateKeyPairSync('ed25519')
const KEY = pair.publicKey.export({ format: 'jwk' }).x as string
const signed = (data: string | Uint8Array) => sign(null, Buffer.from(data), pair.privateKey)

const ask = (body: string, payload?: Value) =>
  reply(sandbox, body, payload === undefined ? {} : { event: event('get', { caller: { id: 'a', payload } }) })
const verify = (key: Value, data: Value, signature: Value) =>
  ask('return comet.verify(...caller.payload)', [key, data, signature])

test('hash: SHA-256 of a text as UTF-8, or of bytes, in hex', async () => {
  for (const text of ['', 'abc', 'é', 'häuser\u{1f600}\u1234', 'a\0b', 'x'.repeat(10_000)])
    assert.equal(await ask('return comet.hash(caller.payload)', text), sha256(text))
  const bytes = Uint8Array.from({ length: 300 }, (_, index) => index % 256)
  assert.equal(await ask('return comet.hash(caller.payload)', bytes), sha256(bytes))
  assert.equal(
    await ask('return comet.hash(caller.payload.subarray(10, 20))', bytes),
    sha256(bytes.subarray(10, 20))
  )
})

test('verify: Ed25519, with key and signature in hex, in base64url or as bytes', async () => {
  const keys = [KEY, Buffer.from(KEY, 'base64url').toString('hex'), Buffer.from(KEY, 'base64url')]
  const signature = signed('é and more')
  const forms = [
    signature.toString('base64url'),
    signature.toString('hex').toUpperCase(),
    Uint8Array.from(signature)
  ]
  for (const key of keys.map((key) => (typeof key === 'string' ? key : Uint8Array.from(key))))
    for (const form of forms) assert.equal(await verify(key, 'é and more', form), true)
  const bytes = Uint8Array.of(0, 255, 128)
  assert.equal(await verify(KEY, bytes, signed(bytes).toString('base64url')), true)
})

test('verify: anything else is false', async () => {
  const right = signed('yes').toString('base64url')
  const other = generateKeyPairSync('ed25519').publicKey.export({ format: 'jwk' }).x as string
  const wrong: [Value, Value, Value][] = [
    [KEY, 'no', right],
    [other, 'yes', right],
    [KEY, 'yes', signed('no').toString('base64url')],
    [KEY, 'yes', `${right.slice(0, -1)}!`],
    [KEY, 'yes', ` ${right}`],
    [KEY, 'yes', ''],
    ['', 'yes', right],
    ['ö'.repeat(43), 'yes', right],
    ['f'.repeat(64), 'yes', right],
    [new Uint8Array(32), 'yes', new Uint8Array(64)],
    [new Uint8Array(31), 'yes', right],
    [KEY, 'yes', new Uint8Array(65)]
  ]
  for (const [key, data, signature] of wrong)
    assert.equal(await verify(key, data, signature), false, String(key))
})

test('what is neither text nor bytes is a TypeError that can be caught', async () => {
  const code = 'catch (error) { return [error.code, error instanceof TypeError] }'
  const odd = [
    '5',
    'null',
    'undefined',
    '{}',
    '[1]',
    'new Uint16Array(1)',
    'new ArrayBuffer(1)',
    'new Proxy(new Uint8Array(1), {})',
    'Object.create(Uint8Array.prototype)',
    '{ toString () { return "a" } }',
    '"\\ud800"'
  ]
  for (const thing of odd) {
    assert.deepEqual(await ask(`try { comet.hash(${thing}) } ${code}`), ['ARGUMENT_INVALID', true], thing)
    assert.deepEqual(
      await ask(`try { comet.verify('', ${thing}, '') } ${code}`),
      ['ARGUMENT_INVALID', true],
      thing
    )
  }
  assert.deepEqual(
    await ask(`const gone = new Uint8Array(4); gone.buffer.transfer(); try { comet.hash(gone) } ${code}`),
    ['ARGUMENT_INVALID', true]
  )
})

test('nothing that an object replaces changes what they answer', async () => {
  const head =
    'Array.prototype[Symbol.iterator] = String.prototype.toString = Object.getPrototypeOf = Reflect.apply = () => { throw 1 }; Object.defineProperty(Object.prototype, "0", { set () { throw 2 } }); '
  assert.equal(await ask(`${head}return comet.hash('abc')`), sha256('abc'))
})

test('onMerge and a module that loads may use them: they depend on their operands alone', async () => {
  const code = `const hash = comet.hash('load'); export default { onMerge () { return { hash, more: comet.hash('merge'), held: comet.verify('', '', '') } } }`
  const outcome = await sandbox.invoke({ code, event: event('merge', { siblings: [] }), state: {} })
  assert.ok(outcome.ok && outcome.chain === undefined, comparable(outcome))
  assert.deepEqual(outcome.state, { hash: sha256('load'), more: sha256('merge'), held: false })
})

test('they are paid for in steps, the same each time, whatever comes of them', async () => {
  const steps = async (body: string) => (await get(sandbox, body)).usage.steps
  const nothing = await steps('return 1')
  const short = (await steps("return comet.hash('a')")) - nothing
  assert.ok(short >= 2_500 && short < 3_500, `${short}`)
  const bytes = (await steps('return comet.hash(new Uint8Array(50000))')) - nothing
  assert.ok(bytes >= 100_000, `${bytes}`)
  const checked = `return comet.verify('${KEY}', 'a', '${signed('a').toString('hex')}')`
  const failed = `return comet.verify('${KEY}', 'b', '${signed('a').toString('hex')}')`
  assert.ok((await steps(checked)) >= 50_000)
  assert.equal(await steps(checked), await steps(failed))
  assert.equal(await steps(checked), await steps(checked))
})

test('a handler that goes on for ever with them is ended by its steps', async () => {
  for (const call of ["comet.hash('a')", `comet.verify('${KEY}', 'a', '${signed('a').toString('hex')}')`]) {
    const outcome = await get(sandbox, `for (;;) try { ${call} } catch {}`)
    assert.ok(!outcome.ok)
    assert.equal(outcome.error.code, 'STEPS_EXCEEDED')
  }
})

test('their copies are not held against the memory of the object', async () => {
  const outcome = await get(sandbox, 'const all = new Uint8Array(95000); return comet.hash(all)')
  assert.ok(outcome.ok, comparable(outcome))
  assert.ok(outcome.usage.memory < 98_000, `${outcome.usage.memory}`)
})

test('codes tell what else a call was refused for', async () => {
  const flood = 'for (;;) try { comet.deleteSelf() } catch (error) { return error.code }'
  assert.equal(await ask(flood), 'ACTIONS_EXCEEDED')
  const code = object('onMerge ()', 'try { comet.getNodeID() } catch ({ code }) { return { code } }')
  const outcome = await sandbox.invoke({ code, event: event('merge', { siblings: [] }), state: {} })
  assert.ok(outcome.ok && outcome.chain === undefined)
  assert.deepEqual(outcome.state, { code: 'IMPURE' })
})
