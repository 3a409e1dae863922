// BEP 44 as a node answers it, over items in memory.
import assert from 'node:assert/strict'
import { generateKeyPairSync, sign } from 'node:crypto'
import { test } from 'node:test'
import { type Encodable, encode } from '../../src/bencode.ts'
import { targetOf } from '../../src/items/item.ts'
import { GETS, PUTS } from '../../src/mainline/limits.ts'
import { HASH, Wired } from './wired.ts'

const { privateKey, publicKey } = generateKeyPairSync('ed25519')
const k = publicKey.export({ format: 'der', type: 'spki' }).subarray(-32)

function mutable(seq: number, v: Encodable, salt = '') {
  const salted = salt === '' ? '' : `4:salt${salt.length}:${salt}`
  const sig = sign(null, Buffer.concat([Buffer.from(`${salted}3:seqi${seq}e1:v`), encode(v)]), privateKey)
  return { k, ...(salt === '' ? {} : { salt }), seq, sig, v }
}

async function setUp() {
  const wired = new Wired()
  await wired.prove('127.0.0.1')
  const { r } = await wired.ask('get', { target: HASH })
  const put = (args: Readonly<Record<string, Encodable>>, ip?: string) =>
    wired.ask('put', { ...args, token: r.token }, ip)
  const get = (target: Uint8Array, more = {}) => wired.ask('get', { target, ...more })
  return { wired, put, get, token: r.token }
}

test('an immutable item is found under the hash of its value, whatever kind of value it is', async () => {
  const { put, get } = await setUp()
  for (const v of ['text', 5, ['a', { b: 1 }], { __proto__x: 'y' }]) {
    assert.ok((await put({ v })).r)
    const { r } = await get(targetOf({ v: encode(v) }))
    assert.deepEqual(encode(r.v), encode(v))
    assert.deepEqual([r.k, r.seq, r.sig], [undefined, undefined, undefined])
  }
})

test('a mutable item comes with key, number and signature; who has it already is told the number alone', async () => {
  const { put, get } = await setUp()
  assert.ok((await put(mutable(3, 'hello', 'salt'))).r)
  const target = targetOf({ k, v: Buffer.alloc(0), salt: Buffer.from('salt') })
  const { r } = await get(target, { seq: 2 })
  assert.deepEqual([r.seq, r.v, r.k], [3, Buffer.from('hello'), k])
  const known = await get(target, { seq: 3 })
  assert.deepEqual([known.r.seq, known.r.v, known.r.sig], [3, undefined, undefined])
  assert.equal((await get(HASH)).r.v, undefined)
})

test('errors: 203, 205, 206, 207, 301 and 302, each for its own reason', async () => {
  const { put, wired } = await setUp()
  const code = async (args: Readonly<Record<string, Encodable>>) => (await put(args)).e?.[0]
  assert.equal(await code({ v: 'x'.repeat(996) }), undefined)
  assert.equal(await code({ v: 'x'.repeat(997) }), 205)
  assert.equal(await code({ ...mutable(1, 'a'), v: 'b' }), 206)
  assert.equal(await code({ ...mutable(1, 'a'), k: Buffer.alloc(32, 0xff) }), 206)
  assert.equal(await code(mutable(1, 'a', 's'.repeat(65))), 207)
  for (const broken of [
    {},
    { ...mutable(1, 'a'), k: 'short' },
    { ...mutable(1, 'a'), sig: 1 },
    { ...mutable(1, 'a'), seq: 'x' },
    { ...mutable(1, 'a'), salt: 1 },
    { ...mutable(1, 'a'), cas: 'x' }
  ])
    assert.equal(await code(broken), 203)
  assert.equal(await code(mutable(5, 'a')), undefined)
  assert.equal(await code({ ...mutable(6, 'b'), cas: 4 }), 301)
  assert.equal(await code(mutable(4, 'b')), 302)
  assert.equal(await code({ ...mutable(6, 'b'), cas: 5 }), undefined)
  assert.equal((await wired.ask('put', { ...mutable(7, 'c'), token: 'made' })).e[0], 203)
})

test('who gets too often is told nodes alone', async () => {
  const { put, wired } = await setUp()
  await put({ v: 'x' })
  const target = targetOf({ v: encode('x') })
  await wired.prove('8.8.8.8')
  const get = async () => (await wired.ask('get', { target }, '8.8.8.8')).r
  for (let count = 0; count < GETS.address * GETS.burst; count++) assert.ok((await get()).v)
  const { v, token } = await get()
  assert.deepEqual([v, token.length], [undefined, 4])
})

test('a flood of puts of one address is refused with 201', async () => {
  const { put } = await setUp()
  for (let count = 0; count < PUTS.address * PUTS.burst; count++)
    assert.equal((await put({ v: count }, '8.8.8.8')).e[0], 203)
  assert.equal((await put({ v: 'more' }, '8.8.8.8')).e[0], 201)
})
