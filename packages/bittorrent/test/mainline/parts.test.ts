// The small parts: ids, tokens, rates, filters.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { filterOf } from '../../src/mainline/bloom.ts'
import { isIdOf, makeNodeId } from '../../src/mainline/node-id.ts'
import { OwnAddress } from '../../src/mainline/own-address.ts'
import { RateLimit } from '../../src/mainline/rates.ts'
import { Tokens } from '../../src/mainline/tokens.ts'

// The five of BEP 42.
const VECTORS = [
  ['124.31.75.21', '5fbfbff10c5d6a4ec8a88e4c6ab4c28b95eee401'],
  ['21.75.31.124', '5a3ce9c14e7a08645677bbd1cfe7d8f956d53256'],
  ['65.23.51.170', 'a5d43220bc8f112a3d426c84764f8c2a1150e616'],
  ['84.124.73.14', '1b0321dd1bb1fe518101ceef99462b947a01ff41'],
  ['43.213.53.83', 'e56f6cbf5b7c4be0237986d5243b87aa6d51305a']
] as const

test('ids belong to addresses as BEP 42 says', () => {
  for (const [ip, hex] of VECTORS) {
    const id = Buffer.from(hex, 'hex')
    assert.ok(isIdOf(id, ip), ip)
    const made = makeNodeId(ip, id)
    assert.equal(made.toString('hex', 0, 2), hex.slice(0, 4))
    assert.equal(made[2]! & 0xf8, id[2]! & 0xf8)
  }
  assert.ok(!isIdOf(Buffer.from(VECTORS[0][1], 'hex'), VECTORS[1][0]))
  assert.ok(!isIdOf(Buffer.alloc(20), '8.8.8.8'))
})

test('an id of IPv6 belongs to the first half of the address; local addresses may have any', () => {
  const id = makeNodeId('2001:db8:1:2::3', Buffer.alloc(20, 7))
  assert.ok(isIdOf(id, '2001:db8:1:2:ffff::1'))
  assert.ok(!isIdOf(id, '2001:db9:1:2::3'))
  for (const ip of ['127.0.0.1', '10.0.0.1', '192.168.0.9', '::1', 'fe80::1'])
    assert.ok(isIdOf(Buffer.alloc(20), ip))
})

test('our own address is what six others agree on, each with one voice; what is local says nothing', () => {
  const own = new OwnAddress()
  for (let at = 0; at < 20; at++) assert.equal(own.hear('1.1.1.1', '8.8.8.8'), undefined)
  for (let at = 2; at < 6; at++) assert.equal(own.hear(`1.1.1.${at}`, '8.8.8.8'), undefined)
  assert.equal(own.hear('1.1.1.9', '9.9.9.9'), undefined)
  assert.equal(own.hear('1.1.1.6', '8.8.8.8'), '8.8.8.8')
  for (let at = 0; at < 20; at++) assert.equal(own.hear(`2.2.2.${at}`, '192.168.0.1'), undefined)
})

test('a token counts for its address for five to ten minutes, and no other does', () => {
  let drawn = 0
  const tokens = new Tokens(0, () => Buffer.alloc(16, drawn++))
  const token = Buffer.from(tokens.of('1.2.3.4', 0))
  const minutes = (count: number) => count * 60_000
  assert.ok(tokens.holds(token, '1.2.3.4', minutes(4)))
  assert.ok(!tokens.holds(token, '1.2.3.5', minutes(4)))
  assert.ok(!tokens.holds(Buffer.alloc(4), '1.2.3.4', minutes(4)))
  assert.ok(!tokens.holds(Buffer.alloc(0), '1.2.3.4', minutes(4)))
  assert.ok(!tokens.holds(Buffer.concat([token, token]), '1.2.3.4', minutes(4)))
  assert.ok(tokens.holds(token, '1.2.3.4', minutes(9)))
  assert.ok(!tokens.holds(token, '1.2.3.4', minutes(14)))
})

test('a token is too old after a long silence', () => {
  let drawn = 0
  const tokens = new Tokens(0, () => Buffer.alloc(16, drawn++))
  const token = Buffer.from(tokens.of('1.2.3.4', 0))
  assert.ok(!tokens.holds(token, '1.2.3.4', 3_600_000))
})

test('an address may ask so often, all together so often, and again with time', () => {
  const rates = new RateLimit({ address: 1, local: 100, all: 2, burst: 5 }, 0)
  for (let at = 0; at < 5; at++) assert.equal(rates.take('8.8.8.8', 0), undefined)
  assert.equal(rates.take('8.8.8.8', 0), 'address')
  for (let at = 0; at < 5; at++) assert.equal(rates.take('127.0.0.1', 0), undefined)
  assert.equal(rates.take('127.0.0.1', 0), 'all')
  assert.equal(rates.take('8.8.8.8', 1_000), undefined)
  assert.equal(rates.take('8.8.8.8', 1_000), 'address')
})

test('a filter of BEP 33 estimates as many addresses as were put into it', () => {
  const four = Array.from({ length: 256 }, (_, at) => `192.0.2.${at}`)
  const six = Array.from({ length: 1_000 }, (_, at) => `2001:db8::${at.toString(16)}`)
  const filter = filterOf([...four, ...six])
  let zeros = 0
  for (const byte of filter) for (let bit = 0; bit < 8; bit++) if (!(byte & (1 << bit))) zeros++
  const estimate = Math.log(zeros / 2048) / (2 * Math.log(1 - 1 / 2048))
  // The BEP's own vector, and what it says is to be estimated from it.
  assert.equal(filter.toString('hex', 0, 8).toUpperCase(), 'F6C3F5EAA07FFD91')
  assert.ok(Math.abs(estimate - 1224.9308) < 0.001)
})
