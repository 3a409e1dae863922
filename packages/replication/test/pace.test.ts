// When a coordinator is late, and what is done about it.
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { type ClientRequest, type ClientResponse, Counts, HEDGE_DECLINED } from '@halley/model'
import { REPLICATION_COUNTS, type ReplicationCounts } from '../src/counts.ts'
import { Pace } from '../src/pace.ts'
import { Routing } from '../src/routing.ts'

function paceOf(answers: readonly number[], leastMs = 10): Pace {
  const pace = new Pace(leastMs)
  for (const ms of answers) pace.answered(ms)
  return pace
}

const STEADY = Array.from({ length: 64 }, (_, at) => at + 1)

describe('pace', () => {
  it('knows nothing before the sixteenth answer', () => {
    assert.equal(paceOf(STEADY.slice(0, 15)).begin(), undefined)
    assert.equal(paceOf(STEADY.slice(0, 16)).begin(), 16)
  })

  it('is the 95th percentile of the last 64 answers', () => {
    assert.equal(paceOf(STEADY).begin(), 61)
    assert.equal(paceOf([...STEADY, ...Array(64).fill(30)]).begin(), 30)
  })

  it('never calls an answer late that took no longer than the least', () => {
    assert.equal(paceOf(Array(64).fill(1)).begin(), 10)
  })

  it('allows a burst of ten hedges, and then one in twenty requests', () => {
    const pace = paceOf(STEADY)
    assert.deepEqual(
      Array.from({ length: 11 }, () => pace.hedge()),
      [...Array(10).fill(true), false]
    )
    for (let request = 0; request < 19; request++) pace.begin()
    assert.equal(pace.hedge(), false)
    for (let request = 0; request < 2; request++) pace.begin()
    assert.equal(pace.hedge(), true)
    assert.equal(pace.hedge(), false)
  })
})

const OK: ClientResponse = {
  ok: true,
  op: 'get',
  coordinator: 'B',
  context: {},
  usage: { instructions: 0, steps: 0, memory: 0 },
  replies: []
}

/** A router at node A that has heard 64 answers, each after 20 ms unless others are named; what it asks for is written down. */
function router(answers = Array(64).fill(20)): {
  routing: Routing
  said: string[]
  at: (ms: number) => void
  counts: ReplicationCounts
} {
  const said: string[] = []
  let now = 0
  const pace = paceOf(answers)
  const counts = new Counts(REPLICATION_COUNTS)
  const routing = new Routing(
    {
      self: 'A',
      quorum: { n: 3, r: 2, w: 2 },
      timeoutMs: 8_000,
      isDown: (node) => node === 'D',
      pace,
      counts,
      now: () => now
    },
    (effect) => {
      if (effect.type === 'hand-over')
        said.push(`to ${effect.to}${isHedged(effect.request) ? ' besides' : ''}`)
      else if (effect.type === 'coordinate') said.push('coordinate')
      else if (effect.type === 'check') said.push(`check ${effect.to}`)
      else said.push(effect.response.ok ? 'ok' : effect.response.failure.code)
    }
  )
  const at = (ms: number): void => {
    now = ms
    routing.tick(now)
  }
  return { routing, said, at, counts }
}

function isHedged(request: ClientRequest): boolean {
  return request.op === 'get' && request.hedged === true
}

const CALLER = { id: 'A' }

/** A get that this node does not answer itself. */
const GET = { op: 'get', key: 'k', source: true } as const

describe('routing: a coordinator that is late', () => {
  it('is joined by the next that is up for a get; whoever answers first is heard', () => {
    const { routing, said, at, counts } = router()
    routing.start(1, GET, CALLER)
    routing.located(1, ['B', 'D', 'C', 'E'])
    at(19)
    assert.deepEqual(said, ['to B'])
    at(20)
    assert.deepEqual(said, ['to B', 'check B', 'to C besides'])
    routing.answered(1, 'C', OK)
    routing.answered(1, 'B', OK)
    assert.deepEqual(said, ['to B', 'check B', 'to C besides', 'ok'])
    assert.equal(routing.size, 0)
    const { handedOver, hedges, hedgesWon } = counts.all()
    assert.deepEqual({ handedOver, hedges, hedgesWon }, { handedOver: 2, hedges: 1, hedgesWon: 1 })
  })

  it('is waited for by a put and a delete', () => {
    const { routing, said, at } = router()
    routing.start(1, { op: 'put', key: 'k', value: new Uint8Array(1) }, CALLER)
    routing.located(1, ['B', 'C'])
    routing.start(2, { op: 'delete', key: 'k' }, CALLER)
    routing.located(2, ['B', 'C'])
    at(2_000)
    assert.deepEqual(said, ['to B', 'to B', 'check B', 'check B'])
  })

  it('is still waited for when the other fails', () => {
    const { routing, said, at } = router()
    routing.start(1, GET, CALLER)
    routing.located(1, ['B', 'C'])
    at(20)
    routing.unanswered(1, 'C')
    assert.deepEqual(said, ['to B', 'check B', 'to C besides'])
    routing.answered(1, 'B', OK)
    assert.deepEqual(said, ['to B', 'check B', 'to C besides', 'ok'])
  })

  it('has no say any more once the other has leave to write, nor gets leave itself', () => {
    const { routing, said, at } = router()
    routing.start(1, GET, CALLER)
    routing.located(1, ['B', 'C'])
    at(20)
    assert.equal(routing.confirm(1, 'C'), true)
    assert.equal(routing.confirm(1, 'B'), false)
    routing.answered(1, 'B', { ok: false, failure: { code: 'TIMEOUT', message: '' } })
    assert.deepEqual(said, ['to B', 'check B', 'to C besides'])
    routing.answered(1, 'C', OK)
    assert.deepEqual(said, ['to B', 'check B', 'to C besides', 'ok'])
  })

  it('is not joined by anybody once it has leave to write', () => {
    const { routing, said, at } = router()
    routing.start(1, GET, CALLER)
    routing.located(1, ['B', 'C'])
    assert.equal(routing.confirm(1, 'B'), true)
    at(20)
    assert.deepEqual(said, ['to B'])
  })

  const DECLINED: ClientResponse = { ok: false, failure: { code: HEDGE_DECLINED, message: '' } }

  it('is alone again where the other must not run handlers beside it; when it is silent the other is asked anew, alone', () => {
    const { routing, said, at, counts } = router()
    routing.start(1, GET, CALLER)
    routing.located(1, ['B', 'C'])
    at(20)
    routing.answered(1, 'C', DECLINED)
    assert.equal(counts.all().hedgesDeclined, 1)
    assert.deepEqual(said, ['to B', 'check B', 'to C besides'])
    routing.unanswered(1, 'B')
    routing.answered(1, 'C', OK)
    assert.deepEqual(said, ['to B', 'check B', 'to C besides', 'to C', 'ok'])
  })

  it('that is silent before the other declines is followed by a third, or by the other when it has declined', () => {
    for (const list of ['BCE', 'BC']) {
      const { routing, said, at } = router()
      routing.start(1, GET, CALLER)
      routing.located(1, [...list])
      at(20)
      routing.unanswered(1, 'B')
      routing.answered(1, 'C', DECLINED)
      const last = list.at(-1)
      routing.answered(1, `${last}`, OK)
      assert.deepEqual(said, ['to B', 'check B', 'to C besides', `to ${last}`, 'ok'])
    }
  })

  it('with a handler’s get is soon asked whether it is there, however little is known, and nobody is asked besides', () => {
    for (const known of [0, 64]) {
      const { routing, said, at } = router(Array(known).fill(1_000))
      routing.start(1, GET, { id: 'A', object: 'other', depth: 1 })
      routing.located(1, ['B', 'C'])
      at(249)
      assert.deepEqual(said, ['to B'])
      at(250)
      assert.deepEqual(said, ['to B', 'check B'])
      routing.unanswered(1, 'B')
      assert.deepEqual(said, ['to B', 'check B', 'to C'])
    }
  })
})
