// Which outcomes would come to the same again, whatever time and seed are: told by what the host saw, never by what the handler says.
import assert from 'node:assert/strict'
import { after, describe, it } from 'node:test'
import { createSandbox, type Invocation, type Sandbox } from '../src/index.ts'
import { comparable, event, object, reply, TIME } from './support.ts'

const places = {
  'in the own thread': await createSandbox({ workers: 0 }),
  'as attempts': await createSandbox({ workers: 1, attempts: true }),
  'in a worker': await createSandbox({ workers: 1 })
}

after(() => Promise.all(Object.values(places).map((sandbox) => sandbox.close())))

function invocation(body: string, more: Partial<Invocation> = {}, head = ''): Invocation {
  return { code: object('onGet (caller)', body, head), event: event('get'), ...more }
}

async function isRepeatable(sandbox: Sandbox, asked: Invocation): Promise<boolean | undefined> {
  const outcome = sandbox.attempt(asked) ?? (await sandbox.invoke(asked))
  assert.ok(outcome.ok, JSON.stringify(outcome))
  return outcome.repeatable
}

/** Every way to something that is not in the input: each with what stands before the object, if anything. */
const LOOKING: Readonly<Record<string, readonly [body: string, head?: string]>> = {
  'Date.now()': ['return Date.now()'],
  'new Date()': ['return new Date().getTime()'],
  'Date()': ['return Date()'],
  'a subclass of Date': ['return new (class extends Date {})().getTime()'],
  'Reflect.construct(Date, [])': ['return Reflect.construct(Date, []).getTime()'],
  'comet.getSystemTime()': ['return comet.getSystemTime()'],
  'a clock kept from loading': ['return now() > 0', 'const now = Date.now'],
  'a clock behind a Proxy': ['return new Proxy(Date.now, {})() > 0'],
  'a clock that looks like something else': ['return [1].map(Date.now)[0] > 0'],
  'a clock whose answer is not used': ['Date.now(); return 1'],
  'a clock that is read in a getter': ['return { get at () { return Date.now() } }.at > 0'],
  'a clock that is read in a promise': ['return Promise.resolve().then(() => Date.now())'],
  'a clock after the reply is made': ['Promise.resolve().then(() => Date.now()); return 1'],
  'a clock that throws afterwards': ['try { Date.now(); throw 1 } catch { return 1 }'],
  'a clock put in the place of another': [
    'return Math.floor(1.5) > 0',
    'Math.floor = () => comet.getSystemTime()'
  ],
  'a clock as toJSON': ['return JSON.stringify({ toJSON: Date.now }) !== ""'],
  'a clock in a sort': ['return [2, 1].sort(() => Date.now() % 2).length'],
  'Math.random()': ['return Math.random()'],
  'a random number that is not used': ['Math.random(); return 1'],
  'a random number kept from loading': ['return draw() < 2', 'const draw = Math.random'],
  'many random numbers': ['let s = 0; for (let i = 0; i < 1000; i++) s += Math.random(); return s > 0'],
  'a random number where a function is asked for': ['return ["a"].map(Math.random)[0] < 2']
}

/** What reads the input alone, however strangely. */
const REPEATABLE: Readonly<Record<string, readonly [body: string, head?: string]>> = {
  nothing: ['return null'],
  'state, local, caller': ['return [this.value ?? 0, local.gets ?? 0, caller.id]'],
  'what it changes': ['local.gets = 1; this.value = 2; return 3'],
  'a Date of its own': ['return new Date(2026, 0, 1).getTimezoneOffset()'],
  'Date.parse': ['return Date.parse("2026-01-02")'],
  'node and key': ['return [comet.getNodeID(), comet.getNodeIP(), comet.getASOKey()]'],
  digests: ['return comet.hash("a")'],
  'what it has left, which its limits decide': ['return comet.remaining()'],
  promises: ['return Promise.resolve(1).then((x) => x + 1)'],
  'a stack': ['return new Error("x").stack'],
  'names in order': ['return Object.keys({ b: 1, a: 2 })'],
  'a log': ['comet.log("x"); return 1']
}

for (const [place, sandbox] of Object.entries(places)) {
  describe(place, () => {
    for (const [name, [body, head]] of Object.entries(LOOKING))
      it(`not with ${name}`, async () => {
        assert.equal(await isRepeatable(sandbox, invocation(body, {}, head)), false)
      })
    for (const [name, [body, head]] of Object.entries(REPEATABLE))
      it(`with ${name}`, async () => {
        assert.equal(await isRepeatable(sandbox, invocation(body, {}, head)), true)
      })

    it('comes to the same at any other time and with any other seed', async () => {
      for (const [body, head] of Object.values(REPEATABLE)) {
        const asked = invocation(body, { state: { value: [1, 'x'] }, local: { gets: 7 } }, head)
        const later = { ...asked, event: event('get', { time: TIME + 86_400_001, seed: 'another' }) }
        const [first, second] = await Promise.all([sandbox.invoke(asked), sandbox.invoke(later)])
        assert.equal(comparable(first), comparable(second))
      }
    })

    it('looks anew at each invocation', async () => {
      const code =
        'export default { onGet ({ id }) { return id === "bob" ? Date.now() > 0 : id === "eve" ? Math.random() < 2 : 1 } }'
      const asked = (id: string): Invocation => ({ code, event: event('get', { caller: { id } }) })
      const told: unknown[] = []
      for (const id of ['alice', 'bob', 'alice', 'eve', 'alice'])
        told.push(await isRepeatable(sandbox, asked(id)))
      assert.deepEqual(told, [true, false, true, false, true])
    })

    it('is not said of what asked its host, and was answered', async () => {
      const waits = await sandbox.invoke(invocation('return comet.get("other").then(() => 1)'))
      assert.ok(waits.ok && waits.chain !== undefined)
      const ended = await sandbox.resume(waits.chain, [{ id: 1, ok: true, value: 1 }])
      assert.equal(ended.ok && ended.repeatable, false)
    })
  })
}

it('a fractional time is told as it is', async () => {
  const sandbox = places['in the own thread']
  const asked = { event: event('get', { time: 1.5 }) }
  assert.equal(await reply(sandbox, 'return comet.getSystemTime()', asked), 1.5)
})
