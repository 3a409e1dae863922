// comet.setTimer and comet.clearTimer: what a handler may ask for, and how it is told that it may not.
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { createSandbox } from '../src/index.ts'
import { comparable, event, object } from './support.ts'

const sandbox = await createSandbox({ workers: 1 })
after(() => sandbox.close())

async function actionsOf(body: string) {
  const outcome = await sandbox.invoke({ code: object('onGet ()', body), event: event('get') })
  assert.ok(outcome.ok && outcome.chain === undefined, comparable(outcome))
  return outcome.actions
}

async function problem(body: string): Promise<string> {
  const outcome = await sandbox.invoke({ code: object('onGet ()', body), event: event('get') })
  assert.ok(!outcome.ok, comparable(outcome))
  assert.equal(outcome.error.code, 'HANDLER_THREW')
  return outcome.error.message
}

test('timers that are set and cleared are actions, in order', async () => {
  const actions = await actionsOf(
    `comet.setTimer('a', { after: '10m', every: 5000, on: 'replica' }); comet.clearTimer('b'); comet.setTimer('c', { at: 7 })`
  )
  assert.deepEqual(JSON.parse(JSON.stringify(actions)), [
    { type: 'setTimer', name: 'a', after: '10m', every: 5000, on: 'replica' },
    { type: 'clearTimer', name: 'b' },
    { type: 'setTimer', name: 'c', at: 7 }
  ])
})

test('what is no timer throws where it is asked for', async () => {
  assert.match(await problem('comet.setTimer()'), /needs the name/)
  assert.match(await problem(`comet.setTimer('a')`), /needs a time/)
  assert.match(await problem(`comet.setTimer('a', { every: true })`), /times as milliseconds or as text/)
  assert.match(
    await problem(`comet.setTimer('a', { every: 5, on: 'all' })`),
    /on: 'primary' or on: 'replica'/
  )
  assert.match(await problem('comet.clearTimer(5)'), /needs the name/)
  assert.match(await problem('for (;;) comet.clearTimer("a")'), /at most 64 actions/)
})

test('names and times are cut, and well-formed', async () => {
  const [action] = await actionsOf(
    `comet.setTimer('\\ud800' + 'x'.repeat(1000), { every: '9'.repeat(1000) })`
  )
  assert.ok(action?.type === 'setTimer')
  assert.equal(action.name.length, 256)
  assert.ok(action.name.isWellFormed())
  assert.equal(String(action.every).length, 256)
})

test('onMerge sets no timers', async () => {
  const code = object('onMerge ()', `comet.setTimer('a', { every: 5 })`)
  const outcome = await sandbox.invoke({ code, event: event('merge', { siblings: [] }), state: {} })
  assert.ok(!outcome.ok)
  assert.match(outcome.error.message, /not available in onMerge/)
})

test('onTimer is told of its tick', async () => {
  const code = object('ticks: [], onTimer (timer)', 'this.ticks.push(timer)')
  const timer = { name: 'tick', due: 5, missed: 2, on: 'primary' }
  const outcome = await sandbox.invoke({ code, event: event('timer', { timer }), state: { ticks: [] } })
  assert.ok(outcome.ok && outcome.chain === undefined)
  assert.deepEqual([outcome.decision, outcome.state], ['keep', { ticks: [timer] }])
})
