// With whom to compare what, in turn: each test is the log of whose turn it is.
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { regionOf } from '@halley/model'
import type { ExchangePlan } from '../src/exchange/exchange.ts'
import { plansOf, Rota } from '../src/exchange/rota.ts'

const nobody = (): boolean => false

function plan(peer: string, ...regions: number[]): ExchangePlan {
  return { peer, n: 3, regions: regions.length === 0 ? [1] : regions }
}

/** The turns that are left of the round. */
function turns(rota: Rota, most = 100): string {
  let peers = ''
  for (let next = rota.next(0, nobody); next !== undefined; next = rota.next(0, nobody)) {
    peers += next.peer
    if (peers.length === most) break
  }
  return peers
}

describe('rota: other homes than before', () => {
  it('what is new is urgent, what had its turn has had it, what waits goes on waiting', () => {
    const rota = new Rota(1_000)
    rota.fill([plan('B'), plan('C'), plan('D')])
    assert.equal(turns(rota, 1), 'B')
    rota.replan([plan('B'), plan('C'), plan('E')])
    assert.equal(rota.isUrgent, true)
    assert.equal(turns(rota, 1), 'E')
    assert.equal(rota.isUrgent, false)
    assert.equal(turns(rota), 'C')
  })

  it('other regions with the same peer are something new', () => {
    const rota = new Rota(1_000)
    rota.fill([plan('B', 2)])
    assert.equal(turns(rota), 'B')
    rota.replan([plan('B', 2, 6)])
    assert.equal(rota.isUrgent, true)
    assert.equal(turns(rota), 'B')
  })

  it('what was urgent stays so', () => {
    const rota = new Rota(1_000)
    rota.fill([plan('B'), plan('C')])
    rota.prefer([plan('C')])
    rota.replan([plan('B'), plan('C')])
    assert.equal(rota.isUrgent, true)
    assert.equal(turns(rota), 'CB')
  })

  it('changes that come faster than the turns take nobody’s turn away', () => {
    const rota = new Rota(1_000)
    const all = 'BCDEFGH'.split('').map((peer) => plan(peer))
    rota.fill(all)
    let seen = ''
    for (let change = 0; change < all.length; change++) {
      rota.replan([...all, plan(`${change}`)])
      seen += turns(rota, 2)
    }
    assert.equal(seen, '0B1C2D3E4F5G6H')
  })
})

describe('rota: a home is back', () => {
  it('its exchanges come first, once each, however often it comes and goes before their turn', () => {
    const rota = new Rota(1_000)
    rota.fill([plan('B'), plan('C')])
    for (let times = 0; times < 100; times++) rota.prefer([plan('C'), plan('C', 2)])
    assert.equal(rota.size, 4)
    assert.equal(turns(rota), 'CCBC')
  })

  it('who comes back after its turn has another one', () => {
    const rota = new Rota(1_000)
    rota.prefer([plan('C')])
    assert.equal(turns(rota), 'C')
    rota.prefer([plan('C')])
    assert.equal(turns(rota), 'C')
  })
})

describe('rota: plans', () => {
  const range = (prefix: number, bits: number, ...homes: string[]) => ({
    prefix,
    bits,
    homes: ['A', ...homes]
  })

  it('two halves of a region are one region: what both are homes of, in as few as there can be', () => {
    const ranges = [
      range(0b000, 3, 'B', 'C'),
      range(0b001, 3, 'B', 'D'),
      range(0b01, 2, 'B', 'C'),
      range(0b10, 2, 'C', 'D'),
      range(0b11, 2, 'B', 'D')
    ]
    assert.deepEqual(plansOf('A', 3, ranges), [
      { peer: 'B', n: 3, regions: [regionOf(0b0, 1), regionOf(0b11, 2)] },
      { peer: 'C', n: 3, regions: [regionOf(0b000, 3), regionOf(0b01, 2), regionOf(0b10, 2)] },
      { peer: 'D', n: 3, regions: [regionOf(0b001, 3), regionOf(0b1, 1)] }
    ])
  })

  it('everything is one region', () => {
    assert.deepEqual(plansOf('A', 3, [range(0, 1, 'B'), range(1, 1, 'B')]), [
      { peer: 'B', n: 3, regions: [1] }
    ])
  })
})
