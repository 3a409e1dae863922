// Who is pinged when, and what of the answers counts as a sample.
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { type Coordinate, createPrng, type Message, type NodeId } from '@halley/model'
import { CoordinateRounds } from '../src/coordinates-rounds.ts'

const THERE: Coordinate = { vector: [30, 40, 0], height: 1, error: 0.125 }

class Bench {
  now = 1_000_000
  readonly sent: { readonly to: NodeId; readonly message: Message }[] = []
  readonly rounds = new CoordinateRounds({
    options: { coordinatesEveryMs: 1_000 },
    prng: createPrng('rounds'),
    send: (to, message) => this.sent.push({ to, message })
  })

  connect(...peers: readonly NodeId[]): void {
    for (const peer of peers) this.rounds.connected(peer, this.now)
  }

  /** The next round; returns who was pinged. */
  round(): { readonly to: NodeId; readonly id: number } {
    this.now = this.rounds.deadline()?.at ?? assert.fail('no round is planned')
    this.rounds.tick(this.now)
    const { to, message } = this.sent.at(-1) ?? assert.fail('nobody was pinged')
    assert.equal(message.type, 'ping')
    return { to, id: message.id }
  }

  /** The same, and it is answered at once. */
  answeredRound(): NodeId {
    const { to, id } = this.round()
    this.answer(to, id, 0)
    return to
  }

  answer(from: NodeId, id: number, afterMs: number, coordinates = THERE): void {
    this.now += afterMs
    this.rounds.answered(from, { type: 'pong', id, coordinates }, this.now)
  }
}

describe('coordinates: rounds', () => {
  it('there are none while nobody is connected', () => {
    const { rounds, connect } = setUp()
    assert.equal(rounds.deadline(), undefined)
    connect('B')
    assert.equal(rounds.deadline()?.reason, 'measure a round trip')
    rounds.lost('B')
    assert.equal(rounds.deadline(), undefined)
  })

  it('one ping each, fast at first, later as often as is wished', () => {
    const bench = new Bench()
    bench.connect('B', 'C')
    const at = Array.from({ length: 60 }, () => {
      bench.answeredRound()
      return bench.now
    })
    const pauses = at.slice(1).map((time, index) => time - (at[index] as number))
    for (const pause of pauses.slice(0, 30)) assert.ok(pause >= 75 && pause <= 125, String(pause))
    for (const pause of pauses.slice(33)) assert.ok(pause >= 750 && pause <= 1_250, String(pause))
    assert.equal(bench.sent.length, 60)
    assert.equal(bench.rounds.counts.all().roundTripsAsked, 60)
  })

  it('a tick before its time does nothing', () => {
    const bench = new Bench()
    bench.connect('B')
    bench.rounds.tick(bench.now)
    assert.deepEqual(bench.sent, [])
  })

  it('go to the near ones half of the time, and to everybody', () => {
    const bench = new Bench()
    const peers = Array.from({ length: 20 }, (_, at) => `p${at}`)
    bench.connect(...peers)
    const asked = new Map<NodeId, number>()
    for (let round = 0; round < 2_000; round++) {
      const { to, id } = bench.round()
      if (round >= 1_000) asked.set(to, (asked.get(to) ?? 0) + 1)
      bench.answer(to, id, 5 * (1 + Number(to.slice(1))))
    }
    const near = peers.slice(0, 5).reduce((sum, peer) => sum + (asked.get(peer) ?? 0), 0)
    assert.ok(near > 550 && near < 700, `${near} of 1,000`)
    assert.equal(asked.size, 20)
  })

  it('who stays silent three times in a row is asked no more, until it connects again', () => {
    const bench = new Bench()
    bench.connect('B')
    for (let round = 0; round < 3; round++) bench.round()
    bench.now = bench.rounds.deadline()?.at ?? assert.fail()
    bench.rounds.tick(bench.now)
    assert.equal(bench.sent.length, 3)
    assert.equal(bench.rounds.deadline(), undefined)
    bench.connect('B')
    assert.equal(bench.round().to, 'B')
  })

  it('one answer of three is enough to be asked on', () => {
    const bench = new Bench()
    bench.connect('B')
    for (let round = 0; round < 30; round++) {
      const { to, id } = bench.round()
      if (round % 3 === 2) bench.answer(to, id, 1)
    }
    assert.equal(bench.sent.length, 30)
  })

  it('of more peers than 128 the later ones are not measured, until there is room', () => {
    const bench = new Bench()
    for (let at = 0; at < 129; at++) bench.connect(`p${at}`)
    for (let round = 0; round < 2_000; round++) assert.notEqual(bench.answeredRound(), 'p128')
    bench.rounds.lost('p0')
    bench.connect('p128')
    const asked = new Set(Array.from({ length: 2_000 }, () => bench.answeredRound()))
    assert.ok(asked.has('p128') && !asked.has('p0'))
  })
})

describe('coordinates: samples', () => {
  it('the answer in time is one; before the first, this node knows no place', () => {
    const bench = new Bench()
    bench.connect('B')
    const { id } = bench.round()
    assert.equal(bench.rounds.own, undefined)
    assert.equal(bench.rounds.estimate('B'), undefined)
    bench.answer('B', id, 51)
    assert.notEqual(bench.rounds.own, undefined)
    assert.ok((bench.rounds.estimate('B') ?? 0) > 0)
    assert.equal(bench.rounds.estimate('C'), undefined)
    assert.equal(bench.rounds.counts.all().roundTrips, 1)
  })

  const none: [string, (bench: Bench, id: number) => void][] = [
    ['with another id', (bench, id) => bench.answer('B', id + 1, 51)],
    ['of another peer', (bench, id) => bench.answer('C', id, 51)],
    ['that comes too late', (bench, id) => bench.answer('B', id, 10_001)],
    ['before the question, because the clock was set', (bench, id) => bench.answer('B', id, -1)],
    [
      'of one that is not connected any more',
      (bench, id) => {
        bench.rounds.lost('B')
        bench.answer('B', id, 51)
      }
    ],
    [
      'that does not say where it is',
      (bench, id) => bench.rounds.answered('B', { type: 'pong', id }, bench.now + 51)
    ]
  ]
  for (const [what, answer] of none)
    it(`an answer ${what} is none`, () => {
      const bench = new Bench()
      bench.connect('B')
      const { id } = bench.round()
      answer(bench, id)
      assert.equal(bench.rounds.own, undefined)
      assert.equal(bench.rounds.counts.all().roundTrips, 0)
    })

  it('an answer counts once', () => {
    const bench = new Bench()
    bench.connect('B')
    const { id } = bench.round()
    bench.answer('B', id, 51)
    const { own } = bench.rounds
    bench.answer('B', id, 51)
    assert.deepEqual(bench.rounds.own, own)
  })

  it('of a peer’s last four the lowest counts: a delay now and then is not seen', () => {
    const steady = new Bench()
    const delayed = new Bench()
    for (const [bench, late] of [
      [steady, 0],
      [delayed, 400]
    ] as const) {
      bench.connect('B')
      for (let round = 0; round < 200; round++) {
        const { id } = bench.round()
        bench.answer('B', id, 51 + (round % 4 === 1 ? late : 0))
      }
    }
    assert.equal(delayed.rounds.estimate('B'), steady.rounds.estimate('B'))
    assert.ok(Math.abs((delayed.rounds.estimate('B') ?? 0) - 51) < 2)
  })

  it('who is asked tells where it is, even before it knows', () => {
    const { rounds, sent } = setUp()
    rounds.asked('B', 17)
    const pong = { type: 'pong', id: 17, coordinates: { vector: [0, 0, 0], height: 6 / 64, error: 1 } }
    assert.deepEqual(sent, [{ to: 'B', message: pong }])
  })
})

function setUp(): { rounds: CoordinateRounds; sent: Bench['sent']; connect: (peer: NodeId) => void } {
  const bench = new Bench()
  return { rounds: bench.rounds, sent: bench.sent, connect: (peer) => bench.connect(peer) }
}
