// What Dynamo promises (DeCandia et al., "Dynamo: Amazon's Highly Available Key-value Store", SOSP 2007), clause by
// clause in our own words with the section that makes it, and Halley's cores keeping it. Where we depart, the test says so.
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { merge, recordOverflow, VECTOR_ENTRIES } from '@halley/model'
import { NODE_DEFAULTS, Ring } from '@halley/node'
import { Town } from '../../packages/membership/test/words.ts'
import { record, show, showVector } from '../../packages/model/test/words.ts'
import { Cluster } from '../../packages/node/test/cluster.ts'
import { contextOf, told, values } from '../../packages/node/test/words.ts'

/** Nodes that hold something under the key. */
function holders(cluster: Cluster, key = 'k'): string {
  return cluster.list.filter((name) => show(cluster.held(name, key)) !== '{}').join('')
}

/** Whom the last requests made a node ask, as `A>B read`, without repeats. */
function sent(cluster: Cluster, type: string): string[] {
  return [...new Set(cluster.traffic.filter((line) => line.endsWith(` ${type}`)))]
}

describe('Dynamo 4.1: the interface is get and put by key, with a context', () => {
  it('a get answers the object, or all its conflicting versions, and one context for them', () => {
    const cluster = new Cluster('ABC')
    cluster.put('A', 'k', 'x')
    cluster.put('A', 'k', 'y')
    const response = cluster.get('B', 'k')
    assert.deepEqual(values(response), ['x', 'y'])
    assert.equal(showVector(contextOf(response)), 'a2')
  })

  it('a put says by its context which versions it follows; those are gone, and no others', () => {
    const cluster = new Cluster('ABC')
    cluster.put('A', 'k', 'x')
    const context = contextOf(cluster.get('A', 'k'))
    cluster.put('A', 'k', 'unseen')
    cluster.put('B', 'k', 'y', { context })
    assert.deepEqual(values(cluster.get('C', 'k')).sort(), ['unseen', 'y'])
  })
})

describe('Dynamo 4.3: each object is at N nodes, the first N of its preference list', () => {
  it('the coordinator stores it and replicates it to the N - 1 nodes after it', () => {
    const cluster = new Cluster('ABCDEF')
    const response = cluster.put('F', 'k', 'x')
    assert.equal(response.ok && response.coordinator, 'A')
    assert.equal(holders(cluster), 'ABC')
  })

  it('the list is longer than N, of distinct nodes, so that it still reaches N when some have failed', () => {
    const cluster = new Cluster('ABCDEF')
    for (const name of 'AC') cluster.kill(name)
    cluster.put('F', 'k', 'x')
    assert.equal(holders(cluster), 'BDE')
    assert.equal(new Set(holders(cluster)).size, 3)
  })

  it('any node can take a request: one of the N coordinates a plain put itself, others hand it to the first that is up', () => {
    const cluster = new Cluster('ABCDE')
    cluster.kill('A')
    for (const [at, by] of ['BB', 'CC', 'DB', 'EB']) {
      const response = cluster.put(at as string, at as string, 'x')
      assert.equal(response.ok && response.coordinator, by)
    }
  })

  it('what code may have to decide about goes to the first node of the list that is up', () => {
    const cluster = new Cluster('ABCD')
    for (const at of 'ABCD') {
      const response = cluster.put(at, at, 'x', { code: 'export default {}' })
      assert.equal(response.ok && response.coordinator, 'A')
    }
  })
})

describe('Dynamo 4.4: versions are tracked by vectors; what follows replaces, what does not stands beside', () => {
  it('the history of figure 3: two writes through Sx, one each through Sy and Sz, reconciled by Sx', () => {
    const [d2, d3, d4] = [record('{a2} a2=D2'), record('{a2 b1} b1=D3'), record('{a2 c1} c1=D4')]
    assert.equal(show(merge(record('{a1} a1=D1'), d2)), '{a2} a2=D2', 'D2 descends from D1')
    assert.equal(show(merge(d2, d3)), '{a2 b1} b1=D3', 'D3 descends from D2')
    assert.equal(
      show(merge(d3, d4)),
      '{a2 b1 c1} b1=D3 c1=D4',
      'neither of D3 and D4 descends from the other'
    )
    const d5 = record('{a3 b1 c1} a3=D5')
    assert.equal(show(merge(merge(d3, d5), d4)), '{a3 b1 c1} a3=D5', 'D5 has seen both')
  })

  it('a put of a client that has read several versions puts an end to the branching', () => {
    const cluster = new Cluster('ABC')
    for (const value of ['x', 'y']) cluster.put('A', 'k', value)
    const context = contextOf(cluster.get('B', 'k'))
    cluster.put('C', 'k', 'xy', { context })
    assert.deepEqual(values(cluster.get('A', 'k')), ['xy'])
  })

  it('an added item is never lost: two carts that grew apart come back together', () => {
    const cluster = new Cluster('ABCD', { quorum: { n: 3, r: 1, w: 1 } })
    const context = contextOf(cluster.put('A', 'k', ['milk']))
    for (const a of 'AB') for (const b of 'CD') cluster.cut(a, b)
    cluster.put('A', 'k', ['milk', 'bread'], { context })
    cluster.put('D', 'k', ['milk', 'eggs'], { context })
    for (const a of 'AB') for (const b of 'CD') cluster.mend(a, b)
    cluster.rest(60_000)
    cluster.get('A', 'k')
    const carts = values(cluster.get('A', 'k')) as string[][]
    assert.deepEqual([...new Set(carts.flat())].sort(), ['bread', 'eggs', 'milk'])
  })

  it('a vector that grew too long is refused, where Dynamo drops its oldest entry and can no longer tell descent', () => {
    const actors = Array.from({ length: VECTOR_ENTRIES + 1 }, (_, at) => at.toString(16).padStart(16, '0'))
    const vector = Object.fromEntries(actors.map((name) => [name, 1]))
    assert.ok(recordOverflow({ context: vector, siblings: [] }) !== undefined)
  })

  it('the bananas: a put, a crash of its coordinator, two puts that did not see it; the conflict is told and kept', () => {
    const cluster = new Cluster('ABC', { quorum: { n: 3, r: 1, w: 1 } })
    for (const peer of 'BC') cluster.cut('A', peer)
    cluster.put('A', 'k', [1])
    cluster.kill('A')
    // B was not in the first put's quorum: to it the next put is the first.
    const seen = contextOf(cluster.put('B', 'k', [1]))
    cluster.put('B', 'k', [1, -1], { context: seen })
    for (const peer of 'BC') cluster.mend('A', peer)
    cluster.restart('A')
    cluster.rest(60_000)
    cluster.get('A', 'k')
    const response = cluster.get('A', 'k')
    assert.equal(showVector(contextOf(response)), 'a1 b2', '(A,1) and (B,2) conflict')
    assert.deepEqual(values(response), [[1], [1, -1]])
    cluster.put('C', 'k', [1, 1, -1], { context: contextOf(response) })
    assert.deepEqual(values(cluster.get('B', 'k')), [[1, 1, -1]], 'the application reconciles')
  })
})

describe('Dynamo 4.5: R answers make a read, W copies make a write', () => {
  it('with (3, 2, 2) either goes on when one of the three is away, and not when two are', () => {
    const cluster = new Cluster('ABC')
    cluster.kill('C')
    assert.equal(told(cluster.put('A', 'k', 'x')), 'ok')
    assert.equal(told(cluster.get('A', 'k')), 'ok')
    cluster.kill('B')
    assert.equal(told(cluster.get('A', 'k')), 'READ_QUORUM_UNMET')
    assert.equal(told(cluster.put('A', 'k', 'y')), 'READ_QUORUM_UNMET')
  })

  it('with R + W > N a read meets every acknowledged write, whichever node is away', () => {
    for (const away of 'ABC') {
      const cluster = new Cluster('ABC')
      cluster.kill('C')
      cluster.put('A', 'k', 'x')
      cluster.restart('C')
      cluster.kill(away)
      assert.deepEqual(values(cluster.get(away === 'B' ? 'A' : 'B', 'k')), ['x'], `without ${away}`)
    }
  })

  it('a put reads the N nodes and goes on at R; a get asks R of them, and the others where those do not agree', () => {
    const cluster = new Cluster('ABCDE')
    cluster.put('A', 'k', 'x')
    assert.deepEqual(sent(cluster, 'read').slice(0, 2), ['A>B read', 'A>C read'])
    cluster.traffic.length = 0
    cluster.get('A', 'k')
    assert.deepEqual(sent(cluster, 'read'), ['A>B read'])
    assert.equal(cluster.open, 0)
  })

  it('W = 1 is always writable, if R is 1 too: a put here reads first, so that the old object can decide', () => {
    for (const [r, expected] of [
      [1, 'ok'],
      [2, 'READ_QUORUM_UNMET']
    ] as const) {
      const cluster = new Cluster('ABC', { quorum: { n: 3, r, w: 1 } })
      for (const name of 'BC') cluster.kill(name)
      assert.equal(told(cluster.put('A', 'k', 'x')), expected)
    }
  })

  it('each object may choose its own: W = 3 waits for all three', () => {
    const cluster = new Cluster('ABC')
    cluster.put('A', 'k', 'x', { quorum: { n: 3, r: 1, w: 3 } })
    cluster.kill('C')
    const context = contextOf(cluster.get('A', 'k'))
    assert.equal(told(cluster.put('A', 'k', 'y', { context })), 'WRITE_QUORUM_UNMET')
  })
})

describe('Dynamo 4.6: a sloppy quorum keeps the object writable; hints bring the copies home', () => {
  it('a copy for a node that is away goes to the next one on the list, with a hint whose it is', () => {
    const cluster = new Cluster('ABCD')
    cluster.kill('B')
    assert.equal(told(cluster.put('A', 'k', 'x')), 'ok')
    assert.deepEqual(cluster.hints('D'), ['B k'])
  })

  it('when that node is back the copy is delivered, and only then the hint is dropped', () => {
    const cluster = new Cluster('ABCD')
    cluster.kill('B')
    cluster.put('A', 'k', 'x')
    cluster.cut('B', 'D')
    cluster.restart('B')
    assert.deepEqual(cluster.hints('D'), ['B k'], 'it is back, but D has not reached it')
    cluster.mend('B', 'D')
    cluster.rest(60_000)
    assert.deepEqual(cluster.hints('D'), [])
    assert.equal(show(cluster.held('B', 'k')), '{a1} a1=x')
  })

  it('writes go on as long as there are W nodes anywhere on the list', () => {
    const cluster = new Cluster('ABCDEF')
    for (const name of 'ABCD') cluster.kill(name)
    assert.equal(told(cluster.put('E', 'k', 'x')), 'ok')
    assert.equal(holders(cluster), 'EF')
    for (const name of 'ABC') cluster.restart(name)
    cluster.rest(60_000)
    assert.ok(holders(cluster).startsWith('AB'), 'the homes that E and F stood in for have their copies')
  })

  it('the fallback’s death costs no copy: the hint is on its disk (asked in the seed’s notes)', () => {
    const cluster = new Cluster('ABCD')
    cluster.kill('B')
    cluster.put('A', 'k', 'x')
    cluster.kill('D')
    cluster.restart('D')
    cluster.restart('B')
    cluster.rest(60_000)
    assert.equal(show(cluster.held('B', 'k')), '{a1} a1=x')
  })

  it('a home that never recovers leaves no copy behind where no reader looks (asked in the seed’s notes)', () => {
    const cluster = new Cluster('ABCDE')
    cluster.kill('B')
    cluster.put('A', 'k', 'x')
    cluster.placementChanged('ACEDB')
    cluster.rest(600_000)
    assert.equal(show(cluster.held('E', 'k')), '{a1} a1=x')
    assert.deepEqual(cluster.hints('D'), [])
  })
})

describe('Dynamo 4.8.3: failure is each node’s own judgement, from the traffic itself', () => {
  it('a silent node is passed over after one timeout, by the one that noticed', () => {
    const cluster = new Cluster('ABCD')
    cluster.cut('A', 'B')
    cluster.put('A', 'k', 'x')
    cluster.rest(NODE_DEFAULTS.replicaTimeoutMs)
    const noticed = cluster.now
    cluster.traffic.length = 0
    cluster.put('A', 'l', 'x')
    assert.equal(cluster.now, noticed, 'no second timeout')
    assert.ok(sent(cluster, 'write').includes('A>D write'))
  })

  it('and counted in again as soon as it answers', () => {
    const cluster = new Cluster('ABCD')
    cluster.cut('A', 'B')
    cluster.put('A', 'k', 'x')
    cluster.mend('A', 'B')
    cluster.rest(60_000)
    cluster.put('A', 'l', 'x')
    assert.equal(show(cluster.held('B', 'l')), '{a1} a1=x')
  })
})

describe('Dynamo 4.8.1: membership changes are explicit, and spread by gossip', () => {
  it('nodes that know one seed come to know all, and each then knows who holds which keys', () => {
    const town = townOf(['A', 'B', 'C', 'D', 'E'], ['A'])
    town.pass(10_000)
    const lists = ['A', 'B', 'C', 'D', 'E'].map((id) => town.core(id).ring.list('k'))
    assert.equal(lists[0]?.length, 5)
    for (const list of lists) assert.deepEqual(list, lists[0])
  })

  it('an outage is no departure: who is down keeps its place, and a restart is no join', () => {
    const town = townOf(['A', 'B', 'C'], ['A'])
    town.pass(10_000)
    const before = town.core('A').digest
    town.crash('B')
    town.pass(60_000)
    town.start('B')
    town.pass(10_000)
    assert.equal(town.core('A').digest, before)
  })
})

describe('Dynamo 4.8.2: seeds keep the ring from falling into parts that do not know of each other', () => {
  it('two nodes that were told to join apart learn of each other through the seeds', () => {
    const town = new Town()
    town.part(['A', 'S'], ['B', 'T'])
    for (const id of ['A', 'S', 'B', 'T']) town.start(id, { seeds: ['S', 'T'] })
    town.part(['A', 'S'])
    town.pass(10_000)
    assert.equal(town.agrees, false)
    town.part()
    town.pass(60_000)
    assert.ok(town.agrees)
  })
})

describe('Dynamo 6.2: equal partitions, spread over the nodes by their capacity', () => {
  it('fewer of the nodes than the paper’s 10 to 20 % are more than 15 % off the mean', () => {
    const ring = new Ring('', 4_096)
    ring.make(Array.from({ length: 30 }, (_, at) => ({ id: `node ${at}`, weight: 1 })))
    const loads = [...ring.shares(3).values()].map(({ homes }) => homes)
    const mean = (3 * 4_096) / 30
    assert.equal(loads.filter((load) => Math.abs(load / mean - 1) > 0.15).length, 0)
  })
})

/** Nodes with a ring, each told of the seeds. */
function townOf(ids: readonly string[], seeds: readonly string[]): Town {
  const town = new Town()
  for (const id of ids) town.start(id, { seeds })
  return town
}

describe('Dynamo 5: a read that finds a stale copy repairs it', () => {
  it('the node that answered with less learns what it lacked', () => {
    const cluster = new Cluster('ABC')
    cluster.put('A', 'k', 'x')
    cluster.kill('C')
    cluster.put('A', 'k', 'y', { context: contextOf(cluster.get('A', 'k')) })
    cluster.restart('C')
    cluster.get('A', 'k')
    cluster.settle()
    assert.equal(show(cluster.held('C', 'k')), '{a2} a2=y')
  })
})
