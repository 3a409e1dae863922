import assert from 'node:assert/strict'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import test from 'node:test'
import { captured, GREETING, temporaryFolder } from './captured.ts'

test('try shows the reply, the state, the local state and what was used of the limits', async () => {
  const { code, out } = await captured('try', GREETING, '--local', '{"gets": 4}')
  assert.equal(code, 0)
  assert.match(out, /reply +\{"value":"Hello world!","gets":5\}/)
  assert.match(out, /state +\{"value":"Hello world!"\}/)
  assert.match(out, /local +\{"gets":5\}/)
  assert.match(out, /\d+ of 100,000 instructions, [\d,]+ of [\d,]+ steps, [\d,]+ of [\d,]+ bytes/)
})

test('--state is laid over the module’s own, and --json answers for machines', async () => {
  const { code, out } = await captured('try', GREETING, '--state', '{"value": "Hi"}', '--json')
  assert.equal(code, 0)
  const { decision, reply, state, local, handlers, usage } = JSON.parse(out)
  assert.deepEqual(
    { decision, reply, state, local, handlers },
    {
      decision: 'keep',
      reply: { value: 'Hi', gets: 1 },
      state: { value: 'Hi' },
      local: { gets: 1 },
      handlers: ['onGet']
    }
  )
  assert(usage.instructions > 0 && usage.instructions < 100)
})

const EVENTS = `export default {
  n: 1,
  onPut (caller) { this.by = caller.payload; return this },
  onUpdate (incoming) { return { n: this.n + incoming.n } },
  onTimer () { this.n = 5 },
  onMerge (siblings) { return { n: siblings.reduce((sum, { n }) => sum + n, 0) } },
  onDelete () { return false }
}`

const OUTCOMES: readonly (readonly [args: string[], decision: string, state: object])[] = [
  [['--event', 'put', '--payload', '"me"'], 'accept', { n: 1, by: 'me' }],
  [['--event', 'update', '--incoming', '{"n": 7}'], 'keep', { n: 8 }],
  [['--event', 'timer'], 'keep', { n: 5 }],
  [['--event', 'merge', '--siblings', '[{"n": 2}, {"n": 3}]'], 'accept', { n: 5 }],
  [['--event', 'delete'], 'refuse', { n: 1 }]
]

test('every event runs its handler', async (t) => {
  const file = join(await temporaryFolder(t), 'events.aso.js')
  await writeFile(file, EVENTS)
  for (const [args, decision, state] of OUTCOMES) {
    const { code, out, err } = await captured('try', file, ...args, '--json')
    assert.equal(code, 0, err)
    const outcome = JSON.parse(out)
    assert.deepEqual(
      { decision: outcome.decision, state: outcome.state },
      { decision, state },
      args.join(' ')
    )
  }
})

const BAD: readonly (readonly [source: string, code: string, place: RegExp])[] = [
  ['export default {\n  onGet( }', 'CODE_INVALID', /bad\.aso\.js:2:\d+: /],
  ['export default {\n  onGet () { return this.x.y }\n}', 'HANDLER_THREW', /bad\.aso\.js:2:\d+: /],
  ['export default { onGet () { for (;;) {} } }', 'INSTRUCTIONS_EXCEEDED', /bad\.aso\.js/],
  ['export default { onGet () { return new Array(1e9) + "" } }', 'EXCEEDED', /bad\.aso\.js/],
  ['export default 5', 'CODE_INVALID', /bad\.aso\.js/],
  ['', 'CODE_INVALID', /bad\.aso\.js/]
]

test('what fails is exit 1, with line and column where there are some', async (t) => {
  const file = join(await temporaryFolder(t), 'bad.aso.js')
  for (const [source, code, place] of BAD) {
    await writeFile(file, source)
    const { code: exit, out, err } = await captured('try', file)
    assert.equal(exit, 1, source)
    assert.match(err, new RegExp(`${code}\\)$`))
    assert.match(err, place)
    assert.equal(err.split('\n').length, 1)
    assert.equal(out, '')
  }
})
