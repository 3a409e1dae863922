import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { describe, it } from 'node:test'
import { peerIdFromString } from '@libp2p/peer-id'
import { createIdentity } from '../src/identity.ts'
import { compareDistance, kadId, nearest, nearestTo, sharedPrefixBits, xorDistance } from '../src/nearest.ts'

const byte = (...values: number[]) => Uint8Array.from(values)

describe('distance', () => {
  // target, a, b, which is nearer
  const table = [
    [0b0000, 0b0001, 0b0010, 'a'],
    [0b0110, 0b0101, 0b0111, 'b'],
    [0b1000, 0b0111, 0b1111, 'b'],
    [0b0000, 0b1000, 0b0111, 'b'],
    [0b0101, 0b0101, 0b0100, 'a'],
    [0b0101, 0b0011, 0b0011, 'same']
  ] as const
  for (const [target, a, b, nearer] of table) {
    it(`from ${target.toString(2)}: of ${a.toString(2)} and ${b.toString(2)}, nearer is ${nearer}`, () => {
      const order = Math.sign(compareDistance(byte(target), byte(a), byte(b)))
      assert.equal(order, { a: -1, b: 1, same: 0 }[nearer])
      assert.equal(
        order,
        Math.sign(xorDistance(byte(target), byte(a))[0]! - xorDistance(byte(target), byte(b))[0]!)
      )
    })
  }

  it('decides by the first byte that differs', () => {
    assert.ok(compareDistance(byte(0, 0), byte(0, 255), byte(1, 0)) < 0)
    assert.ok(compareDistance(byte(9, 9), byte(9, 8), byte(9, 9)) > 0)
  })

  it('counts shared leading bits', () => {
    assert.equal(sharedPrefixBits(byte(0b10110000, 0), byte(0b10100000, 0)), 3)
    assert.equal(sharedPrefixBits(byte(7, 0b10000000), byte(7, 0)), 8)
    assert.equal(sharedPrefixBits(byte(7, 1), byte(7, 0)), 15)
    assert.equal(sharedPrefixBits(byte(7, 7), byte(7, 7)), 16)
  })
})

describe('nearest', () => {
  it('is the start of the list sorted by distance, for every count', () => {
    const all = Array.from({ length: 256 }, (_, value) => value)
    for (const target of [0, 1, 0x5a, 255]) {
      const sorted = [...all].sort((a, b) => (a ^ target) - (b ^ target))
      for (const count of [0, 1, 3, 20, 256, 300]) {
        assert.deepEqual(
          nearestTo(byte(target), all, (value) => byte(value), count),
          sorted.slice(0, count)
        )
      }
    }
  })

  it('puts a node where libp2p puts it: SHA-256 of the multihash of its peer id', async () => {
    const { id } = await createIdentity()
    const multihash = peerIdFromString(id).toMultihash().bytes
    assert.deepEqual(Buffer.from(kadId(id)), createHash('sha256').update(multihash).digest())
  })

  it('takes keys and ids as people write them', () => {
    const ids = ['a', 'b', 'c', 'd']
    const target = createHash('sha256').update('schlüssel').digest()
    const sorted = [...ids].sort((x, y) => compareDistance(target, kadId(x), kadId(y)))
    assert.deepEqual(nearest(ids, 'schlüssel', 2), sorted.slice(0, 2))
  })
})
