import assert from 'node:assert/strict'
import { EventEmitter } from 'node:events'
import { PassThrough } from 'node:stream'
import test from 'node:test'
import { stopRequest } from '../src/stop-request.ts'

function rig(lifeline?: PassThrough) {
  const signals = new EventEmitter()
  const clock = { now: 1_000 }
  const exits: number[] = []
  const family = { parent: 7 }
  const stop = stopRequest(lifeline, {
    signals,
    exit: (code) => exits.push(code),
    parent: () => family.parent,
    now: () => clock.now
  })
  return { signals, clock, exits, family, stop }
}

test('the first signal asks for a clean stop, a later one ends the process with 128 and its number', async () => {
  const { signals, clock, exits, stop } = rig()
  assert.equal(stop.isRequested, false)
  signals.emit('SIGINT', 'SIGINT')
  await stop.requested
  assert.equal(stop.isRequested, true)
  assert.deepEqual(exits, [])
  clock.now += 501
  signals.emit('SIGINT', 'SIGINT')
  signals.emit('SIGTERM', 'SIGTERM')
  assert.deepEqual(exits, [130, 143])
})

test('one Ctrl-C that is delivered twice is one', () => {
  const { signals, clock, exits } = rig()
  signals.emit('SIGINT', 'SIGINT')
  clock.now += 500
  signals.emit('SIGINT', 'SIGINT')
  assert.deepEqual(exits, [])
})

test('the end of the lifeline asks for a stop', async () => {
  const lifeline = new PassThrough()
  const { stop } = rig(lifeline)
  lifeline.write('of no interest')
  lifeline.end()
  await stop.requested
})

test('a parent that is replaced asks for a stop', (t) => {
  t.mock.timers.enable({ apis: ['setInterval'] })
  const { family, stop } = rig()
  t.mock.timers.tick(10_000)
  assert.equal(stop.isRequested, false)
  family.parent = 1
  t.mock.timers.tick(1_000)
  assert.equal(stop.isRequested, true)
})

test('afterwards signals are no longer listened to', () => {
  const { signals, stop } = rig()
  stop.dispose()
  assert.equal(signals.listenerCount('SIGINT'), 0)
  assert.equal(signals.listenerCount('SIGTERM'), 0)
})
