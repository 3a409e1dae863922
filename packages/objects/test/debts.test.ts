// What is owed outlives the core, what an owner may do although a budget is used up, and what is refused without a look.
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { type Caller, encodeValue } from '@halley/model'
import { record } from '../../model/test/words.ts'
import type { Debt } from '../src/debts.ts'
import type { ObjectsEffect } from '../src/effects.ts'
import type { Outcome, Yielded } from '../src/invocation.ts'
import { Objects } from '../src/objects.ts'
import { OBJECTS_DEFAULTS, type ObjectsOptions } from '../src/options.ts'
import type { TurnRequest } from '../src/step.ts'

const ACTIVE = '{a1} a1=x!get.update.delete'
const GET = { op: 'get', key: 'k' } as const
const DELETE = { op: 'delete', key: 'k' } as const

/** 8,025 µs. */
const RAN = {
  ...{ ok: true, decision: 'accept', state: encodeValue({}), stateChanged: false },
  ...{ local: encodeValue({}), localChanged: false, deleteSelf: false, handlers: [] },
  usage: { instructions: 0, steps: 2_000_000, memory: 0 }
} as unknown as Outcome

class Node {
  core!: Objects
  now = 1_000_000_000
  /** What is on the disk. */
  readonly disk = new Map<string, Debt>()
  writes = 0
  readonly effects: ObjectsEffect[] = []
  readonly #options: ObjectsOptions
  #turns = 0

  constructor(options: Partial<ObjectsOptions>) {
    this.#options = { ...OBJECTS_DEFAULTS, ...options }
    this.start()
  }

  /** As after a `kill -9`. */
  start(): void {
    this.core = new Objects({
      self: 'A',
      secret: '',
      options: this.#options,
      emit: (effect) => this.effects.push(effect),
      owe: (debts) => this.#write(debts)
    })
    this.core.spending.debts.owed([...this.disk.values()], this.now)
  }

  #write(debts: readonly Debt[]): void {
    this.writes++
    for (const debt of debts) {
      const name = `${debt.kind} ${debt.name}`
      if (debt.state === undefined) this.disk.delete(name)
      else this.disk.set(name, debt)
    }
  }

  pass(ms: number): void {
    for (const until = this.now + ms; ; ) {
      const at = this.core.deadline()?.at
      if (at === undefined || at > until) {
        this.now = until
        return
      }
      this.now = at
      this.core.tick(at)
    }
  }

  event(
    request: TurnRequest,
    caller: Caller = { id: 'client' },
    micros?: number,
    more: Pick<Yielded, 'remembered'> = {}
  ): string {
    const turn = ++this.#turns
    this.effects.length = 0
    this.core.arrive(turn, request, caller, this.now)
    const found = record(ACTIVE)
    const siblings = found.siblings.map((sibling) => ({ ...sibling, owner: 'ann' }))
    const object = { record: { ...found, siblings }, local: null }
    const everyone = { quorum: { n: 3, r: 2, w: 2 }, list: ['A'], answers: new Map() }
    if (this.effects.at(-1)?.type === 'read') this.core.reconciled(turn, { ...object, ...everyone }, this.now)
    const outcome = micros === undefined ? { ...RAN, ...more } : { ...RAN, micros }
    while (this.effects.at(-1)?.type === 'invoke') this.core.finished(turn, outcome, this.now)
    const last = this.effects.at(-1)
    if (last?.type !== 'respond') return last?.type ?? 'nothing'
    return last.response.ok ? 'ok' : last.response.failure.code
  }

  get count() {
    return this.core.counts.all()
  }
}

describe('what is owed', () => {
  it('is written down a moment after, and owed still when the node starts anew', () => {
    const node = new Node({ objectCpuMs: 5 })
    assert.equal(node.event(GET), 'ok')
    node.pass(1_000)
    assert.deepEqual([...node.disk.keys()], ['objectCpu k'])
    node.start()
    assert.equal(node.event(GET), 'BUDGET_EXCEEDED')
    node.pass(40_000)
    assert.equal(node.event(GET), 'ok')
  })

  it('is so of owners, and of bytes', () => {
    const node = new Node({ ownerCpuMs: 5 })
    node.event(GET)
    node.pass(1_000)
    assert.deepEqual([...node.disk.keys()], ['ownerCpu ann'])
    node.start()
    assert.equal(node.event({ op: 'get', key: 'l' }), 'BUDGET_EXCEEDED')
  })

  it('keeps its penalty', () => {
    const node = new Node({ objectCpuMs: 6 })
    node.event(GET)
    node.pass(120_000)
    node.event(GET)
    node.pass(1_000)
    node.start()
    node.event({ op: 'inspect', key: 'k' })
    const [, answer] = node.effects
    assert.ok(answer?.type === 'respond' && answer.response.ok && answer.response.op === 'inspect')
    assert.equal(answer.response.spent.cpuMicros.penalty, 2)
  })

  it('is forgotten on the disk when it is paid', () => {
    const node = new Node({ objectCpuMs: 5 })
    node.event(GET)
    node.pass(1_000)
    node.pass(3_600_000)
    node.start()
    node.pass(1_000)
    assert.equal(node.disk.size, 0)
    assert.equal(node.event(GET), 'ok')
  })

  it('is written in batches, however many owe', () => {
    const node = new Node({ objectCpuMs: 5, ownerCpuMs: 1_000_000, handlerPercent: 10_000 })
    for (let at = 0; at < 1_500; at++) node.event({ op: 'get', key: `k${at}` })
    assert.equal(node.disk.size, 0)
    node.pass(1_000)
    assert.deepEqual([node.writes, node.disk.size], [1, 1_000])
    node.pass(1_000)
    assert.deepEqual([node.writes, node.disk.size], [2, 1_500])
    assert.equal(node.core.deadline(), undefined)
  })
})

describe('the owner of an object whose budget is used up', () => {
  it('may delete it, and nobody else may', () => {
    const node = new Node({ objectCpuMs: 5 })
    node.event(GET)
    assert.equal(node.event(DELETE), 'BUDGET_EXCEEDED')
    assert.equal(node.event(DELETE, { id: 'ann', object: 'another' }), 'BUDGET_EXCEEDED')
    assert.equal(node.event(DELETE, { id: 'ann' }), 'permit')
    assert.equal(node.count.mended, 1)
  })

  it('may put it anew, also when its own budget is used up, once every few seconds', () => {
    const node = new Node({ ownerCpuMs: 5 })
    node.event(GET)
    const put = { op: 'put', key: 'k', code: 'export default {}' } as const
    assert.equal(node.event({ ...put, key: 'l' }, { id: 'ann' }), 'permit')
    assert.equal(node.event(put, { id: 'ann' }), 'BUDGET_EXCEEDED')
    node.pass(5_000)
    assert.equal(node.event(put, { id: 'ann' }), 'permit')
  })

  it('is told when it may, if that is sooner than anybody else may', () => {
    const node = new Node({ ownerCpuMs: 5 })
    node.event(GET)
    node.event(DELETE, { id: 'ann' })
    node.event({ op: 'delete', key: 'l' }, { id: 'ann' })
    const last = node.effects.at(-1)
    assert.ok(last?.type === 'respond' && !last.response.ok)
    assert.equal(last.response.failure.details?.retryAfterMs, 5_000)
  })

  it('does not go beyond the share of the node', () => {
    const node = new Node({ handlerPercent: 1 })
    for (let at = 0; at < 3; at++) node.event(GET)
    assert.equal(node.event(DELETE, { id: 'ann' }), 'BUSY')
  })
})

describe('what was refused for a budget', () => {
  it('is refused again for a second without reading the object', () => {
    const node = new Node({ objectCpuMs: 5 })
    node.event(GET)
    assert.equal(node.event(GET), 'BUDGET_EXCEEDED')
    assert.ok(node.effects.some(({ type }) => type === 'read'))
    node.now += 600
    assert.equal(node.event(GET), 'BUDGET_EXCEEDED')
    assert.ok(!node.effects.some(({ type }) => type === 'read'))
    node.now += 600
    assert.equal(node.event(GET), 'BUDGET_EXCEEDED')
    assert.ok(node.effects.some(({ type }) => type === 'read'))
    assert.equal(node.count.refusedUnread, 1)
  })

  it('is read when it asks for what runs no handler', () => {
    const node = new Node({ objectCpuMs: 5 })
    for (let at = 0; at < 2; at++) node.event(GET)
    node.event({ ...GET, source: true })
    assert.ok(node.effects.some(({ type }) => type === 'read'))
  })
})

describe('the share of a node', () => {
  it('is of the time that was measured where that is more; budgets of objects are not', () => {
    const node = new Node({ handlerPercent: 5 })
    assert.equal(node.event(GET, undefined, 60_000), 'ok')
    assert.equal(node.event(GET), 'BUSY')
    assert.equal(node.count.shareMicros, 60_000)
    assert.equal(node.count.handlerMicros, 8_026)
  })

  it('is hardly touched by what is remembered, which objects pay for all the same', () => {
    const [node, other] = [new Node({}), new Node({})]
    node.event(GET, undefined, undefined, { remembered: true })
    other.event(GET)
    assert.equal(node.count.shareMicros, 1)
    assert.equal(node.count.handlerMicros, other.count.handlerMicros)
  })

  it('is of all parts of a handler that waited', () => {
    const { core, effects, now } = new Node({})
    core.arrive(1, GET, { id: 'client' }, now)
    const everyone = { quorum: { n: 3, r: 2, w: 2 }, list: ['A'], answers: new Map() }
    core.reconciled(1, { record: record(ACTIVE), local: null, ...everyone }, now)
    const { usage } = RAN
    const lookup = { id: 1, type: 'lookup', key: 'k' } as const
    core.finished(1, { ok: true, chain: 'c', calls: [lookup], privileged: false, usage, micros: 30_000 }, now)
    core.called(1, { id: 1, ok: true, answer: { nodes: [] } })
    assert.equal(effects.at(-1)?.type, 'resume')
    core.finished(1, { ...RAN, micros: 40_000 }, now)
    assert.equal(core.counts.all().shareMicros, 70_000)
  })
})
