// From samples to rows, ratios and targets.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Histogram } from '../src/load/histogram.ts'
import { activeRatiosOf, ratiosOf, rowsOf } from '../src/peers/findings.ts'
import type { Sample } from '../src/peers/rounds.ts'
import { targetsOf } from '../src/peers/targets.ts'

function sample(peer: string, step: string, round: number, perSecond: number, ms = 1): Sample {
  const latencies = new Histogram()
  latencies.record(ms)
  return {
    peer,
    step,
    round,
    answered: 1,
    perSecond,
    latencies: latencies.counts(),
    failures: round === 0 ? { ABSENT: 2 } : {},
    cpuMsEach: undefined,
    residentBytes: 3e6
  }
}

const GET = 'get, 1 in flight'
const SAMPLES = [
  sample('halley', GET, 0, 900, 0.2),
  sample('kad-dht', GET, 0, 9, 20),
  sample('kad-dht', GET, 1, 10, 20),
  sample('halley', GET, 1, 3_000, 4),
  sample('halley', 'get null handler, 1 in flight', 0, 450),
  sample('halley', 'get null handler, 1 in flight', 1, 3_000)
]

test('a row holds the rounds of one system in one step', () => {
  const row = rowsOf(SAMPLES).find(({ peer, step }) => peer === 'halley' && step === GET)
  assert.deepEqual(row, {
    peer: 'halley',
    step: GET,
    perSecond: { median: 3_000, least: 900, most: 3_000 },
    p50Ms: 0.2,
    p99Ms: 4,
    p999Ms: 4,
    answered: 2,
    failures: { ABSENT: 2 },
    cpuMsEach: null,
    residentMb: 3
  })
})

test('ratios pair the rounds, whatever their order, and need a step that both took', () => {
  assert.deepEqual(ratiosOf(SAMPLES, 'halley'), [
    { step: GET, than: 'kad-dht', times: { median: 300, least: 100, most: 300 } }
  ])
})

test('active objects are compared with passive ones of the same round', () => {
  assert.deepEqual(activeRatiosOf(SAMPLES, 'halley'), [
    { step: 'get null handler, 1 in flight', than: GET, times: { median: 1, least: 0.5, most: 1 } }
  ])
})

function targetsWith(failures: Readonly<Record<string, number>>) {
  const samples = SAMPLES.map((one) => ({ ...one, failures }))
  return targetsOf(rowsOf(samples), ratiosOf(samples, 'halley'), activeRatiosOf(samples, 'halley'))
}

test('a target says what was found, and whether that is enough', () => {
  const targets = targetsWith({})
  assert.deepEqual(targets, [
    { what: `${GET}: halley / kad-dht`, least: 200, found: 300, reached: true },
    { what: `${GET}: p99 of halley beside p50 of kad-dht, ms`, most: 20, found: 4, reached: true },
    { what: `get null handler, 1 in flight / ${GET}`, least: 0.9, found: 1, reached: true }
  ])
})

test('what the network carries is what it carries through one node or through all, whichever is more', () => {
  const samples = ['', ' at all nodes'].map((at) =>
    sample('halley', `put, 128 in flight${at}`, 1, at === '' ? 7_000 : 9_000)
  )
  assert.deepEqual(targetsOf(rowsOf(samples), [], []), [
    { what: 'put, 128 in flight at all nodes, each second', least: 8_000, found: 9_000, reached: true }
  ])
})

test('no target is reached while requests fail, and it says how many did', () => {
  const [first, ...others] = targetsWith({ BUSY: 1 })
  assert.deepEqual(first, {
    what: `${GET}: halley / kad-dht`,
    least: 200,
    found: 300,
    failed: 2,
    reached: false
  })
  assert.ok(others.every(({ reached }) => !reached))
})
