import assert from 'node:assert/strict'
import { test } from 'node:test'
import { BUCKET_NODES, QUIET_MS } from '../../src/mainline/limits.ts'
import { compareDistance, RoutingTable, sharedBits } from '../../src/mainline/table.ts'

/** An id that begins with these bits and ends with a number. */
function idOf(bits: string, number = 0): Buffer {
  const id = Buffer.alloc(20)
  for (const [at, bit] of [...bits].entries()) if (bit === '1') id[at >> 3]! |= 0x80 >> (at & 7)
  id.writeUInt16BE(number, 18)
  return id
}
const self = idOf('')
const at = (number: number, ip = '127.0.0.1') => ({ ip, port: 1_000 + number })

function filled(bits: string, count: number): RoutingTable {
  const table = new RoutingTable(self, 0)
  for (let number = 1; number <= count; number++) table.heard(idOf(bits, number), at(number), 0)
  return table
}

test('keeps eight of those that are far, and all buckets of those that are near', () => {
  const table = filled('1', 50)
  assert.equal(table.size, BUCKET_NODES)
  for (let number = 1; number <= 8; number++) table.heard(idOf('01', number), at(100 + number), 0)
  for (let number = 1; number <= 8; number++) table.heard(idOf('001', number), at(200 + number), 0)
  assert.equal(table.size, 24)
})

test('tells the nearest, nearest first', () => {
  const table = new RoutingTable(idOf('10101010'), 0)
  const ids = Array.from({ length: 200 }, (_, number) =>
    idOf(((number * 37) & 255).toString(2).padStart(8, '0'), number)
  )
  for (const [number, id] of ids.entries()) table.heard(id, at(number), 0)
  const all = table.nearest(self, 1_000)
  assert.equal(all.length, table.size)
  for (const bits of ['', '1', '0110', '10101010', '10101011', '11111111']) {
    const target = idOf(bits, 7)
    const expected = [...all].sort((a, b) => compareDistance(a.id, b.id, target)).slice(0, 8)
    assert.deepEqual(
      table.nearest(target).map(({ id }) => id.toString('hex')),
      expected.map(({ id }) => id.toString('hex'))
    )
  }
})

test('who does not answer twice is told no more, and makes room', () => {
  const table = filled('1', 8)
  table.heard(idOf('1', 9), at(9), 0)
  assert.ok(!table.nearest(idOf('1')).some(({ port }) => port === 1_009))
  table.silent(idOf('1', 3))
  table.silent(idOf('1', 3))
  assert.equal(table.nearest(idOf('1')).length, 7)
  table.heard(idOf('1', 9), at(9), 0)
  assert.ok(table.nearest(idOf('1')).some(({ port }) => port === 1_009))
})

test('an id that lives is not taken over from another address', () => {
  const table = filled('1', 1)
  table.heard(idOf('1', 1), at(7), 0)
  assert.equal(table.nearest(idOf('1'))[0]!.port, 1_001)
})

test('ids that do not belong to their addresses stay out, as do a second one of a public address and our own', () => {
  const table = new RoutingTable(self, 0)
  table.heard(idOf('1', 1), at(1, '8.8.8.8'), 0)
  assert.equal(table.size, 0)
  const fitting = Buffer.from('5fbfbff10c5d6a4ec8a88e4c6ab4c28b95eee401', 'hex')
  table.heard(fitting, at(1, '124.31.75.21'), 0)
  const second = Buffer.from(fitting)
  second[10]! ^= 1
  table.heard(second, at(2, '124.31.75.21'), 0)
  table.heard(self, at(3), 0)
  assert.deepEqual(
    table.nearest(self).map(({ port }) => port),
    [1_001]
  )
})

test('who was not heard of for long is asked; who asks us counts as heard of', () => {
  const table = filled('1', 3)
  assert.deepEqual(table.questionable(QUIET_MS - 1, 8), [])
  table.asked(idOf('1', 2), at(2), QUIET_MS)
  table.asked(idOf('1', 3), at(99), QUIET_MS)
  assert.deepEqual(
    table.questionable(QUIET_MS, 8).map(({ port }) => port),
    [1_001, 1_003]
  )
})

test('buckets that do not change are refreshed once in a while, each with an id of its own', () => {
  const table = filled('1', 8)
  for (let number = 1; number <= 8; number++) table.heard(idOf('01', number), at(number), 0)
  for (let number = 1; number <= 2; number++) table.heard(idOf('001', number), at(number), 0)
  assert.deepEqual(
    table.refreshed(QUIET_MS - 1, () => Buffer.alloc(20, 0xff)),
    []
  )
  const targets = table.refreshed(QUIET_MS, () => Buffer.alloc(20, 0xff))
  assert.deepEqual(
    targets.map((target) => sharedBits(self, target)),
    [0, 1, 2]
  )
  assert.deepEqual(
    table.refreshed(QUIET_MS + 1, () => Buffer.alloc(20)),
    []
  )
})

test('with another id of ours the nodes stay', () => {
  const table = filled('1', 8)
  table.rename(idOf('11'), 5)
  assert.equal(table.size, 8)
  assert.equal(table.nearest(idOf('1')).length, 8)
})
