// Whose time a sample is.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { wherePart } from '../src/page/where-part.ts'
import { partOf } from '../src/where/parts.ts'

test('a sample belongs to the part whose function was running', () => {
  const of = (url: string, functionName = 'f') => partOf({ functionName, url })
  assert.equal(of('file:///x/packages/replication/src/reads.ts'), 'replication')
  assert.equal(of('file:///x/packages/model/src/wire/reader.ts'), 'messages and records as bytes')
  assert.equal(of('file:///x/packages/model/src/bounded.ts'), 'versions, keys, values')
  assert.equal(of('file:///x/node_modules/@libp2p/utils/dist/index.js'), 'libp2p')
  assert.equal(of('node:internal/crypto/cipher'), 'encryption')
  assert.equal(of('', 'writeBuffer'), 'writing to sockets')
  assert.equal(of('', 'epollWait'), 'the event loop')
  assert.equal(of('', '(idle)'), undefined)
  assert.equal(of('node:inspector', 'post'), undefined)
})

test('the page shows each part of a request with its share, and sums up what is small', () => {
  const parts = [
    { part: 'replication', micros: 6 },
    { part: 'libp2p', micros: 3.9 },
    { part: 'objects', micros: 0.1 }
  ]
  const { text } = wherePart([{ step: 'get', perSecond: 20_000, cpuMicros: 10, parts }])
  assert.match(
    text,
    /\| replication \| 6\.0 \(60 %\) \|\n\| libp2p \| 3\.9 \(39 %\) \|\n\| all others \| 0\.1 \(1 %\) \|/
  )
})
