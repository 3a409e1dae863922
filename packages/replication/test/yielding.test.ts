// Background work gives way: how many pieces at a time, how long the pauses, and the line of others' questions.
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { Counts, type Message, type NodeId } from '@halley/model'
import { REPLICATION_COUNTS } from '../src/counts.ts'
import { Throttle } from '../src/exchange/throttle.ts'
import { Yielding } from '../src/exchange/yielding.ts'

class Clock {
  now = 1_000
  underWay = 0
  work(operations: number): void {
    this.underWay = operations
  }

  readonly init = {
    options: { transfersAtOnce: 3 },
    underWay: (): number => this.underWay,
    now: (): number => this.now
  }
}

function throttled(): { clock: Clock; throttle: Throttle; freed: () => number } {
  const clock = new Clock()
  let freed = 0
  const throttle = new Throttle({ ...clock.init, free: () => freed++ })
  return { clock, throttle, freed: () => freed }
}

describe('the throttle of background work', () => {
  it('lets so many pieces run at a time while nothing else is to do', () => {
    const { throttle, freed } = throttled()
    assert.deepEqual(
      [throttle.begin(), throttle.begin(), throttle.begin(), throttle.begin()],
      [true, true, true, false]
    )
    throttle.ended()
    assert.equal(freed(), 1, 'who was refused may try again')
    assert.equal(throttle.begin(), true)
  })

  for (const [what, busy] of [
    ['a request has just begun', ({ throttle }) => throttle.asked()],
    ['more than a few operations are under way', ({ clock }) => clock.work(5)]
  ] as [string, (of: ReturnType<typeof throttled>) => void][]) {
    it(`one piece at a time while ${what}`, () => {
      const all = throttled()
      busy(all)
      assert.equal(all.throttle.begin(), true)
      assert.equal(all.throttle.begin(), false)
    })
  }

  const pauses: [number, number][] = [
    [0, 5],
    [1, 5],
    [4, 16],
    [20, 80],
    [400, 500]
  ]
  for (const [took, resumes] of pauses) {
    it(`after a piece of ${took} ms the next one may begin ${resumes} ms after it began`, () => {
      const { clock, throttle } = throttled()
      clock.underWay = 5
      throttle.begin()
      clock.now += took
      throttle.ended()
      const resumesAt = 1_000 + Math.max(took, Math.min(resumes, 100))
      if (clock.now < resumesAt) {
        assert.equal(throttle.begin(), false)
        assert.equal(throttle.deadline()?.at, resumesAt)
        assert.equal(throttle.tick(resumesAt - 1), false)
        assert.equal(throttle.tick(resumesAt), true)
      }
      clock.now = resumesAt
      assert.equal(throttle.begin(), true)
    })
  }

  it('is at full speed again a moment after the last request', () => {
    const { clock, throttle } = throttled()
    throttle.asked()
    clock.now += 100
    assert.deepEqual([throttle.begin(), throttle.begin()], [true, true])
  })
})

function answering(): {
  clock: Clock
  yielding: Yielding
  said: string[]
  ask: (from: NodeId, id: number) => void
} {
  const clock = new Clock()
  const said: string[] = []
  const yielding = new Yielding({
    ...clock.init,
    counts: new Counts(REPLICATION_COUNTS),
    serve: (from, { id }) => said.push(`serves ${from}${id}`),
    send: (to, { id, type }) => said.push(`${type} ${to}${id}`)
  })
  const ask = (from: NodeId, id: number): void =>
    yielding.arrived(from, { type: 'read', id, key: 'k', background: true } satisfies Message)
  return { clock, yielding, said, ask }
}

describe('background questions of other nodes', () => {
  it('are served at once where there is nothing else to do', () => {
    const { said, ask } = answering()
    ask('A', 1)
    ask('B', 1)
    assert.deepEqual(said, ['serves A1', 'serves B1'])
  })

  it('wait in line beside requests, and are served in their order', () => {
    const { clock, yielding, said, ask } = answering()
    yielding.asked()
    ask('A', 1)
    ask('B', 1)
    ask('A', 2)
    assert.deepEqual(said, ['serves A1'])
    clock.now += 2
    yielding.answered('A', 1)
    assert.deepEqual(said, ['serves A1'])
    clock.now = yielding.deadline()?.at as number
    yielding.tick(clock.now)
    assert.deepEqual(said, ['serves A1', 'serves B1'])
    clock.now += 200
    yielding.answered('B', 1)
    assert.deepEqual(said, ['serves A1', 'serves B1', 'serves A2'])
  })

  it('other answers, and those to questions of another node, end nothing', () => {
    const { yielding, said, ask } = answering()
    yielding.asked()
    ask('A', 1)
    ask('B', 2)
    yielding.answered('B', 1)
    yielding.answered('A', 2)
    assert.deepEqual(said, ['serves A1'])
    assert.equal(yielding.deadline(), undefined)
  })

  it('that arrive twice are served twice, and keep nobody waiting when both are answered', () => {
    const { clock, yielding, said, ask } = answering()
    ask('A', 1)
    ask('A', 1)
    for (const _ of said) yielding.answered('A', 1)
    clock.now += 100
    yielding.asked()
    ask('A', 2)
    assert.deepEqual(said, ['serves A1', 'serves A1', 'serves A2'])
  })

  it('are refused where the line is full', () => {
    const { yielding, said, ask } = answering()
    yielding.asked()
    for (let id = 0; id < 40; id++) ask('A', id)
    assert.equal(said[0], 'serves A0')
    assert.deepEqual(said.slice(1), [
      'failed A33',
      'failed A34',
      'failed A35',
      'failed A36',
      'failed A37',
      'failed A38',
      'failed A39'
    ])
  })
})
