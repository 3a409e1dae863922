// Exchanges between whole replication cores: homes become alike, at a price that follows the differences, and nobody who lies
// is worth much work.
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { type Key, type Message, merge, type ObjectRecord } from '@halley/model'
import fc from 'fast-check'
import { record, show } from '../../model/test/words.ts'
import { Homes } from './homes.ts'

const MINUTE = 60_000

const RECORDS = [
  '{} ',
  '{a1} a1=x',
  '{a2} a2=y',
  '{b1} b1=z',
  '{a1 b1} a1=x b1=z',
  '{b2} b2=w/2.1.1',
  '{a3} a3=†'
]

describe('exchange', () => {
  it('makes all homes alike, whatever each of them had', () => {
    const held = fc.array(fc.array(fc.constantFrom(...RECORDS), { minLength: 3, maxLength: 3 }), {
      maxLength: 30
    })
    fc.assert(
      fc.property(held, (held) => {
        const homes = new Homes('ABC', { quorum: { n: 3, r: 2, w: 2 }, graceMs: 10 * MINUTE ** 2 })
        for (const [at, copies] of held.entries())
          for (const [home, text] of copies.entries())
            homes.hold('ABC'[home] as string, `k${at}`, record(text))
        homes.start()
        homes.pass(5 * MINUTE)
        for (const [at, copies] of held.entries()) {
          const expected = show(copies.map(record).reduce(merge))
          for (const home of 'ABC')
            assert.equal(show(homes.held(home, `k${at}`)), expected, `k${at} at ${home}`)
        }
      }),
      { seed: 2, numRuns: 60 }
    )
  })

  it('costs nothing but a question and its answer where nothing differs', () => {
    const homes = filled(2_000, 0)
    homes.start()
    homes.pass(5 * MINUTE)
    assert.deepEqual([...homes.traffic.keys()], ['compare', 'sums'])
    const { messages, bytes } = homes.total
    assert.ok(bytes / messages < 100, `${bytes / messages} bytes a message`)
  })

  it('a few differences among many keys cost a few steps each', () => {
    const homes = filled(20_000, 5)
    homes.start()
    homes.pass(5 * MINUTE, () => isAlike(homes, 20_000))
    assert.ok(isAlike(homes, 20_000))
    const { bytes } = homes.total
    // Five levels of 16 sums for each difference, and the bucket's listing.
    assert.ok(bytes < 5 * 5 * (16 * 12 + 64) + 10_000, `${bytes} bytes`)
  })

  it('a newcomer gets everything, in pages', () => {
    const homes = new Homes('AB', { quorum: { n: 2, r: 1, w: 1 } })
    for (let at = 0; at < 3_000; at++) homes.hold('A', `key ${at}`, record('{a1} a1=x'))
    homes.start()
    homes.pass(10 * MINUTE)
    assert.equal(homes.disk('B').keys().length, 3_000)
  })

  it('an exchange that breaks off goes on where it was, by finding what still differs', () => {
    const homes = new Homes('AB', { quorum: { n: 2, r: 1, w: 1 } })
    for (let at = 0; at < 600; at++) homes.hold('A', `key ${at}`, record('{a1} a1=x'))
    homes.start()
    homes.pass(10 * MINUTE, () => homes.disk('B').keys().length > 200)
    homes.kill('B')
    const before = homes.disk('B').keys().length
    assert.ok(before < 600, `${before} copies are there`)
    homes.traffic.clear()
    homes.restart('B')
    homes.pass(10 * MINUTE)
    assert.equal(homes.disk('B').keys().length, 600)
    const moved = homes.traffic.get('record')?.messages ?? 0
    assert.ok(moved <= 600 - before + 32, `${moved} copies were read again`)
  })

  it('gives way to requests: one copy at a time, and never many in a moment', () => {
    const homes = new Homes('AB', { quorum: { n: 2, r: 1, w: 1 } })
    for (let at = 0; at < 500; at++) homes.hold('A', `key ${at}`, record('{a1} a1=x'))
    homes.start()
    homes.pass(MINUTE, () => homes.disk('B').keys().length > 0)
    const before = homes.disk('B').keys().length
    for (let step = 0; step < 20; step++) {
      for (const home of 'AB')
        homes.core(home).read(step, `other ${step}`, { everyone: false, maybeNew: false }, homes.now)
      homes.settle()
      homes.pass(50)
    }
    const moved = homes.disk('B').keys().length - before
    assert.ok(moved > 0 && moved <= 2 * 2 * (1_000 / 25), `${moved} copies in a second`)
  })
})

describe('exchange: hostile peers', () => {
  it('one whose sums never fit costs a bounded number of questions, ever more rarely', () => {
    const homes = filled(500, 0)
    let salt = 0
    homes.bend = (from, message) =>
      from === 'B' && message.type === 'sums' ? lying(message, ++salt) : message
    homes.start()
    homes.pass(10 * MINUTE)
    const first = questionsOf(homes)
    homes.pass(20 * MINUTE)
    const later = questionsOf(homes) - first
    assert.ok(later < first, `${first} questions in the first ten minutes, ${later} in the next twenty`)
  })

  it('one who lists without end is left after a bounded number of pages', () => {
    const homes = filled(10, 0)
    homes.bend = (from, message) => {
      if (from !== 'B') return message
      if (message.type === 'sums') return lying(message, 1)
      if (message.type === 'listing')
        return { ...message, keys: ['key 1'], digests: new Uint8Array(8), more: true }
      return message
    }
    homes.start()
    homes.pass(5 * MINUTE)
    const lists = homes.traffic.get('list')?.messages ?? 0
    assert.ok(lists < 1_000, `${lists} questions for lists`)
  })

  it('answers that answer another question end the exchange, and nothing else', () => {
    for (const answer of [
      { type: 'pong' },
      { type: 'sums', parts: [] },
      { type: 'sums', parts: [new Uint8Array(12)] },
      { type: 'listing', keys: [], digests: new Uint8Array(0), more: true }
    ] as const) {
      const homes = filled(50, 3)
      homes.bend = (from, message) =>
        from === 'B' && message.type === 'sums' ? ({ ...answer, id: message.id } as Message) : message
      homes.start()
      homes.pass(3 * MINUTE)
      homes.bend = (_, message) => message
      homes.pass(20 * MINUTE)
      assert.ok(isAlike(homes, 50), JSON.stringify(answer))
    }
  })
})

/** Two homes with the same keys, but for some that differ. */
function filled(keys: number, differing: number): Homes {
  const homes = new Homes('AB', { quorum: { n: 2, r: 1, w: 1 }, bytes: true })
  for (let at = 0; at < keys; at++) {
    homes.hold('A', keyOf(at), record('{a1} a1=x'))
    homes.hold('B', keyOf(at), record(at < differing ? '{a1 b1} b1=y' : '{a1} a1=x'))
  }
  return homes
}

function keyOf(at: number): Key {
  return `key ${at}`
}

function isAlike(homes: Homes, keys: number): boolean {
  for (let at = 0; at < keys; at++) {
    const [a, b]: ObjectRecord[] = [homes.held('A', keyOf(at)), homes.held('B', keyOf(at))]
    if (a !== b && show(a as ObjectRecord) !== show(b as ObjectRecord)) return false
  }
  return true
}

function lying(message: Message & { type: 'sums' }, salt: number): Message {
  return { ...message, parts: message.parts.map(() => new Uint8Array(192).fill(salt)) }
}

/** What A asked. */
function questionsOf(homes: Homes): number {
  return ['compare', 'list', 'read'].reduce(
    (sum, type) => sum + (homes.traffic.get(type as Message['type'])?.messages ?? 0),
    0
  )
}
