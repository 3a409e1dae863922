// Lifetimes from inside and from outside, in a small network over half a day: what the benchmark measures at length.
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { createPrng } from '../../packages/model/src/prng.ts'
import { observe } from '../src/lifetimes/observe.ts'
import { Periods } from '../src/lifetimes/periods.ts'
import { PROBER, Prober } from '../src/lifetimes/prober.ts'
import { median } from '../src/statistics.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE

describe('lifetimes: periods', () => {
  it('are one where no look is missing, in whichever order they are told', () => {
    const periods = new Periods(10 * MINUTE)
    for (const at of [80, 60, 120, 130, 70, 40]) periods.add('a', [at * MINUTE, at * MINUTE])
    // From 40 to 60 a look is missing, and from 80 to 120 several are.
    assert.deepEqual(
      periods.lifetimes([0, 200 * MINUTE]).sort((a, b) => a - b),
      [1 / 6, 2 / 6, 3 / 6]
    )
    periods.add('a', [50 * MINUTE, 115 * MINUTE])
    assert.deepEqual(periods.lifetimes([0, 200 * MINUTE]), [100 / 60])
    assert.deepEqual(periods.lifetimes([40 * MINUTE, 200 * MINUTE]), [], 'begun before')
  })
})

describe('lifetimes: a prober outside', () => {
  it('sees who can be dialled, and one behind NAT only while that lets it in', () => {
    const prober = new Prober({ ...PROBER, loss: 0 }, createPrng('a prober'))
    const nodes = [
      { id: 'open', isReachable: true },
      { id: 'hidden', isReachable: false }
    ]
    for (let minute = 0; minute <= 120; minute += 10) {
      if (minute === 40) prober.heard('hidden', 38 * MINUTE)
      if (minute === 100) {
        prober.heard('hidden', 98 * MINUTE)
        prober.ended('hidden')
      }
      prober.look(minute * MINUTE, nodes)
    }
    // Heard at 38 and dialled at 40; closed again at 50. Heard at 98, and gone.
    assert.deepEqual(prober.seen.lifetimes([-1, 3 * HOUR]), [130 / 60, 12 / 60, 10 / 60])
  })

  it('thinks that a life is over when a dial is lost', () => {
    const prober = new Prober({ ...PROBER, loss: 0.2 }, createPrng('a prober'))
    for (let minute = 0; minute <= 600; minute += 10)
      prober.look(minute * MINUTE, [{ id: 'open', isReachable: true }])
    assert.ok(prober.seen.lifetimes([-1, 10 * HOUR]).length > 5)
  })
})

describe('lifetimes: inside and outside', () => {
  it('from inside lives are about as long as they are, from outside shorter, where a third is behind NAT', async () => {
    const { truth, inside, outside } = await observe({
      nodes: 24,
      behindNat: 1 / 3,
      objects: 6,
      hours: 14,
      everyMs: 10 * MINUTE,
      probers: [PROBER, { ...PROBER, heardEveryHours: 1e9 }],
      seed: 'half a day'
    })
    const [true_, within, without] = [truth, inside, outside[0]!].map(({ lifetimes }) => median(lifetimes))
    assert.ok(within! > 0.6 * true_! && within! < 1.7 * true_!, `${within} of ${true_} hours`)
    assert.ok(without! < 0.6 * within!, `${without} of ${within} hours`)
    assert.equal(inside.nodes, 24)
    assert.equal(outside[1]!.nodes, 16, 'nobody behind NAT is ever seen by one who hears of nobody')
  })
})
