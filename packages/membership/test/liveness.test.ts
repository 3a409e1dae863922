// Who is there, as far as one node can tell: each test is the log of what it says about its peers.
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { LIVENESS_DEFAULTS, Liveness, type LivenessOptions } from '../src/liveness.ts'

const OPTIONS = { probeAfterMs: 100, probeAtMostMs: 800, forgetAfterMs: 5_000, downAtMost: 3 }

function setUp(options: Partial<LivenessOptions> = {}): { liveness: Liveness; take: () => string[] } {
  const lines: string[] = []
  const liveness = new Liveness({ ...OPTIONS, ...options }, ({ type, peer }) => lines.push(`${type} ${peer}`))
  return { liveness, take: () => lines.splice(0) }
}

/** Ticks at each deadline up to `end`; `100 probe B` for each thing said. */
function pass(liveness: Liveness, take: () => string[], end: number): string[] {
  const said: string[] = []
  for (let next = liveness.deadline(); next !== undefined && next.at <= end; next = liveness.deadline()) {
    liveness.tick(next.at)
    said.push(...take().map((line) => `${next?.at} ${line}`))
  }
  return said
}

describe('liveness: suspicion', () => {
  it('a peer nobody complained of is up, and nothing is waited for', () => {
    const { liveness, take } = setUp()
    liveness.heard('B')
    assert.equal(liveness.isDown('B'), false)
    assert.equal(liveness.deadline(), undefined)
    assert.deepEqual(take(), [])
  })

  it('one that is suspected is down at once, and told so once', () => {
    const { liveness, take } = setUp()
    liveness.suspect('B', 0)
    liveness.suspect('B', 50)
    assert.equal(liveness.isDown('B'), true)
    assert.deepEqual(take(), ['down B'])
    assert.deepEqual(liveness.deadline(), { at: 100, reason: 'probe a silent peer' })
  })

  it('any word from it makes it up again at once, told once, and ends the probing', () => {
    const { liveness, take } = setUp()
    liveness.suspect('B', 0)
    liveness.heard('B')
    liveness.heard('B')
    assert.equal(liveness.isDown('B'), false)
    assert.equal(liveness.deadline(), undefined)
    assert.deepEqual(take(), ['down B', 'up B'])
  })

  it('is each peer’s own matter', () => {
    const { liveness, take } = setUp()
    liveness.suspect('B', 0)
    liveness.suspect('C', 0)
    liveness.heard('B')
    assert.deepEqual([liveness.isDown('B'), liveness.isDown('C')], [false, true])
    assert.deepEqual(take(), ['down B', 'down C', 'up B'])
  })
})

describe('liveness: probing', () => {
  it('twice as rarely each time, up to a bound, as long as somebody misses the peer', () => {
    const { liveness, take } = setUp()
    liveness.suspect('B', 0)
    take()
    const said: string[] = []
    for (let now = 0; now <= 3_200; now += 50) {
      liveness.missed('B', now)
      liveness.tick(now)
      said.push(...take().map((line) => `${now} ${line}`))
    }
    const probes = [100, 300, 700, 1_500, 2_300, 3_100].map((at) => `${at} probe B`)
    assert.deepEqual(said, probes)
  })

  it('once and no more of a peer that nobody misses', () => {
    const { liveness, take } = setUp()
    liveness.suspect('B', 0)
    take()
    assert.deepEqual(pass(liveness, take, 5_000), ['100 probe B'])
    assert.equal(liveness.isDown('B'), true)
  })

  it('at once when somebody misses a peer that nobody had missed for a while, and not again at once', () => {
    const { liveness, take } = setUp()
    liveness.suspect('B', 0)
    pass(liveness, take, 2_000)
    for (const now of [2_000, 2_010, 2_020]) liveness.missed('B', now)
    assert.deepEqual(take(), ['probe B'])
    assert.deepEqual(pass(liveness, take, 5_000), ['2400 probe B'])
  })

  it('of nobody who is up', () => {
    const { liveness, take } = setUp()
    liveness.missed('B', 0)
    assert.deepEqual(take(), [])
    assert.equal(liveness.deadline(), undefined)
  })

  it('does nothing before it is due, and is not repeated within one moment', () => {
    const { liveness, take } = setUp()
    liveness.suspect('B', 0)
    take()
    liveness.tick(99)
    assert.deepEqual(take(), [])
    liveness.tick(100)
    liveness.tick(100)
    assert.deepEqual(take(), ['probe B'])
  })

  it('after a long sleep of the whole node there is one probe, not a volley', () => {
    const { liveness, take } = setUp()
    liveness.suspect('B', 0)
    take()
    liveness.tick(4_000)
    assert.deepEqual(take(), ['probe B'])
    assert.equal(liveness.deadline()?.at, 4_200)
  })

  it('begins anew, soon, for a peer that came and went again', () => {
    const { liveness, take } = setUp()
    liveness.suspect('B', 0)
    pass(liveness, take, 1_000)
    liveness.heard('B')
    liveness.suspect('B', 1_000)
    take()
    assert.deepEqual(pass(liveness, take, 1_200), ['1100 probe B'])
    liveness.missed('B', 1_200)
    assert.deepEqual(pass(liveness, take, 1_400), ['1300 probe B'])
  })
})

describe('liveness: bounds', () => {
  it('a peer silent for too long is forgotten: the next who needs it finds out anew', () => {
    const { liveness, take } = setUp()
    liveness.suspect('B', 0)
    take()
    const said = pass(liveness, take, 1_000_000)
    assert.equal(said.at(-1), '5001 up B')
    assert.equal(liveness.isDown('B'), false)
    assert.equal(liveness.deadline(), undefined)
  })

  it('beyond so many the one suspected first is forgotten', () => {
    const { liveness, take } = setUp()
    for (const peer of 'BCDE') liveness.suspect(peer, 0)
    assert.deepEqual(take(), ['down B', 'down C', 'down D', 'up B', 'down E'])
    assert.equal(liveness.isDown('B'), false)
  })

  it('the defaults fit together', () => {
    const { probeAfterMs, probeAtMostMs, forgetAfterMs, downAtMost } = LIVENESS_DEFAULTS
    assert.ok(0 < probeAfterMs && probeAfterMs <= probeAtMostMs && probeAtMostMs < forgetAfterMs)
    assert.ok(downAtMost > 0)
  })
})

it('liveness: what it says of a peer alternates, agrees with isDown, and probes only those that are down', () => {
  const peers = fc.constantFrom('B', 'C', 'D', 'E', 'F')
  const steps = fc.array(
    fc.record({ does: fc.constantFrom('heard', 'suspect', 'missed', 'tick'), peer: peers, ms: fc.nat(900) }),
    {
      maxLength: 80
    }
  )
  fc.assert(
    fc.property(steps, (list) => {
      const down = new Set<string>()
      const liveness = new Liveness(OPTIONS, ({ type, peer }) => {
        assert.equal(down.has(peer), type !== 'down', `${type} ${peer}`)
        if (type === 'down') down.add(peer)
        if (type === 'up') down.delete(peer)
      })
      let now = 0
      for (const { does, peer, ms } of list) {
        now += ms
        if (does === 'heard') liveness.heard(peer)
        else if (does === 'suspect') liveness.suspect(peer, now)
        else if (does === 'missed') liveness.missed(peer, now)
        else liveness.tick(now)
        for (const name of 'BCDEF') assert.equal(liveness.isDown(name), down.has(name))
        assert.ok(down.size <= OPTIONS.downAtMost)
        assert.equal(liveness.deadline() === undefined, down.size === 0)
      }
    }),
    { seed: 81, numRuns: 300 }
  )
})
