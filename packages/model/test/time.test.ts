// Durations as people write them.
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { TTL_MS } from '../src/limits.ts'
import { checkDuration, parseDuration } from '../src/time.ts'

describe('parseDuration', () => {
  const good: [string, number][] = [
    ['1ms', 1],
    ['500ms', 500],
    ['90s', 90_000],
    ['15m', 900_000],
    ['8h', 28_800_000],
    ['30d', 2_592_000_000],
    ['1.5s', 1_500],
    ['0.25h', 900_000],
    ['007s', 7_000],
    ['3650d', TTL_MS]
  ]
  for (const [text, ms] of good) it(`${text} is ${ms} ms`, () => assert.equal(parseDuration(text), ms))

  const bad = [
    '',
    '5',
    's',
    '0s',
    '0ms',
    '0.4ms',
    '-5s',
    '+5s',
    '5 s',
    ' 5s',
    '5s ',
    '5S',
    '5w',
    '1e3s',
    '.5s',
    '5.s',
    '1.2345s',
    '3651d',
    '9'.repeat(16).concat('ms'),
    '٥s',
    '1h30m',
    '5s\n'
  ]
  for (const text of bad) {
    it(`${JSON.stringify(text)} is none`, () =>
      assert.throws(() => parseDuration(text), { code: 'DURATION_INVALID' }))
  }

  it('the same bounds hold for a number', () => {
    assert.equal(checkDuration(1), 1)
    assert.equal(checkDuration(TTL_MS), TTL_MS)
    for (const ms of [0, -1, 1.5, TTL_MS + 1, Number.NaN, Number.POSITIVE_INFINITY])
      assert.throws(() => checkDuration(ms), { code: 'DURATION_INVALID' })
  })
})
