// What Comet promises (Geambasu et al., "Comet: An Active Distributed Key-Value Store", OSDI 2010), clause by clause in
// our own words, and Halley's cores keeping it. The headings are those of the seed's slides on Comet. Handlers are plain
// functions here; what the sandbox itself promises is tested where it lives.
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { decodeValue, encodeValue, type Value } from '@halley/model'
import type { Invocation, Outcome } from '@halley/objects'
import { handlersOf, sourceOf } from '../../packages/model/test/words.ts'
import { Cluster, type ClusterOptions } from '../../packages/node/test/cluster.ts'
import { contextOf, told, values } from '../../packages/node/test/words.ts'

/** What a handler does: it gets what it was invoked with, and its state and local state decoded. */
type Handler = (invocation: Invocation, state: Value, local: Value) => Partial<Outcome>

/** A cluster whose objects have these handlers, by event; their code is `get.update`-like text. */
function active(
  handlers: Partial<Record<Invocation['event'], Handler>>,
  options: ClusterOptions = {}
): Cluster {
  return new Cluster('ABCD', {
    ...options,
    handlers: (invocation) => {
      const decoded = (bytes: Uint8Array | undefined): Value =>
        bytes === undefined ? null : decodeValue(bytes)
      const done = handlers[invocation.event]?.(
        invocation,
        decoded(invocation.state),
        decoded(invocation.local)
      )
      const state = invocation.event === 'update' ? invocation.incoming : invocation.state
      return { handlers: handlersOf(invocation.source), ...(state === undefined ? {} : { state }), ...done }
    }
  })
}

const REFUSED = { decision: 'refuse' } as const
const FAILED: Partial<Outcome> = { ok: false, failure: { code: 'INSTRUCTIONS_EXCEEDED', message: '' } }

/** Record and local state, byte for byte, at each node. */
function disks(cluster: Cluster): string[] {
  return cluster.list.map((name) => cluster.bytes(name, 'k'))
}

describe('Comet, Active Storage Objects: an object is data and code, and keeps both through the store', () => {
  it('the code travels with the data to every replica', () => {
    const cluster = active({})
    cluster.put('A', 'k', 'x', { code: sourceOf('get') })
    for (const name of 'ABC') assert.equal(cluster.held(name, 'k').siblings[0]?.code?.source, sourceOf('get'))
  })

  it('a passive object, one without code, is served without any handler', () => {
    let invocations = 0
    const cluster = active({ get: () => ({ state: encodeValue(++invocations) }) })
    cluster.put('A', 'k', 'x')
    assert.deepEqual(values(cluster.get('B', 'k')), ['x'])
    assert.equal(invocations, 0)
  })

  it('no handler is called that the object does not define', () => {
    const events: string[] = []
    const cluster = new Cluster('ABC', {
      handlers: ({ event, source }) => {
        events.push(event)
        return { handlers: handlersOf(source) }
      }
    })
    cluster.put('A', 'k', 'x', { code: sourceOf('timer') })
    cluster.get('B', 'k')
    cluster.request('A', { op: 'delete', key: 'k', context: contextOf(cluster.get('A', 'k')) })
    assert.deepEqual(events, ['put'], 'one look at new code, then nothing')
  })
})

describe('Comet, ASO Extension API, onPut: the object decides when it is first put', () => {
  it('refusing by null stores nothing anywhere', () => {
    const cluster = active({ put: () => REFUSED })
    assert.equal(told(cluster.put('A', 'k', 'x', { code: sourceOf('put') })), 'REFUSED')
    assert.deepEqual(disks(cluster), ['/', '/', '/', '/'])
  })

  it('what it returns is what is stored', () => {
    const cluster = active({ put: (_, state) => ({ state: encodeValue(`${state}!`) }) })
    cluster.put('A', 'k', 'x', { code: sourceOf('put') })
    assert.deepEqual(values(cluster.get('B', 'k')), ['x!'])
  })

  it('it knows who puts', () => {
    const callers: string[] = []
    const cluster = active({
      put: ({ caller }) => {
        callers.push(caller.id)
        return {}
      }
    })
    cluster.put('D', 'k', 'x', { code: sourceOf('put') })
    assert.deepEqual(callers, ['D'])
  })
})

describe('Comet, ASO Extension API, onUpdate: as we read it, on a put over an object the old object decides', () => {
  const put = (cluster: Cluster, value: Value, handlers: string) =>
    cluster.put('A', 'k', value, { code: sourceOf(handlers) })

  it('it sees its own state and what came, whatever code came with it', () => {
    const seen: Value[] = []
    const cluster = active({
      update: ({ incoming, source }, state) => {
        seen.push(state, decodeValue(incoming as Uint8Array), source)
        return {}
      }
    })
    put(cluster, 'old', 'update')
    put(cluster, 'new', 'get')
    assert.deepEqual(seen, ['old', 'new', sourceOf('update')])
  })

  it('accepting replaces data and code', () => {
    const cluster = active({ update: () => ({ decision: 'accept' }) })
    put(cluster, 'old', 'update')
    put(cluster, 'new', 'timer')
    assert.deepEqual(values(cluster.get('B', 'k')), ['new'])
    assert.equal(cluster.held('A', 'k').siblings[0]?.code?.source, sourceOf('timer'))
  })

  it('keeping itself leaves data and code as they were, and is no failure', () => {
    const cluster = active({ update: ({ state = encodeValue(null) }) => ({ decision: 'keep', state }) })
    put(cluster, 'old', 'update')
    const before = disks(cluster)
    assert.equal(told(put(cluster, 'new', 'timer')), 'ok')
    assert.deepEqual(disks(cluster), before)
  })

  it('it may take in what came instead', () => {
    const cluster = active({
      update: ({ incoming }, state) => ({
        decision: 'keep',
        state: encodeValue([state, decodeValue(incoming as Uint8Array)].flat()),
        stateChanged: true
      })
    })
    put(cluster, ['a'], 'update')
    put(cluster, ['b'], 'timer')
    assert.deepEqual(values(cluster.get('C', 'k')), [['a', 'b']])
  })

  it('refusing leaves it as it was and says so: a one-time value cannot be overwritten', () => {
    const cluster = active({ update: () => REFUSED })
    put(cluster, 'old', 'update')
    const before = disks(cluster)
    assert.equal(told(put(cluster, 'new', 'get')), 'REFUSED')
    assert.deepEqual(disks(cluster), before)
  })
})

describe('Comet, ASO Extension API, onGet: the object decides what a reader is told', () => {
  it('readers may be told different things', () => {
    const cluster = active({
      get: ({ caller }) => ({ decision: 'keep', reply: encodeValue(`for ${caller.id}`) })
    })
    cluster.put('A', 'k', 'x', { code: sourceOf('get') })
    assert.deepEqual(values(cluster.get('B', 'k')), ['for B'])
    assert.deepEqual(values(cluster.get('C', 'k')), ['for C'])
  })

  it('the reply may be made of the question', () => {
    const cluster = active({
      get: ({ payload }, state) => ({
        decision: 'keep',
        reply: encodeValue((state as Record<string, Value>)[decodeValue(payload as Uint8Array) as string])
      })
    })
    cluster.put('A', 'k', { near: '10.0.0.1', far: '10.9.9.9' }, { code: sourceOf('get') })
    const response = cluster.request('C', { op: 'get', key: 'k', payload: encodeValue('near') })
    assert.deepEqual(values(response), ['10.0.0.1'])
  })

  it('what is not in the reply does not leave: neither state nor code', () => {
    const cluster = active({ get: () => ({ decision: 'keep', reply: encodeValue('public') }) })
    cluster.put('A', 'k', { secret: 'hush' }, { code: sourceOf('get') })
    const answer = Buffer.from(JSON.stringify(cluster.get('A', 'k'))).toString()
    assert.doesNotMatch(answer, /hush|\/\/ get/)
    assert.deepEqual(values(cluster.get('B', 'k')), ['public'])
  })
})

describe('Comet, ASO Example: each replica counts the gets that it served', () => {
  const counting: Handler = (_, state, local) => {
    const count = Number(local ?? 0) + 1
    return {
      decision: 'keep',
      local: encodeValue(count),
      localChanged: true,
      reply: encodeValue([state, count])
    }
  }

  it('the count goes up with each get, and no other replica hears of it', () => {
    const cluster = active({ get: counting })
    cluster.put('A', 'k', 'Hello world!', { code: sourceOf('get') })
    const before = disks(cluster)
    cluster.traffic.length = 0
    for (const count of [1, 2, 3]) assert.deepEqual(values(cluster.get('A', 'k')), [['Hello world!', count]])
    assert.deepEqual(disks(cluster).slice(1), before.slice(1))
    assert.ok(!cluster.traffic.some((line) => line.endsWith('write')))
  })

  it('another replica that serves has a count of its own', () => {
    const cluster = active({ get: counting })
    cluster.put('A', 'k', 'hi', { code: sourceOf('get') })
    cluster.get('A', 'k')
    cluster.kill('A')
    assert.deepEqual(values(cluster.get('B', 'k')), [['hi', 1]])
    cluster.restart('A')
    assert.deepEqual(values(cluster.get('B', 'k')), [['hi', 2]], 'A goes on from its own')
  })

  it('the count survives a restart of its node, and two gets at once count twice', () => {
    const cluster = active({ get: counting })
    cluster.put('A', 'k', 'hi', { code: sourceOf('get') })
    const ids = ['A', 'A'].map((at) => cluster.begin(at, { op: 'get', key: 'k' }))
    cluster.settle()
    assert.deepEqual(
      ids.flatMap((id) => values(cluster.response(id))),
      [
        ['hi', 1],
        ['hi', 2]
      ]
    )
    cluster.kill('A')
    cluster.restart('A')
    assert.deepEqual(values(cluster.get('A', 'k')), [['hi', 3]])
  })
})

describe('Comet, Local Restriction: a handler that breaks its limits is ended; the node and the object go on', () => {
  for (const event of ['get', 'update', 'delete'] as const) {
    it(`a failed on${event} leaves record and local state byte for byte as they were, at every node`, () => {
      let fails = false
      const cluster = active({
        get: () => (fails ? FAILED : { decision: 'keep', local: encodeValue(1), localChanged: true }),
        update: () => FAILED,
        delete: () => FAILED
      })
      cluster.put('A', 'k', 'x', { code: sourceOf('get.update.delete') })
      cluster.get('A', 'k')
      const before = disks(cluster)
      fails = true
      const answers = {
        get: () => cluster.get('A', 'k'),
        update: () => cluster.put('A', 'k', 'y'),
        delete: () => cluster.delete('A', 'k')
      }
      assert.equal(told(answers[event]()), 'INSTRUCTIONS_EXCEEDED')
      assert.deepEqual(disks(cluster), before)
      fails = false
      assert.equal(told(cluster.get('A', 'k')), 'ok', 'the object still answers')
    })
  }

  it('a new object that fails to load is not stored', () => {
    const cluster = active({ put: () => FAILED })
    assert.equal(told(cluster.put('A', 'k', 'x', { code: sourceOf('put') })), 'INSTRUCTIONS_EXCEEDED')
    assert.deepEqual(disks(cluster), ['/', '/', '/', '/'])
  })
})

describe('Comet, ASO Extension API, deleteSelf: an object may end itself', () => {
  it('a value that can be read once', () => {
    const cluster = active({
      get: (_, state) => ({ decision: 'keep', deleteSelf: true, reply: encodeValue(state) })
    })
    cluster.put('A', 'k', 'secret', { code: sourceOf('get') })
    assert.deepEqual(values(cluster.get('A', 'k')), ['secret'])
    assert.deepEqual(values(cluster.get('A', 'k')), [])
  })
})

describe('Comet, ASO Extension API, onTimer: the object acts by itself, at a fixed rate', () => {
  const HOUR = 3_600_000

  /** A cluster whose objects count their ticks, in the state that `on` says. */
  function ticking(on: 'primary' | 'replica'): Cluster {
    const up = (value: Value): Value => Number(value ?? 0) + 1
    const timers = [{ type: 'set', name: 'tick', every: HOUR / 6, on }] as const
    return active({
      put: () => ({ timers, state: encodeValue(0) }),
      timer: (_, state, local) =>
        on === 'primary'
          ? { decision: 'keep', stateChanged: true, state: encodeValue(up(state)) }
          : { decision: 'keep', localChanged: true, local: encodeValue(up(local)) }
    })
  }

  it('every ten minutes by default, once for the object, at whichever node', () => {
    const cluster = ticking('primary')
    cluster.put('A', 'k', 0, { code: sourceOf('put.timer') })
    cluster.rest(HOUR / 2)
    cluster.kill('A')
    cluster.rest(HOUR / 2 + 60_000)
    assert.deepEqual(values(cluster.get('C', 'k')), [6])
  })

  it('or at each replica, for what is its own', () => {
    const cluster = ticking('replica')
    cluster.put('A', 'k', 0, { code: sourceOf('put.timer') })
    const before = disks(cluster)
    cluster.rest(HOUR + 60_000)
    assert.deepEqual(values(cluster.get('C', 'k')), [0])
    const after = disks(cluster)
    const changed = cluster.list.filter((_, at) => after[at] !== before[at])
    assert.deepEqual(changed, ['A', 'B', 'C'], 'its three homes')
    for (const name of 'BC') assert.deepEqual(cluster.held(name, 'k'), cluster.held('A', 'k'))
  })

  it('and goes on after its node has slept', () => {
    const cluster = ticking('primary')
    cluster.put('A', 'k', 0, { code: sourceOf('put.timer') })
    for (const name of 'ABCD') cluster.kill(name)
    cluster.now += 10 * HOUR
    for (const name of 'ABCD') cluster.restart(name)
    cluster.rest(1_000)
    assert.deepEqual(values(cluster.get('C', 'k')), [1], 'once for all that was missed')
  })
})

describe('Comet, Solution: an object sets its own lifetime and its own number of replicas', () => {
  it('lifetimes differ from object to object', () => {
    const cluster = active({})
    cluster.put('A', 'short', 'x', { expiresAt: cluster.now + 1_000 })
    cluster.put('A', 'long', 'x', { expiresAt: cluster.now + 100_000 })
    cluster.put('A', 'forever', 'x')
    cluster.rest(50_000)
    const left = ['short', 'long', 'forever'].filter((key) => values(cluster.get('B', key)).length > 0)
    assert.deepEqual(left, ['long', 'forever'])
  })

  it('so do the numbers of replicas', () => {
    const cluster = active({})
    cluster.put('A', 'few', 'x', { quorum: { n: 1, r: 1, w: 1 } })
    cluster.put('A', 'many', 'x', { quorum: { n: 4, r: 2, w: 3 } })
    const copies = (key: string) =>
      cluster.list.filter((name) => cluster.held(name, key).siblings.length > 0).join('')
    assert.deepEqual([copies('few'), copies('many')], ['A', 'ABCD'])
  })
})
