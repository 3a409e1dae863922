import assert from 'node:assert/strict'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import test from 'node:test'
import { captured, GREETING, running, temporaryFolder } from './captured.ts'

test('try shows the reply, the state, the local state and what was used of the limits', async () => {
  const { code, out } = await captured('try', GREETING, '--local', '{"gets": 4}')
  assert.equal(code, 0)
  assert.match(out, /reply +\{"value":"Hello world!","gets":5\}/)
  assert.match(out, /state +\{"value":"Hello world!"\}/)
  assert.match(out, /local +\{"gets":5\}/)
  assert.match(out, /\d+ of 100,000 instructions, [\d,]+ of [\d,]+ steps, [\d,]+ of [\d,]+ bytes/)
  assert.match(out, /time +[\d.]+ of 1,000 ms/)
})

test('--state is laid over the module’s own, and --json answers for machines', async () => {
  const { code, out } = await captured('try', GREETING, '--state', '{"value": "Hi"}', '--json')
  assert.equal(code, 0)
  const { decision, reply, state, local, handlers, usage, limits } = JSON.parse(out)
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
  assert.equal(limits.instructions, 100_000)
})

const EVENTS = `export default {
  n: 1,
  onPut (caller) { this.by = caller.payload; return this },
  onUpdate (incoming) { return { n: this.n + incoming.n } },
  onTimer () { this.n = 5 },
  onMerge (siblings) { return { n: siblings.reduce((sum, { state }) => sum + state.n, this.n) } },
  onDelete () { return false }
}`

const OUTCOMES: readonly (readonly [args: string[], decision: string, state: object])[] = [
  [['--event', 'put', '--payload', '"me"'], 'accept', { n: 1, by: 'me' }],
  [['--event', 'update', '--incoming', '{"n": 7}'], 'keep', { n: 8 }],
  [['--event', 'timer'], 'keep', { n: 5 }],
  [['--event', 'merge', '--siblings', '[{"n": 2}, {"n": 3}]'], 'accept', { n: 8 }],
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

test('a merge is given what nodes give it: states with names and times, in their order', async (t) => {
  const file = join(await temporaryFolder(t), 'merging.aso.js')
  await writeFile(file, 'export default { a: 1, b: 1, onMerge (siblings) { return { ...this, siblings } } }')
  const { out } = await captured(
    'try',
    file,
    '--event',
    'merge',
    '--siblings',
    '[{"a": 2}, {"b": 3}]',
    '--json'
  )
  const { a, b, siblings } = JSON.parse(out).state
  assert.deepEqual([a, b], [1, 3])
  assert.deepEqual(
    siblings.map(({ state, version }: { state: object; version: string }) => [state, version]),
    [
      [{ a: 2, b: 1 }, 'try:1'],
      [{ a: 1, b: 3 }, 'try:2']
    ]
  )
  assert.ok(siblings[0].writtenAt < siblings[1].writtenAt)
  for (const given of [[], ['--siblings', '5'], ['--siblings', '[1]']]) {
    const { code, err } = await captured('try', file, '--event', 'merge', ...given)
    assert.equal(code, 2)
    assert.match(err, /\[\{"n": 1\}, \{"n": 2\}\]/)
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

const TYPED = `interface Own { n: number }
export default {
  n: 1,
  onGet (this: Own): number {
    for (;;) this.n++
  }
}`

test('TypeScript is taken as it is, and lines are those of the file', async (t) => {
  const file = join(await temporaryFolder(t), 'typed.aso.ts')
  await writeFile(file, TYPED.replace('for (;;) this.n++', 'return ++this.n'))
  const { out } = await captured('try', file, '--json')
  assert.equal(JSON.parse(out).reply, 2)
  await writeFile(file, TYPED)
  assert.match((await captured('try', file)).err, /typed\.aso\.ts:5:\d+: .*\(INSTRUCTIONS_EXCEEDED\)$/)
  await writeFile(file, `enum Colour { Red }\n${TYPED}`)
  const { err } = await captured('try', file, '--json')
  const { code, line, column } = JSON.parse(err).error
  assert.deepEqual({ code, line, column }, { code: 'CODE_INVALID', line: 1, column: 1 })
})

test('--watch runs the file again when it was saved, also after a mistake', async (t) => {
  const file = join(await temporaryFolder(t), 'watched.aso.ts')
  const save = (reply: string) => writeFile(file, `export default { onGet() { return ${reply} } }`)
  await save('"first"')
  const { child, says, complains, ended } = running(t, ['try', file, '--watch'])
  await says('"first"')
  await save('"second" as')
  await complains('watched.aso.ts:1:')
  await save('("third" as string)')
  await says('"third"')
  child.kill('SIGINT')
  await ended
})

const CALLING = `export default {
  async onGet () {
    const nodes = (await comet.lookup()).map(({ id }) => id)
    const answers = await comet.get(comet.getASOKey(), nodes)
    let other
    try {
      await comet.put('other', { n: 1 })
      other = await comet.get('other')
    } catch ({ code }) { other = code }
    comet.reply('capability', 5)
    return [nodes, answers[0].error.code, other]
  }
}`

test('calls are answered as by one node alone, and shown', async (t) => {
  const file = join(await temporaryFolder(t), 'calling.aso.js')
  await writeFile(file, CALLING)
  const plain = JSON.parse((await captured('try', file, '--json')).out)
  assert.deepEqual(plain.reply, [['try'], 'OWN_NODE', 'FOREIGN_KEY'])
  assert.deepEqual(
    plain.calls.map(({ call }: { call: { type: string } }) => call.type),
    ['lookup', 'get', 'put']
  )
  const signed = await captured('try', file, '--signed')
  assert.match(signed.out, /reply +\[\["try"\],"OWN_NODE",\{"n":1\}\]/)
  assert.match(signed.out, /called +lookup "try" → \[\{"id":"try"\}\]/)
  assert.match(signed.out, /called +get "other" → \{"n":1\}/)
  assert.match(signed.out, /action +reply \{"capability":"capability","data":5\}/)
})

test('--watch needs a file to begin with', async (t) => {
  const { code, err } = await captured('try', join(await temporaryFolder(t), 'none.aso.ts'), '--watch')
  assert.equal(code, 1)
  assert.match(err, /FILE_UNREADABLE/)
})

test('nothing that an object logs or throws speaks to the terminal', async (t) => {
  const file = join(await temporaryFolder(t), 'loud.aso.js')
  await writeFile(
    file,
    "export default { onGet ({ payload }) { comet.log('\\u001b[2J'); if (payload) throw new Error('\\u001b[31m'); return '\\u009b31m' } }"
  )
  const { out } = await captured('try', file)
  assert.match(out, /log \\u\{1b\}\[2J/)
  assert.match(out, /reply +"\\u\{9b\}31m"/)
  const { err } = await captured('try', file, '--payload', 'true')
  assert.match(err, /onGet threw Error: \\u\{1b\}\[31m/)
})
