// Ticks: what an object does when a timer of it is due, and what becomes of the timer. Rounds through the core, one tick each.
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import {
  amend,
  type Edit,
  encodeValue,
  NO_USAGE,
  type ObjectRecord,
  packLocal,
  type Timer,
  unpackTicks
} from '@halley/model'
import { actor, life, record, showState } from '../../model/test/words.ts'
import type { Commit, ObjectsEffect } from '../src/effects.ts'
import type { Invocation, Outcome, TimerAction, Yielded } from '../src/invocation.ts'
import { Objects } from '../src/objects.ts'
import { OBJECTS_DEFAULTS } from '../src/options.ts'
import type { TurnRequest } from '../src/step.ts'

const QUORUM = { n: 3, r: 2, w: 2 }
const OPTIONS = { ...OBJECTS_DEFAULTS, timerLeastMs: 10, timerEveryMs: 600 }

/** What one event of an object came to. */
interface Round {
  readonly invocations: readonly Invocation[]
  readonly commit?: Commit
  readonly failure?: string
  readonly done?: boolean
  readonly counts: Readonly<Record<string, number>>
}

type Handler = (invocation: Invocation) => Partial<Yielded> | string

/** Runs one event at 1,000 on what is there. A handler that returns text fails with that code. */
function round(
  request: TurnRequest,
  there: ObjectRecord,
  handler: Handler = () => ({}),
  local?: Uint8Array
): Round {
  const invocations: Invocation[] = []
  const found: { commit?: Commit; failure?: string; done?: boolean } = {}
  const waiting: ObjectsEffect[] = []
  const core = new Objects({
    self: 'A',
    secret: '',
    options: OPTIONS,
    emit: (effect) => waiting.push(effect)
  })
  core.arrive(1, request, { id: 'A' }, 1_000)
  for (let effect = waiting.shift(); effect !== undefined; effect = waiting.shift()) {
    const copy = { record: there, local: local ?? null }
    if (effect.type === 'read')
      core.reconciled(1, { ...copy, quorum: QUORUM, list: ['A'], answers: new Map() }, 1_000)
    else if (effect.type === 'refresh') core.refreshed(1, copy, 1_000)
    else if (effect.type === 'permit') core.permitted(1, true)
    else if (effect.type === 'invoke') {
      invocations.push(effect.invocation)
      core.finished(1, outcomeOf(effect.invocation, handler), 1_000)
    } else if (effect.type === 'commit') {
      found.commit = effect.commit
      core.committed(1, there, [])
    } else if (effect.type === 'ended') found.done = effect.done
    else if (effect.type === 'respond' && !effect.response.ok) found.failure = effect.response.failure.code
  }
  return { invocations, ...found, counts: core.counts.all() }
}

function outcomeOf(invocation: Invocation, handler: Handler): Outcome {
  const did = handler(invocation)
  if (typeof did === 'string') return { ok: false, failure: { code: did, message: '' }, usage: NO_USAGE }
  return {
    ok: true,
    decision: invocation.event === 'put' || invocation.event === 'load' ? 'accept' : 'keep',
    state: invocation.state ?? encodeValue('new'),
    stateChanged: did.state !== undefined,
    local: invocation.local ?? encodeValue({}),
    localChanged: did.local !== undefined,
    deleteSelf: false,
    handlers: ['onTimer'],
    usage: NO_USAGE,
    ...did
  }
}

function timed(text: string, ...timers: (readonly Timer[])[]): ObjectRecord {
  const found = record(text)
  return {
    ...found,
    siblings: found.siblings.map((sibling, at) => ({ ...sibling, timers: timers[at] ?? [] }))
  }
}

function timer(name: string, due: number, every?: number, on: Timer['on'] = 'primary'): Timer {
  return { name, due, ...(every === undefined ? {} : { every }), on }
}

const PRIMARY = { op: 'tick', key: 'k', on: 'primary' } as const
const REPLICA = { op: 'tick', key: 'k', on: 'replica' } as const

/** The one version that the event made. */
function made({ commit }: Round): Edit {
  assert.equal(commit?.edits.length, 1)
  return commit?.edits[0] as Edit
}

function dues({ content }: Edit): string {
  return (content?.timers ?? []).map(({ name, due }) => `${name} ${due}`).join(', ')
}

describe('a tick of the object', () => {
  it('runs onTimer, and writes what it did together with the next due time', () => {
    const there = timed('{a1} a1=x!timer', [timer('beat', 900, 300)])
    const ran = round(PRIMARY, there, () => ({ state: encodeValue('y') }))
    assert.deepEqual(ran.invocations[0]?.timer, { name: 'beat', due: 900, missed: 0, on: 'primary' })
    const edit = made(ran)
    assert.equal(dues(edit), 'beat 1200')
    assert.equal(showState(edit.content?.state as Uint8Array), 'y')
    assert.deepEqual(
      edit.supersedes,
      there.siblings.map(({ dot }) => dot)
    )
    assert.equal(ran.done, true)
    assert.equal(ran.counts.ticks, 1)
  })

  it('advances the timer where the handler changed nothing', () => {
    const ran = round(PRIMARY, timed('{a1} a1=x!timer', [timer('beat', 1_000, 300)]))
    assert.equal(dues(made(ran)), 'beat 1300')
  })

  it('says how many were missed, and goes on in step', () => {
    const ran = round(PRIMARY, timed('{a1} a1=x!timer', [timer('beat', 150, 300)]))
    assert.equal(ran.invocations[0]?.timer?.missed, 2)
    assert.equal(dues(made(ran)), 'beat 1050')
  })

  it('is of the timer that has been due for longest, and of no other', () => {
    const timers = [
      timer('a', 990, 300),
      timer('b', 980, 300),
      timer('c', 1_001, 300),
      timer('r', 1, 300, 'replica')
    ]
    const ran = round(PRIMARY, timed('{a1} a1=x!timer', timers))
    assert.equal(ran.invocations.length, 1)
    assert.equal(dues(made(ran)), 'a 990, b 1280, c 1001, r 1')
  })

  it('does nothing where the quorum knows that another home was faster', () => {
    const ran = round(PRIMARY, timed('{a2} a2=x!timer', [timer('beat', 1_200, 300)]))
    assert.deepEqual([ran.invocations.length, ran.commit, ran.done], [0, undefined, true])
    assert.equal(ran.counts.ticks, 0)
  })

  it('ends a timer that runs once, which its handler may set again', () => {
    const there = timed('{a1} a1=x!timer', [timer('once', 900)])
    assert.equal(dues(made(round(PRIMARY, there))), '')
    const again: TimerAction = { type: 'set', name: 'once', at: 5_000, on: 'primary' }
    assert.equal(dues(made(round(PRIMARY, there, () => ({ timers: [again] })))), 'once 5000')
  })

  it('may clear its own timer', () => {
    const there = timed('{a1} a1=x!timer', [timer('beat', 900, 300)])
    const clear = (): Partial<Yielded> => ({ timers: [{ type: 'clear', name: 'beat' }] })
    assert.equal(dues(made(round(PRIMARY, there, clear))), '')
  })

  it('of an object that asks to be deleted leaves a tombstone', () => {
    const there = timed('{a1} a1=x!timer', [timer('beat', 900, 300)])
    const { content } = made(round(PRIMARY, there, () => ({ deleteSelf: true })))
    assert.deepEqual([content?.kind, content?.timers], ['tombstone', undefined])
  })

  it('drops the timer of an object that has no onTimer', () => {
    const ran = round(PRIMARY, timed('{a1} a1=x!get', [timer('beat', 900, 300)]))
    assert.deepEqual([ran.invocations.length, dues(made(ran))], [0, ''])
  })

  it('of several versions runs on the latest that has the timer, and another one stays', () => {
    const there = timed('{a1 b1} a1=x!timer b1=y!timer', [timer('beat', 900, 300)], [timer('beat', 950, 300)])
    const ran = round(PRIMARY, there, () => ({ state: encodeValue('z') }))
    assert.equal(ran.invocations[0]?.timer?.due, 950)
    const edit = made(ran)
    assert.deepEqual(edit.supersedes, [{ actor: actor('b'), counter: 1 }])
    const after = amend(there, actor('c'), [edit])
    assert.equal(round(PRIMARY, after).commit, undefined, 'the stale one makes it due no more')
  })
})

describe('a tick that fails', () => {
  it('is over where the timer repeats, and counted', () => {
    const ran = round(PRIMARY, timed('{a1} a1=x!timer', [timer('beat', 900, 300)]), () => 'HANDLER_THREW')
    assert.equal(dues(made(ran)), 'beat 1200')
    assert.equal(showState(made(ran).content?.state as Uint8Array), 'x')
    assert.deepEqual([ran.counts.ticksFailed, ran.counts.ticks, ran.done], [1, 0, true])
  })

  it('is tried again a few times where it runs once, ever later, and then given up', () => {
    let there = timed('{a1} a1=x!timer', [timer('once', 900)])
    const tries: string[] = []
    for (let at = 2; at < 7; at++) {
      const edit = made(round(PRIMARY, there, () => 'HANDLER_THREW'))
      tries.push(dues(edit))
      const timers = (edit.content?.timers ?? []).map((timer) => ({ ...timer, due: 900 }))
      there = timed(`{a${at}} a${at}=x!timer`, timers)
    }
    assert.deepEqual(tries, ['once 6000', 'once 11000', 'once 21000', 'once 41000', ''])
  })

  it('by no fault of its own is tried again from the beginning', () => {
    for (const code of ['BUSY', 'SANDBOX_FAULT']) {
      const ran = round(PRIMARY, timed('{a1} a1=x!timer', [timer('beat', 900, 300)]), () => code)
      assert.deepEqual([ran.commit, ran.done], [undefined, false])
    }
  })

  it('because it leaves too many timers, changes nothing but the timer', () => {
    const sets = Array.from(
      { length: 16 },
      (_, at): TimerAction => ({ type: 'set', name: `t${at}`, after: 50, on: 'primary' })
    )
    const there = timed('{a1} a1=x!timer', [timer('beat', 900, 300)])
    const ran = round(PRIMARY, there, () => ({ state: encodeValue('y'), timers: sets }))
    assert.equal(dues(made(ran)), 'beat 1200')
    assert.equal(showState(made(ran).content?.state as Uint8Array), 'x')
  })
})

describe('a tick of a replica', () => {
  const there = timed('{a1} a1=x!timer', [timer('pulse', 500, 300, 'replica')])

  it('changes the state of its own, and remembers the tick with it', () => {
    const ran = round(REPLICA, there, () => ({ local: encodeValue('mine') }))
    const tick = ran.invocations[0]?.timer
    assert.ok(tick !== undefined && tick.on === 'replica' && tick.missed === 0)
    const { edits, local } = ran.commit as Commit
    assert.deepEqual(edits, [])
    const done = unpackTicks([life('0')], local as Uint8Array).get('pulse') as number
    assert.ok(done > 700 && done <= 1_000 && (done - tick.due) % 300 === 0)
    assert.equal(round(REPLICA, there, undefined, local as Uint8Array).commit, undefined, 'and does it once')
  })

  it('says how many it missed since its last one', () => {
    const before = packLocal(life('0'), null, new Map([['pulse', 500]]))
    const first = round(REPLICA, there).invocations[0]?.timer?.due as number
    const ran = round(REPLICA, there, undefined, before)
    assert.deepEqual(ran.invocations[0]?.timer?.missed, Math.floor((1_000 - first) / 300))
  })

  const forbidden: [string, Partial<Yielded>][] = [
    ['change the object', { state: encodeValue('y') }],
    ['delete the object', { deleteSelf: true }],
    ['set timers', { timers: [{ type: 'set', name: 'a', every: 500, on: 'primary' }] }]
  ]
  for (const [what, did] of forbidden)
    it(`may not ${what}: it fails, and its tick is over`, () => {
      const ran = round(REPLICA, there, () => ({ ...did, local: encodeValue('mine') }))
      assert.equal(ran.commit?.edits.length, 0)
      assert.ok(unpackTicks([life('0')], ran.commit?.local as Uint8Array).has('pulse'))
      assert.deepEqual(
        Buffer.from((ran.commit as Commit).local?.subarray(-1) ?? []),
        Buffer.from(encodeValue({}))
      )
    })
})

describe('timers that handlers set', () => {
  const code = '// timer'
  const put = { op: 'put', key: 'k', code } as const

  it('of an object that says nothing of timers and has an onTimer: one, at Comet’s rate', () => {
    const [tick] = made(round(put, record('{}'))).content?.timers ?? []
    assert.deepEqual([tick?.name, tick?.every, tick?.on], ['tick', 600, 'primary'])
    assert.ok(tick !== undefined && tick.due >= 1_600 && tick.due < 1_660, 'spread over a tenth')
  })

  it('of an object whose code sets timers in other handlers, or clears them when it is put: none', () => {
    const source = '// timer.setTimer'
    const edit = made(round({ ...put, code: source }, record('{}')))
    assert.equal(edit.content?.timers, undefined)
    const clear: TimerAction = { type: 'clear', name: 'any' }
    assert.equal(made(round(put, record('{}'), () => ({ timers: [clear] }))).content?.timers, undefined)
  })

  it('are those that its onPut sets, if it sets any', () => {
    const set: TimerAction = { type: 'set', name: 'mine', at: 3_000, every: 500, on: 'replica' }
    const edit = made(round(put, record('{}'), () => ({ timers: [set] })))
    assert.deepEqual(edit.content?.timers, [{ name: 'mine', due: 3_000, every: 500, on: 'replica' }])
  })

  it('begin anew with new code', () => {
    const there = timed('{a1} a1=x!update', [timer('old', 5_000, 300)])
    const edit = made(round(put, there, ({ event }) => (event === 'update' ? { decision: 'accept' } : {})))
    assert.match(dues(edit), /^tick \d+$/)
  })

  it('make a version though the state stays as it was', () => {
    const there = timed('{a1} a1=x!get', [timer('old', 5_000, 300)])
    const set: TimerAction = { type: 'set', name: 'soon', after: 1, on: 'primary' }
    const edit = made(round({ op: 'get', key: 'k' }, there, () => ({ timers: [set] })))
    assert.equal(dues(edit), 'old 5000, soon 1010', 'not sooner than the shortest interval')
  })

  it('are not spread where the moment is named, and spread by the key where they repeat', () => {
    const dueOf = (key: string, set: Omit<TimerAction & { type: 'set' }, 'type' | 'name' | 'on'>) =>
      made(
        round({ op: 'put', key, code }, record('{}'), () => ({
          timers: [{ type: 'set', name: 't', on: 'primary', ...set }]
        }))
      ).content?.timers?.[0]?.due as number
    assert.equal(dueOf('k', { at: 2_000 }), 2_000)
    const first = Array.from({ length: 20 }, (_, at) => dueOf(`k${at}`, { every: 100_000 }))
    assert.ok(new Set(first).size > 15)
    for (const due of first) assert.ok(due >= 101_000 && due < 111_000)
  })

  it('too often, under too long a name or too many of them are refused', () => {
    const refused = (timers: readonly TimerAction[]) => round(put, record('{}'), () => ({ timers })).failure
    assert.equal(refused([{ type: 'set', name: 'a', every: 99, on: 'primary' }]), 'TIMER_INVALID')
    assert.equal(refused([{ type: 'set', name: 'é'.repeat(33), every: 10, on: 'primary' }]), 'TIMER_INVALID')
    assert.equal(refused([{ type: 'clear', name: '' }]), 'TIMER_INVALID')
    const many = Array.from(
      { length: 17 },
      (_, at): TimerAction => ({ type: 'set', name: `t${at}`, after: 50, on: 'primary' })
    )
    assert.equal(refused(many), 'TIMER_INVALID')
    assert.equal(refused(many.slice(1)), undefined)
  })

  it('are united by a merge', () => {
    const there = timed(
      '{a1 b1} a1=x!merge b1=y!merge',
      [timer('beat', 1_400, 300)],
      [timer('beat', 1_100, 300), timer('b', 7_000)]
    )
    const ran = round({ op: 'merge', key: 'k' }, there, () => ({ state: encodeValue('xy') }))
    assert.equal(dues(made(ran)), 'b 7000, beat 1400')
  })
})
