import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  canonicalIp,
  compactOf,
  isLocal,
  isUnicast,
  parseEndpoint,
  readCompact,
  showEndpoint
} from '../src/addresses.ts'

test('addresses and ports are 6 bytes with IPv4, 18 with IPv6, and come back as canonical text', () => {
  assert.equal(compactOf({ ip: '1.2.3.254', port: 6881 }).toString('hex'), '010203fe1ae1')
  assert.equal(
    compactOf({ ip: '2001:db8::1', port: 65535 }).toString('hex'),
    `20010db8${'0'.repeat(23)}1ffff`
  )
  for (const ip of [
    '1.2.3.254',
    '::1',
    '::',
    '2001:db8::1',
    'fe80::1:0:0:2',
    '1:2:3:4:5:6:7:8',
    '1:0:3::8',
    'ff02::'
  ])
    assert.deepEqual(readCompact(compactOf({ ip, port: 80 }), 0, ip.includes(':') ? 6 : 4), { ip, port: 80 })
})

test('what a socket tells becomes canonical: no zone, mapped addresses as IPv4', () => {
  assert.equal(canonicalIp('fe80::1%eth0'), 'fe80::1')
  assert.equal(canonicalIp('::ffff:127.0.0.1'), '127.0.0.1')
  assert.equal(canonicalIp('2001:DB8:0:0:0:0:0:1'), '2001:db8::1')
})

test('local addresses are loopback, private and link-local ones', () => {
  for (const ip of [
    '127.0.0.1',
    '127.9.9.9',
    '10.1.2.3',
    '172.16.0.1',
    '172.31.255.1',
    '192.168.1.1',
    '169.254.1.1',
    '::1',
    'fe80::1',
    'fd00::1'
  ])
    assert.ok(isLocal(ip), ip)
  for (const ip of ['8.8.8.8', '172.32.0.1', '192.169.0.1', '2001:db8::1', '::', '0.0.0.0'])
    assert.ok(!isLocal(ip), ip)
})

test('multicast, unspecified and mapped addresses are nobody’s', () => {
  for (const ip of ['0.1.2.3', '224.0.0.1', '255.255.255.255', 'ff02::1', '::', '::ffff:1.2.3.4'])
    assert.ok(!isUnicast(ip), ip)
  for (const ip of ['1.1.1.1', '127.0.0.1', '::1', '2001:db8::1']) assert.ok(isUnicast(ip), ip)
})

test('HOST:PORT is read, with brackets for IPv6', () => {
  assert.deepEqual(parseEndpoint('127.0.0.1:6881'), { host: '127.0.0.1', port: 6881 })
  assert.deepEqual(parseEndpoint('[::1]:0'), { host: '::1', port: 0 })
  assert.deepEqual(parseEndpoint('router.example:6881'), { host: 'router.example', port: 6881 })
  assert.equal(showEndpoint({ ip: '::1', port: 1 }), '[::1]:1')
  for (const text of [
    '',
    '127.0.0.1',
    '::1:6881',
    '[1.2.3.4]:1',
    'a b:1',
    'host:65536',
    'host:x',
    '[::1]',
    ':1'
  ])
    assert.throws(() => parseEndpoint(text), { code: 'ADDRESS_INVALID' }, text)
})
