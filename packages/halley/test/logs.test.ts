// What is kept of what handlers say, and what goes when it is too much.
import assert from 'node:assert/strict'
import { it } from 'node:test'
import type { Failed, Finished, Waiting } from '@halley/sandbox'
import { Logs, type Runner } from '../src/logs.ts'

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
    handlers: [],
    usage: USAGE
  }
}

function runs(outcome: Finished | Failed | Waiting): Runner {
  return { invoke: async () => outcome, resume: async () => outcome, drop: () => {} }
}

const ASKED = { code: '', event: { type: 'get', time: 0, seed: '' } } as const

async function say(logs: Logs, key: string, ...texts: string[]): Promise<void> {
  await logs.listening(runs(finished(...texts)), key, 'get').invoke(ASKED)
}

const textsOf = (logs: Logs, key: string, after?: number) =>
  logs.read(key, after).lines.map(({ text }) => text)

it('lines are read in order, and from any of them on', async () => {
  const logs = new Logs(() => 5)
  await say(logs, 'k', 'a', 'b')
  await say(logs, 'k', 'c')
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

it('a handler that waited is heard when it has come to its end, and one that failed as well', async () => {
  const logs = new Logs(() => 5)
  await logs.listening(runs({ ok: true, chain: 'c', actions: [], usage: USAGE }), 'k', 'get').invoke(ASKED)
  assert.deepEqual(textsOf(logs, 'k'), [])
  await logs.listening(runs(finished('late')), 'k', 'get').resume('c', [])
  const error = { code: 'HANDLER_THREW', message: 'onTimer threw' } as const
  await logs.listening(runs({ ok: false, error, usage: USAGE }), 'k', 'timer').invoke(ASKED)
  const [late, failed] = logs.read('k').lines
  assert.equal(late?.text, 'late')
  assert.deepEqual(
    [failed?.event, failed?.text, failed?.failed],
    ['timer', 'HANDLER_THREW: onTimer threw', true]
  )
})

it('who has read up to a line before a restart reads on after it', async () => {
  const before = new Logs(() => 1_000)
  await say(before, 'k', 'before')
  const after = new Logs(() => 1_001)
  await say(after, 'k', 'after')
  assert.deepEqual(textsOf(after, 'k', before.read('k').lines.at(-1)?.seq), ['after'])
})

it('of an object that says too much the last lines are kept, and that some are gone is told', async () => {
  const logs = new Logs(() => 5)
  for (let n = 0; n < 300; n++) await say(logs, 'k', `${n}`)
  assert.equal(textsOf(logs, 'k').length, 256)
  assert.equal(textsOf(logs, 'k')[0], '44')
  assert.equal(logs.read('k').lost, true)
  assert.equal(logs.read('k', logs.read('k').lines[0]?.seq).lost, false)
  for (let n = 0; n < 300; n++) await say(logs, 'k', 'x'.repeat(2_048))
  assert.equal(textsOf(logs, 'k').length, 102)
})

it('of all objects together those go first that were silent for longest', async () => {
  const logs = new Logs(() => 5)
  const flood = async (key: string) => {
    for (let n = 0; n < 110; n++) await say(logs, key, 'x'.repeat(2_048))
  }
  await say(logs, 'quiet', 'once')
  await say(logs, 'steady', 'first')
  for (let n = 0; n < 34; n++) {
    await flood(`flood ${n}`)
    await say(logs, 'steady', `${n}`)
  }
  assert.deepEqual(textsOf(logs, 'quiet'), [])
  assert.equal(textsOf(logs, 'flood 0').length, 0)
  assert.equal(textsOf(logs, 'steady').length, 35)
  assert.equal(textsOf(logs, 'flood 33').length, 102)
})
