// What handlers cost, and what the core refuses because of it.
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { encodeValue, type Usage } from '@halley/model'
import { record } from '../../model/test/words.ts'
import type { ObjectsEffect } from '../src/effects.ts'
import type { Invocation, Outcome } from '../src/invocation.ts'
import { Objects } from '../src/objects.ts'
import { OBJECTS_DEFAULTS, type ObjectsOptions } from '../src/options.ts'
import { priceOf } from '../src/price.ts'
import type { TurnRequest } from '../src/step.ts'

const INVOCATION: Invocation = {
  ...{ key: 'k', source: 'x'.repeat(1_000), hash: '', event: 'get' },
  ...{ caller: { id: 'client' }, time: 0, seed: () => '' }
}

function ran(usage: Partial<Usage> = {}, more: object = {}): Outcome {
  return {
    ...{ ok: true, decision: 'keep', state: encodeValue({}), stateChanged: false },
    ...{ local: encodeValue({}), localChanged: false, deleteSelf: false, handlers: [] },
    usage: { instructions: 0, steps: 0, memory: 0, ...usage },
    ...more
  } as Outcome
}

function failed(code: string, usage: Partial<Usage> = {}): Outcome {
  const failure = { code, message: '' }
  return { ok: false, failure, usage: { instructions: 0, steps: 0, memory: 0, ...usage } }
}

const BYTES = new Uint8Array(1_000)

describe('the price of an invocation', () => {
  for (const [what, invocation, outcome, price] of [
    ['that does nothing', {}, ran(), [25, 0]],
    ['with instructions and steps', {}, ran({ instructions: 1_000, steps: 1_000 }), [37, 0]],
    ['that takes state in', { state: BYTES }, ran(), [45, 0]],
    ['that leaves another state', {}, ran({}, { stateChanged: true, state: BYTES }), [45, 0]],
    ['that replies', {}, ran({}, { reply: BYTES }), [45, 1_000]],
    [
      'that replies to an earlier caller',
      {},
      ran({}, { replies: [{ capability: '', data: BYTES }] }),
      [45, 1_000]
    ],
    ['that looks at code', { event: 'load' }, ran(), [325, 0]],
    [
      'of versions to merge',
      { event: 'merge', siblings: [{ state: BYTES, version: '', writtenAt: 0 }] },
      ran(),
      [45, 0]
    ],
    ['of a timer, with its read and its write', { event: 'timer' }, ran(), [525, 0]],
    ['of a timer that failed', { event: 'timer' }, failed('HANDLER_THREW'), [525, 0]],
    ['that failed: what it used', {}, failed('STEPS_EXCEEDED', { steps: 2_000_000 }), [8_025, 0]],
    ['whose worker was replaced', {}, failed('WALL_CLOCK_EXCEEDED'), [40_000, 0]],
    ['that never ran', {}, failed('BUSY'), [0, 0]]
  ] as const) {
    it(`${what} is ${price.join(' µs and ')} bytes`, () => {
      const { micros, bytes } = priceOf({ ...INVOCATION, ...invocation }, outcome)
      assert.deepEqual([micros, bytes], price)
    })
  }
})

/** Its handler goes on running. */
const UNFINISHED: Partial<Usage> = {}

/** A core whose turns are driven to their handlers, and on. */
class Played {
  readonly effects: ObjectsEffect[] = []
  readonly core: Objects
  now = 0
  #turns = 0

  constructor(options: Partial<ObjectsOptions>) {
    this.core = new Objects({
      self: 'A',
      secret: '',
      options: { ...OBJECTS_DEFAULTS, ...options },
      emit: (effect) => this.effects.push(effect)
    })
  }

  /** What comes of an event that finds this object, and whose handlers all use so much. */
  event(request: TurnRequest, object: string, usage: Partial<Usage> = {}, more: object = {}): string {
    const turn = ++this.#turns
    this.effects.length = 0
    this.core.arrive(turn, request, { id: 'client' }, this.now)
    const found = record(object)
    const owned = {
      ...found,
      siblings: found.siblings.map((sibling) =>
        sibling.code === undefined ? sibling : { ...sibling, owner: 'ann' }
      )
    }
    const read = { record: owned, local: null }
    const everyone = { quorum: { n: 3, r: 2, w: 2 }, list: ['A'], answers: new Map() }
    this.core.reconciled(turn, { ...read, ...everyone }, this.now)
    if (usage === UNFINISHED) return this.effects.at(-1)?.type === 'invoke' ? 'runs' : this.failure.code
    while (this.effects.at(-1)?.type === 'invoke') this.core.finished(turn, ran(usage, more), this.now)
    const last = this.effects.at(-1)
    if (last?.type === 'ended') return last.done ? 'done' : 'put off'
    if (last?.type !== 'respond') return last?.type ?? 'nothing'
    return last.response.ok ? 'ok' : last.response.failure.code
  }

  get failure() {
    const last = this.effects.at(-1)
    assert.ok(last?.type === 'respond' && !last.response.ok)
    return last.response.failure
  }
}

/** 8,000 µs of steps beside the 25 or so of any invocation. */
const DEAR = { steps: 2_000_000 }
const ACTIVE = '{a1} a1=x!get'
const GET = { op: 'get', key: 'k' } as const

describe('the budgets of objects', () => {
  it('an object that has used its CPU is refused before any handler runs, and served again when it has some', () => {
    const played = new Played({ objectCpuMs: 12 })
    assert.deepEqual([played.event(GET, ACTIVE, DEAR), played.event(GET, ACTIVE, DEAR)], ['ok', 'ok'])
    assert.equal(played.event(GET, ACTIVE, DEAR), 'BUDGET_EXCEEDED')
    assert.ok(!played.effects.some(({ type }) => type === 'invoke' || type === 'commit'))
    const { message, details } = played.failure
    assert.match(message, /used their CPU, 12 ms a minute; try again in 21 s/)
    const { retryAfterMs } = details as { retryAfterMs: number }
    played.now += retryAfterMs - 1
    assert.equal(played.event(GET, ACTIVE, DEAR), 'BUDGET_EXCEEDED')
    played.now += 1
    assert.equal(played.event(GET, ACTIVE), 'ok')
    assert.equal(played.core.counts.all().cpuOverspent, 2)
    assert.equal(played.core.counts.all().budgetsRunDry, 2)
  })

  it('puts its ticks and merges off', () => {
    const played = new Played({ objectCpuMs: 5 })
    played.event(GET, ACTIVE, DEAR)
    assert.equal(played.event({ op: 'merge', key: 'k' }, '{a1 b1} a1=x!merge b1=y!merge'), 'put off')
  })

  it('leaves other objects, and what runs no handler, alone', () => {
    const played = new Played({ objectCpuMs: 5 })
    played.event(GET, ACTIVE, DEAR)
    assert.equal(played.event(GET, ACTIVE), 'BUDGET_EXCEEDED')
    assert.equal(played.event({ op: 'get', key: 'l' }, ACTIVE), 'ok')
    // What was refused is so for a second without being read.
    played.now += 1_001
    assert.equal(played.event(GET, '{a1} a1=x'), 'ok')
    assert.equal(played.event({ op: 'inspect', key: 'k' }, ACTIVE), 'ok')
  })

  it('lets an event that began come to its end over several versions', () => {
    const played = new Played({ objectCpuMs: 5 })
    assert.equal(played.event(GET, '{a1 b1} a1=x!get b1=y!get', DEAR), 'ok')
    assert.equal(played.event(GET, ACTIVE), 'BUDGET_EXCEEDED')
  })

  it('halves what an object gets that runs dry again and again, and says so', () => {
    const played = new Played({ objectCpuMs: 6 })
    played.event(GET, ACTIVE, DEAR)
    played.now = 120_000
    played.event(GET, ACTIVE, DEAR)
    assert.equal(played.event(GET, ACTIVE), 'BUDGET_EXCEEDED')
    assert.match(played.failure.message, /3 ms a minute, a half because they overdo it/)
  })

  it('counts bytes of replies apart', () => {
    const played = new Played({ objectBytes: 2_500 })
    const replies = [1, 2, 3, 4].map(() => played.event(GET, ACTIVE, {}, { reply: BYTES }))
    assert.deepEqual(replies, ['ok', 'ok', 'ok', 'BUDGET_EXCEEDED'])
    assert.match(played.failure.message, /2500 bytes a minute/)
    assert.equal(played.core.counts.all().bytesOverspent, 1)
  })

  it('charges what nobody asked for with the copies that it sends to the other homes', () => {
    const played = new Played({})
    const spent = (key: string): number => {
      played.event({ op: 'inspect', key }, ACTIVE)
      const answer = played.effects.at(-1)
      assert.ok(answer?.type === 'respond' && answer.response.ok && answer.response.op === 'inspect')
      return answer.response.spent.bytes.spent
    }
    const changed = { state: BYTES, stateChanged: true }
    const merge = played.event({ op: 'merge', key: 'k' }, '{a1 b1} a1=x!merge b1=y!merge', {}, changed)
    const asked = played.event({ op: 'get', key: 'm' }, ACTIVE, {}, changed)
    assert.deepEqual([merge, asked], ['commit', 'permit'])
    assert.ok(spent('k') >= 2_000 && spent('k') < 4_000, `${spent('k')} bytes`)
    assert.equal(spent('m'), 0, 'who asks pays for it with the request')
  })

  it('shows an inspection what was spent, of CPU whole milliseconds, what is allowed, and the penalty', () => {
    const played = new Played({ objectCpuMs: 6 })
    played.event(GET, ACTIVE, DEAR, { reply: BYTES })
    played.event({ op: 'inspect', key: 'k' }, ACTIVE)
    const [, answer] = played.effects
    assert.ok(answer?.type === 'respond' && answer.response.ok && answer.response.op === 'inspect')
    assert.deepEqual(answer.response.spent, {
      cpuMicros: { spent: 9_000, allowed: 6_000, penalty: 1, waitMs: 20_461 },
      bytes: { spent: 1_000, allowed: 10_000_000, penalty: 1, waitMs: 0 },
      ownerCpuMicros: { spent: 9_000, allowed: 10_000_000, penalty: 1, waitMs: 0 },
      ownerBytes: { spent: 1_000, allowed: 100_000_000, penalty: 1, waitMs: 0 },
      operations: { left: 20, allowed: 20 },
      ownerOperations: { left: 2_000, allowed: 2_000 },
      storage: { objectBytes: answer.response.spent.storage.objectBytes, ownerBytes: 0, allowed: 0 }
    })
  })
})

describe('the budget of an owner', () => {
  it('is that of all objects whose code the same caller put', () => {
    const played = new Played({ ownerCpuMs: 20 })
    const keys = ['k', 'l', 'm', 'n']
    assert.deepEqual(
      keys.map((key) => played.event({ op: 'get', key }, ACTIVE, DEAR)),
      ['ok', 'ok', 'ok', 'BUDGET_EXCEEDED']
    )
    assert.match(played.failure.message, /objects of this owner have used their CPU, 20 ms a minute/)
    assert.equal(played.core.counts.all().ownersOverspent, 1)
  })

  it('is charged to who brings code while it is looked at, and put down in what is stored', () => {
    const played = new Played({ ownerCpuMs: 20 })
    for (const key of ['k', 'l', 'm']) played.event({ op: 'get', key }, ACTIVE, DEAR)
    const put = { op: 'put', key: 'o', code: 'export default {}' } as const
    assert.equal(played.event(put, '{}', {}, { decision: 'accept' }), 'commit')
    const commit = played.effects.at(-1)
    assert.ok(commit?.type === 'commit')
    assert.equal(commit.commit.edits[0]?.content?.owner, 'client')
  })
})

describe('the share of a node', () => {
  it('is all that handlers get in ten seconds; passive objects are served on', () => {
    const played = new Played({ handlerPercent: 2, objectCpuMs: 10_000, ownerCpuMs: 100_000 })
    let spent = 0
    for (played.now = 0; played.now < 10_000; played.now += 5)
      if (played.event(GET, ACTIVE, DEAR) === 'ok') spent += 8_025
    assert.ok(spent > 150_000 && spent <= 200_000 + 8_025, `${spent} µs`)
    assert.equal(played.event(GET, ACTIVE), 'BUSY')
    assert.match(played.failure.message, /2 % of a core/)
    assert.equal(played.event(GET, '{a1} a1=x'), 'ok')
    assert.ok(played.core.counts.all().busyHandlers > 0)
  })

  it('keeps half of what there is at once for events that somebody asks for', () => {
    const played = new Played({ handlerPercent: 2 })
    const merge = (key: string): string =>
      played.event({ op: 'merge', key }, '{a1 b1} a1=x!merge b1=y!merge', { steps: 0 })
    assert.equal(merge('m'), 'commit')
    for (const key of ['k', 'l']) assert.equal(played.event({ op: 'get', key }, ACTIVE, DEAR), 'ok')
    assert.equal(merge('o'), 'put off')
    assert.equal(played.effects.length, 1, 'nothing was read for it')
    assert.equal(played.event({ op: 'get', key: 'n' }, ACTIVE), 'ok')
  })

  it('reckons with what runs already: each as dear as the dearest of late', () => {
    const played = new Played({ handlerPercent: 5 })
    const gets = ['k', 'l', 'm', 'n', 'o', 'p', 'q'].map((key) => ({ op: 'get', key }) as const)
    played.event(gets[0] as TurnRequest, ACTIVE, DEAR)
    assert.deepEqual(
      gets.map((get) => played.event(get, ACTIVE, UNFINISHED)),
      ['runs', 'runs', 'runs', 'runs', 'runs', 'runs', 'BUSY']
    )
  })
})
