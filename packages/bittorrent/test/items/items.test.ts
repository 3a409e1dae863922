// Items of BEP 44 in a simulated network of nodes, several of them gateways.
import assert from 'node:assert/strict'
import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto'
import { test } from 'node:test'
import { createTestNetwork } from '@halley/testing'
import { encode } from '../../src/bencode.ts'
import { HalleyItems } from '../../src/items/halley-items.ts'
import { type Item, isGenuine, isSigned, targetOf } from '../../src/items/item.ts'

function keyPair(): { k: Uint8Array; key: KeyObject } {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519')
  return { k: publicKey.export({ format: 'der', type: 'spki' }).subarray(-32), key: privateKey }
}

function signed(
  { k, key }: ReturnType<typeof keyPair>,
  seq: number | bigint,
  text: string,
  salt?: string
): Item {
  const v = encode(text)
  const salted = salt === undefined ? '' : `4:salt${salt.length}:${salt}`
  const sig = sign(null, Buffer.concat([Buffer.from(`${salted}3:seqi${seq}e1:v`), v]), key)
  return { k, seq, sig, v, ...(salt === undefined ? {} : { salt: Buffer.from(salt) }) }
}

// The vectors of BEP 44.
const VECTOR = {
  k: Buffer.from('77ff84905a91936367c01360803104f92432fcd904a43511876df5cdf3e7e548', 'hex'),
  seq: 1,
  v: encode('Hello World!')
}

test('the vectors of BEP 44: targets and signatures, with and without salt', () => {
  const sig = Buffer.from(
    '305ac8aeb6c9c151fa120f120ea2cfb923564e11552d06a5d856091e5e853cff1260d3f39e4999684aa92eb73ffd136e6f4f3ecbfda0ce53a1608ecd7ae21f01',
    'hex'
  )
  const plain = { ...VECTOR, sig }
  assert.equal(targetOf(plain).toString('hex'), '4a533d47ec9c7d95b1ad75f576cffc641853b750')
  assert.ok(isSigned(plain))
  const salted = {
    ...VECTOR,
    salt: Buffer.from('foobar'),
    sig: Buffer.from(
      '6834284b6b24c3204eb2fea824d82f88883a3d95e8b4a21b8c0ded553d17d17ddf9a8a7104b1258f30bed3787e6cb896fca78c58f8e03b5f18f14951a87d9a08',
      'hex'
    )
  }
  assert.equal(targetOf(salted).toString('hex'), '411eba73b6f087ca51a3795d9c8c938d365e32c1')
  assert.ok(isSigned(salted))
  assert.ok(!isSigned({ ...salted, seq: 2 }))
  assert.equal(
    targetOf({ v: encode('Hello World!') }).toString('hex'),
    'e5f96f6f38320f0f33959cb4d3d656452117aadb'
  )
})

test('what one gateway stores, another answers', async () => {
  await using network = await createTestNetwork()
  const [here, there] = network.nodes.map((node) => new HalleyItems(node))
  const immutable = { v: encode(['a', 1]) }
  const mutable = signed(keyPair(), 1, 'first', 'salt')
  for (const item of [immutable, mutable]) {
    assert.equal(await there!.get(targetOf(item)), undefined)
    assert.equal(await here!.put(targetOf(item), item), 'stored')
    assert.equal(await there!.put(targetOf(item), item), 'stored')
    const found = await there!.get(targetOf(item))
    assert.deepEqual(Buffer.from(found!.v), item.v)
    assert.ok(isGenuine(found!, targetOf(item)))
  }
})

test('the same put at several gateways is written once', async () => {
  await using network = await createTestNetwork()
  const item = { v: encode('once') }
  const key = `bittorrent/item/${targetOf(item).toString('hex')}`
  const versions = async () =>
    (await network.nodes[0]!.inspect(key)).versions.map((version) => JSON.stringify(version))
  await new HalleyItems(network.nodes[0]!).put(targetOf(item), item)
  const first = await versions()
  for (const node of network.nodes)
    assert.equal(await new HalleyItems(node).put(targetOf(item), item), 'stored')
  assert.deepEqual(await versions(), first)
})

test('the number grows; compare-and-swap is one for all gateways', async () => {
  await using network = await createTestNetwork()
  const gateways = network.nodes.map((node) => new HalleyItems(node))
  const pair = keyPair()
  const target = targetOf(signed(pair, 1, ''))
  assert.equal(await gateways[0]!.put(target, signed(pair, 5, 'five')), 'stored')
  assert.equal(await gateways[1]!.put(target, signed(pair, 4, 'four')), 'sequenceOld')
  assert.equal(await gateways[1]!.put(target, signed(pair, 5, 'other')), 'sequenceOld')
  assert.equal(await gateways[1]!.put(target, signed(pair, 6, 'six'), 4), 'casMismatch')
  const raced = await Promise.all(
    gateways.map((gateway, at) => gateway.put(target, signed(pair, 6, `by ${at}`), 5))
  )
  assert.equal(raced.filter((kept) => kept === 'stored').length, 1)
  assert.equal(await gateways[2]!.put(target, signed(pair, 2n ** 60n, 'large')), 'stored')
  assert.equal((await gateways[3]!.get(target))!.seq, 2n ** 60n)
})

test('the object itself refuses what its key has not signed, another key, and to be deleted', async () => {
  await using network = await createTestNetwork()
  const [node] = network.nodes
  const items = new HalleyItems(node!)
  const [pair, other] = [keyPair(), keyPair()]
  const item = signed(pair, 1, 'one')
  const target = targetOf(item)
  await items.put(target, item)
  assert.equal(await items.put(target, { ...signed(pair, 2, 'two'), v: encode('forged') }), 'refused')
  assert.equal(await items.put(target, signed(other, 2, 'two')), 'refused')
  assert.equal(
    await items.put(targetOf(signed(other, 1, '')), { ...signed(other, 1, 'x'), sig: Buffer.alloc(64) }),
    'refused'
  )
  await assert.rejects(node!.delete(`bittorrent/item/${target.toString('hex')}`), { code: 'REFUSED' })
  assert.deepEqual(Buffer.from((await items.get(target))!.v), encode('one'))
})

test('what somebody else put under the name of an item is none', async () => {
  await using network = await createTestNetwork()
  const [node] = network.nodes
  const item = { v: encode('mine') }
  const key = `bittorrent/item/${targetOf(item).toString('hex')}`
  for (const value of [
    null,
    'x',
    { v: 'text' },
    { v: encode('other') },
    { v: encode('x'), k: Buffer.alloc(32), sig: Buffer.alloc(64), seq: 1 }
  ]) {
    const { context } = await node!.get(key)
    await node!.put(key, { value, context })
    assert.equal(await new HalleyItems(node!).get(targetOf(item)), undefined)
  }
})

test('an item lives for two hours from its last put', async () => {
  await using network = await createTestNetwork()
  const items = new HalleyItems(network.nodes[0]!)
  const immutable = { v: encode('once') }
  const mutable = signed(keyPair(), 1, 'again')
  for (const item of [immutable, mutable]) await items.put(targetOf(item), item)
  for (let hour = 0; hour < 3; hour++) {
    await network.advance('1h')
    assert.equal(await items.put(targetOf(mutable), mutable), 'stored')
  }
  assert.equal(await items.get(targetOf(immutable)), undefined)
  assert.ok(await items.get(targetOf(mutable)))
  await network.advance('3h')
  assert.equal(await items.get(targetOf(mutable)), undefined)
})

test('both sides of a split take puts, and the later number stays', async () => {
  await using network = await createTestNetwork({ nodes: 6, r: 1, w: 1 })
  const { nodes } = network
  const gateways = nodes.map((node) => new HalleyItems(node))
  const pair = keyPair()
  const target = targetOf(signed(pair, 1, ''))
  await gateways[0]!.put(target, signed(pair, 1, 'one'))
  await network.advance('1m')
  network.partition(nodes.slice(0, 3))
  await gateways[0]!.put(target, signed(pair, 2, 'two'))
  await gateways[5]!.put(target, signed(pair, 3, 'three'))
  network.heal()
  await network.advance('2m')
  for (const gateway of gateways) assert.equal((await gateway.get(target))!.seq, 3)
})
