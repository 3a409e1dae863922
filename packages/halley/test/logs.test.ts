// What is kept of what handlers say, and what goes when it is too much.
import assert from 'node:assert/strict'
import { it } from 'node:test'
import type { Finished } from '@halley/sandbox'
import { Logs } from '../src/logs.ts'

const USAGE = { instructions: 0, steps: 0, memory: 0, microseconds: 0 }

function finished(...texts: string[]): Finished {
  return {
    ok: true,
    decision: 'keep',
    state: {},
    stateChanged: false,
    local: {},
    localChanged: false,
    reply: undefined,
    actions: [...texts.map((text) => ({ type: 'log', text }) as const), { type: 'deleteSelf' }],
    repeatable: true,
    handlers: [],
    usage: USAGE
  }
}

function say(logs: Logs, key: string, ...texts: string[]): void {
  logs.heard(key, 'get', finished(...texts))
}

const textsOf = (logs: Logs, key: string, after?: number) =>
  logs.read(key, after).lines.map(({ text }) => text)

it('lines are read in order, and from any of them on', () => {
  const logs = new Logs(() => 5)
  say(logs, 'k', 'a', 'b')
  say(logs, 'k', 'c')
  const { lines, lost } = logs.read('k')
  assert.deepEqual(
    lines.map(({ at, event, text }) => [at, event, text]),
    [
      [5, 'get', 'a'],
      [5, 'get', 'b'],
      [5, 'get', 'c']
    ]
  )
  assert.equal(lost, false)
  assert.deepEqual(textsOf(logs, 'k', lines[0]?.seq), ['b', 'c'])
  assert.deepEqual(textsOf(logs, 'other'), [])
})

it('a handler that waited is heard when it has come to its end, and one that failed as well', () => {
  const logs = new Logs(() => 5)
  logs.heard('k', 'get', { ok: true, chain: 'c', actions: [], usage: USAGE })
  assert.deepEqual(textsOf(logs, 'k'), [])
  logs.heard('k', 'get', finished('late'))
  const error = { code: 'HANDLER_THREW', message: 'onTimer threw' } as const
  logs.heard('k', 'timer', { ok: false, error, usage: USAGE })
  const [late, failed] = logs.read('k').lines
  assert.equal(late?.text, 'late')
  assert.deepEqual(
    [failed?.event, failed?.text, failed?.failed],
    ['timer', 'HANDLER_THREW: onTimer threw', true]
  )
})

it('who has read up to a line before a restart reads on after it', () => {
  const before = new Logs(() => 1_000)
  say(before, 'k', 'before')
  const after = new Logs(() => 1_001)
  say(after, 'k', 'after')
  assert.deepEqual(textsOf(after, 'k', before.read('k').lines.at(-1)?.seq), ['after'])
})

it('of an object that says too much the last lines are kept, and that some are gone is told', () => {
  const logs = new Logs(() => 5)
  for (let n = 0; n < 300; n++) say(logs, 'k', `${n}`)
  assert.equal(textsOf(logs, 'k').length, 256)
  assert.equal(textsOf(logs, 'k')[0], '44')
  assert.equal(logs.read('k').lost, true)
  assert.equal(logs.read('k', logs.read('k').lines[0]?.seq).lost, false)
  for (let n = 0; n < 300; n++) say(logs, 'k', 'x'.repeat(2_048))
  assert.equal(textsOf(logs, 'k').length, 102)
})

it('of all objects together those go first that were silent for longest', async () => {
  const logs = new Logs(() => 5)
  const flood = async (key: string) => {
    for (let n = 0; n < 110; n++) say(logs, key, 'x'.repeat(2_048))
  }
  say(logs, 'quiet', 'once')
  say(logs, 'steady', 'first')
  for (let n = 0; n < 34; n++) {
    await flood(`flood ${n}`)
    say(logs, 'steady', `${n}`)
  }
  assert.deepEqual(textsOf(logs, 'quiet'), [])
  assert.equal(textsOf(logs, 'flood 0').length, 0)
  assert.equal(textsOf(logs, 'steady').length, 35)
  assert.equal(textsOf(logs, 'flood 33').length, 102)
})
