// Attempts: short invocations run in the caller's thread, with the outcome and the counts that a worker gives; all others leave
// nothing behind and hold the thread for a bounded number of steps.
import assert from 'node:assert/strict'
import { after, describe, it } from 'node:test'
import { createSandbox, type Invocation, type Sandbox } from '../src/index.ts'
import { ATTEMPT } from '../src/limits.ts'
import { Machine } from '../src/machine/machine.ts'
import { Attempts } from '../src/pool/attempts.ts'
import { meteredInterpreter } from '../src/wasm/interpreter-binary.ts'
import { invocationOf, stepsOf } from './attacks/attack.ts'
import { readAttacks } from './attacks/catalogue.ts'
import { comparableReply, request } from './machines.ts'
import { comparable, event, GREETING, object } from './support.ts'

const both = await createSandbox({ workers: 1, attempts: true })
const worker = await createSandbox({ workers: 1 })
const module = await meteredInterpreter()
after(() => Promise.all([both.close(), worker.close()]))

const LOOP = object('onGet ()', 'for (;;);')

function got(code: string, more: Partial<Invocation> = {}): Invocation {
  return { code, event: event('get'), ...more }
}

/** An attempt of each, none of which rests from the one before. */
function fresh(): Promise<Sandbox> {
  return createSandbox({ workers: 1, attempts: true })
}

describe('attempts: what is short', () => {
  it('answers and counts as a worker does', async () => {
    const greeting = got(GREETING, { state: { value: 'hi' }, local: { gets: 3 } })
    const here = both.attempt(greeting)
    assert.ok(here?.ok === true)
    assert.deepEqual(here.reply, { value: 'hi', gets: 4 })
    assert.equal(comparable(here), comparable(await worker.invoke(greeting)))
  })

  const bodies = {
    'changes its state': 'this.count = 1',
    'draws and looks at the clock': 'return [Math.random(), Date.now()]',
    'asks for a timer': "comet.setTimer('t', { every: '1m' }); comet.log('set')",
    'throws an error with a code': "throw Object.assign(new Error('no'), { code: 'NOT_YOURS' })",
    'throws something that costs much to describe':
      'throw { get message () { let s = 0; for (let i = 0; i < 20000; i++) s += i; return String(s) } }',
    'answers what is no value': 'return { deep: [new Date()] }',
    'answers what it takes long to find in it':
      'return [...Array.from({ length: 600 }, () => ({})), () => 1]',
    'waits for nobody': 'await new Promise(() => {})',
    'looks at what is left': 'return comet.remaining()',
    'asks for another object': "return await comet.get('other')",
    hashes: "return comet.hash('text')",
    'fills its memory': "return 'x'.repeat(40000).length",
    'answers much': "return 'x'.repeat(5000)",
    recurses: 'const f = (n) => n === 0 ? 0 : 1 + f(n - 1); return f(300)',
    'recurses for ever': 'const f = () => f(); f()'
  }
  for (const [what, body] of Object.entries(bodies))
    it(`or is not, where it ${what}: nobody can tell`, async () => {
      const sandbox = await fresh()
      const invocation = got(object('async onGet (caller)', body))
      const here = sandbox.attempt(invocation) ?? (await sandbox.invoke(invocation))
      const there = await worker.invoke(invocation)
      // Each sandbox numbers its chains.
      if (here.ok && there.ok && here.chain !== undefined) Object.assign(here, { chain: there.chain })
      assert.equal(comparable(here), comparable(there))
      await sandbox.close()
    })

  it('is not what is large', () => {
    assert.equal(both.attempt(got(GREETING, { state: { value: 'x'.repeat(ATTEMPT.frameBytes) } })), undefined)
    assert.equal(both.attempt(got(`${GREETING} // ${'x'.repeat(ATTEMPT.limits.sourceBytes)}`)), undefined)
  })

  it('is nothing where no attempts are made, or the sandbox is closed', async () => {
    assert.equal(worker.attempt(got(GREETING)), undefined)
    const closed = await fresh()
    await closed.close()
    assert.equal(closed.attempt(got(GREETING)), undefined)
    assert.equal((await closed.invoke(got(GREETING))).ok, false)
  })

  it('keeps to lower limits of the caller', async () => {
    const invocation = got(GREETING, { limits: { instructions: 3 } })
    assert.equal(both.attempt(invocation), undefined)
    const outcome = await both.invoke(invocation)
    assert.equal(!outcome.ok && outcome.error.code, 'INSTRUCTIONS_EXCEEDED')
  })
})

describe('attempts: attacks', async () => {
  const attacks = await readAttacks()
  for (const group of new Set(attacks.map((attack) => attack.group)))
    it(`of the group ${group} end as in a worker, and hold the thread no longer than any attempt`, async () => {
      const machine = new Machine(module, ATTEMPT.imageBytes)
      const sandbox = await fresh()
      const cases = attacks
        .filter((attack) => attack.group === group)
        .flatMap(({ attack }) => Object.values(attack.cases))
      assert.ok(cases.length > 0)
      for (const source of cases)
        for (const step of stepsOf(source)) {
          const invocation = invocationOf(step)
          const here = sandbox.attempt(invocation)
          if (here !== undefined) assert.equal(comparable(here), comparable(await worker.invoke(invocation)))
          const { steps } = machine.attempt(request(invocation.code, { type: invocation.event.type }))
          assert.ok(steps <= MOST_STEPS, `${steps} steps`)
        }
      await sandbox.close()
    })
})

/** Loading, reading the object and the event, the handler, writing the outcome, telling why it threw. */
const MOST_STEPS = ATTEMPT.limits.loadSteps + 5 * ATTEMPT.limits.steps

describe('attempts: codes that take too much', () => {
  it('rest for ever longer, and are attempted again', async () => {
    let now = 0
    const attempts = await Attempts.start(Promise.resolve(module), () => now)
    const loop = request(LOOP)
    for (const rest of [1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 64_000, 64_000]) {
      assert.ok(attempts.takes(loop.hash, LOOP))
      assert.equal(attempts.run(loop), undefined)
      now += rest - 1
      assert.ok(!attempts.takes(loop.hash, LOOP), `rests for ${rest} ms`)
      now += 1
    }
    now += 64_000
    assert.equal(attempts.run(loop), undefined)
    now += 1_000
    assert.ok(attempts.takes(loop.hash, LOOP))
  })

  it('do not keep others from being attempted', async () => {
    const attempts = await Attempts.start(Promise.resolve(module), () => 0)
    assert.equal(attempts.run(request(LOOP)), undefined)
    assert.ok(attempts.takes('greeting', GREETING))
    const reply = attempts.run(request(GREETING))
    const machine = new Machine(module, ATTEMPT.imageBytes)
    assert.equal(comparableReply(reply!), comparableReply(machine.run(request(GREETING))))
  })

  it('take together 5 % of the thread at the most, however many they are', async () => {
    let now = 0
    let attempted = 0
    const attempts = await Attempts.start(Promise.resolve(module), () => now)
    const ask = (code: string): void => {
      if (!attempts.takes(code, code)) return
      attempted++
      assert.equal(attempts.run(request(code)), undefined)
    }
    for (let index = 0; index < 100; index++) ask(`${LOOP} // ${index}`)
    // What a second holds, and the one that empties it.
    assert.equal(attempted, Math.ceil((1_000 * ATTEMPT.stepsPerMs) / COSTLY))
    const before = attempted
    for (now = 1; now <= 100; now++) for (let index = 0; index < 3; index++) ask(`${LOOP} // ${now} ${index}`)
    assert.ok(attempted - before <= (100 * ATTEMPT.stepsPerMs) / COSTLY + 1)
    assert.ok(attempted > before)
  })
})

/** Of an attempt of an endless loop that has to be loaded: all its steps count but the free ones, and those of reading nothing. */
const COSTLY = ATTEMPT.limits.loadSteps + ATTEMPT.limits.steps - ATTEMPT.freeSteps
