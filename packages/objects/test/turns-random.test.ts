// The objects core under random orders of arrivals and answers, good ones and bad: each turn is answered exactly once,
// one turn of an object decides at a time, and nothing is left behind.
import assert from 'node:assert/strict'
import { it } from 'node:test'
import { amend, encodeValue, NO_USAGE, type ObjectRecord } from '@halley/model'
import fc from 'fast-check'
import { actor, record, vector } from '../../model/test/words.ts'
import type { ObjectsEffect } from '../src/effects.ts'
import type { Outcome } from '../src/invocation.ts'
import { Objects } from '../src/objects.ts'
import { OBJECTS_DEFAULTS } from '../src/options.ts'

const REQUESTS = [
  { op: 'get' },
  { op: 'put', value: encodeValue('y') },
  { op: 'put', value: encodeValue('y'), context: vector('a1') },
  { op: 'put', value: encodeValue('y'), context: vector('a1 b9') },
  { op: 'put', code: '// put', value: encodeValue('z') },
  { op: 'put' },
  { op: 'delete' },
  { op: 'inspect' }
] as const

const STARTS = [
  '{} ',
  '{a1} a1=x',
  '{a1} a1=x!get.update.delete',
  '{a1 b1} a1=x!get b1=y!update',
  '{a1} a1=†'
]

const moves = fc.array(fc.record({ arrive: fc.nat(2 * REQUESTS.length), pick: fc.nat(), how: fc.nat(9) }), {
  maxLength: 60
})

it('each turn is answered exactly once, whatever comes back in whatever order', () => {
  fc.assert(fc.property(fc.constantFrom(...STARTS), moves, play), { seed: 111, numRuns: 500 })
})

interface Move {
  readonly arrive: number
  readonly pick: number
  readonly how: number
}

function play(start: string, list: readonly Move[]): void {
  let object = record(start)
  const open: ObjectsEffect[] = []
  const answered = new Map<number, number>()
  const core = new Objects({
    self: 'A',
    secret: '',
    options: { ...OBJECTS_DEFAULTS, mailboxEvents: 4 },
    emit: (effect) => {
      if (effect.type === 'respond' || effect.type === 'ended')
        answered.set(effect.turn, (answered.get(effect.turn) ?? 0) + 1)
      else open.push(effect)
    }
  })
  const answer = (effect: ObjectsEffect, how: number): void => {
    object = answerTo(core, effect, how, object)
  }
  let turns = 0
  for (const { arrive, pick, how } of list) {
    const request = REQUESTS[arrive]
    if (request !== undefined) core.arrive(++turns, { ...request, key: 'k' }, { id: 'client' }, 100)
    else if (open.length > 0) answer(open.splice(pick % open.length, 1)[0] as ObjectsEffect, how)
    const deciding = open.filter(({ type }) => ['invoke', 'permit', 'commit', 'refresh'].includes(type))
    assert.ok(deciding.length <= 1, `${deciding.map(({ type, turn }) => `${type} ${turn}`)} at a time`)
    assert.equal(core.size, turns - answered.size)
  }
  for (let next = open.shift(); next !== undefined; next = open.shift()) answer(next, 9)
  assert.deepEqual(
    [...answered.keys()].toSorted((a, b) => a - b),
    Array.from({ length: turns }, (_, at) => at + 1)
  )
  assert.ok([...answered.values()].every((times) => times === 1))
  assert.equal(core.size, 0)
}

// `how` below 2 is bad news; the rest are good news of several kinds.
function answerTo(core: Objects, effect: ObjectsEffect, how: number, object: ObjectRecord): ObjectRecord {
  const { turn } = effect
  const failure = { code: 'STORAGE_FAILED', message: '' }
  const bad = how < 2
  switch (effect.type) {
    case 'read': {
      const read = {
        record: object,
        local: null,
        quorum: { n: 3, r: 2, w: 2 },
        list: ['A'],
        answers: new Map()
      }
      if (bad) core.unread(turn, failure)
      else core.reconciled(turn, read, 100)
      return object
    }
    case 'refresh':
      if (bad) core.unread(turn, failure)
      else core.refreshed(turn, { record: object, local: null }, 100)
      return object
    case 'invoke':
      core.finished(turn, outcome(how), 100)
      return object
    case 'permit':
      core.permitted(turn, !bad)
      return object
    case 'commit': {
      const { edits } = effect.commit
      const before = object.context[actor('a')] ?? 0
      const after = amend(object, actor('a'), edits)
      const made = (after.context[actor('a')] ?? 0) - before
      const dots = Array.from({ length: made }, (_, at) => ({ actor: actor('a'), counter: before + at + 1 }))
      if (bad) core.uncommitted(turn, failure)
      else core.committed(turn, after, dots)
      return bad ? object : after
    }
    default:
      return object
  }
}

function outcome(how: number): Outcome {
  if (how < 2) return { ok: false, failure: { code: 'HANDLER_THREW', message: '' }, usage: NO_USAGE }
  return {
    ok: true,
    decision: how < 4 ? 'refuse' : how < 7 ? 'keep' : 'accept',
    state: encodeValue(`state ${how}`),
    stateChanged: how % 2 === 0,
    local: encodeValue({}),
    localChanged: how === 5,
    deleteSelf: how === 6,
    handlers: ['onGet'],
    usage: NO_USAGE
  }
}
