// The arithmetic of the estimates, on figures that can be followed by hand.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { estimate, fit, type Measured, SETTINGS, type Shape } from '../src/estimate/model.ts'

const MEASURED: Measured = {
  objectMemory: 100,
  objectDisk: 500,
  objectStartMs: 0.001,
  get: { cpuMs: 0.2, bytes: 1_000 },
  put: { cpuMs: 1, bytes: 3_000 },
  tickMs: 1,
  rest: { bytes: { base: 3_600, each: 36 }, residentMb: { base: 50, each: 0.1 } },
  questions: { base: 10, each: 5 },
  questionBytes: 1_000,
  exchangeBytes: 80
}

const SHAPE: Shape = {
  name: 'small',
  nodes: 1_024,
  objects: 3_600 * 1_024,
  copies: 3,
  valueBytes: 500,
  getsPerObjectAndHour: 1,
  putsPerObjectAndDay: 24,
  withTimers: 0.5,
  ticksPerHour: 2,
  lookupSeconds: 0.1,
  stayHours: 3
}

test('each node has its share of copies, requests and ticks', () => {
  const found = estimate(MEASURED, SHAPE)
  assert.equal(found.copies, 10_800)
  assert.equal(found.diskBytes, 10_800 * 1_000)
  assert.equal(found.startSeconds, 0.0108)
  assert.equal(found.requests, 2)
  assert.equal(found.requestCores, 0.0012)
  assert.equal(found.tickCores, 0.001)
  assert.equal(found.requestBytes, 1_500 + 4_500)
  assert.equal(found.movedBytes, 2_000)
})

test('a node has no more peers than it keeps connections', () => {
  const found = estimate(MEASURED, SHAPE)
  assert.equal(found.pingBytes, 1 + 0.01 * SETTINGS.connections)
  assert.equal(found.memoryBytes, 1e6 * 150 + 10_800 * 100)
  assert.equal(estimate(MEASURED, { ...SHAPE, nodes: 101 }).pingBytes, 2)
})

test('requests need no lookup while all regions are known, and then more and more do', () => {
  const found = estimate(MEASURED, SHAPE)
  assert.deepEqual([found.lookedUp, found.lookupBytes, found.questions], [0, 0, 60])
  const nodes = 2 * SETTINGS.regions * SETTINGS.nodesOfARegion
  const large = estimate(MEASURED, { ...SHAPE, nodes, objects: 3_600 * nodes })
  assert.equal(large.lookedUp, 0.5)
  assert.equal(large.lookups, 1)
  assert.equal(large.lookupBytes, large.questions * 1_000)
})

test('regions that cannot be renewed in time are not known either', () => {
  // Two at a time, ten seconds each: a fifth of a region a second, 120 until the first is dropped.
  const nodes = 240 * SETTINGS.nodesOfARegion
  const slow = estimate(MEASURED, { ...SHAPE, nodes, lookupSeconds: 10 })
  assert.equal(slow.lookedUp, 0.5)
  assert.equal(slow.lookupsAtMost, 0.4)
  assert.equal(Math.round(slow.renewalBytes), Math.round(0.2 * 3 * 1_000))
})

test('a line goes through points that lie on one', () => {
  assert.deepEqual(fit([0, 2, 4].map((x) => ({ x, y: 3 + 2 * x }))), { base: 3, each: 2 })
  assert.deepEqual(fit([{ x: 4, y: 7 }]), { base: 7, each: 0 })
})
