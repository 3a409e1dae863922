// Whole nodes in bad weather: nodes that die, disks that refuse, what comes back from a disk.
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { show } from '../../model/test/words.ts'
import { Cluster } from './cluster.ts'
import { contextOf, told, values } from './words.ts'

describe('cluster: a node dies', () => {
  it('the next node of the list coordinates', () => {
    const cluster = new Cluster('ABCD')
    cluster.put('D', 'k', 'x')
    cluster.kill('A')
    assert.deepEqual(values(cluster.get('D', 'k')), ['x'])
    const response = cluster.put('D', 'k', 'y')
    assert.equal(response.ok && response.coordinator, 'B')
  })

  it('a node that falls silent without a word costs a timeout, then is passed over', () => {
    const cluster = new Cluster('ABCD')
    for (const peer of 'BCD') cluster.cut('A', peer)
    assert.equal(told(cluster.put('D', 'k', 'x')), 'ok')
    const before = cluster.now
    assert.deepEqual(values(cluster.get('D', 'k')), ['x'])
    assert.equal(cluster.now, before, 'the second request does not wait for the silent node')
  })

  it('its copies are kept by a fallback, and go home when it is back', () => {
    const cluster = new Cluster('ABCD')
    cluster.kill('B')
    cluster.put('A', 'k', 'x')
    assert.equal(show(cluster.held('D', 'k')), '{a1} a1=x')
    assert.deepEqual(cluster.hints('D'), ['B k'])
    cluster.restart('B')
    assert.equal(show(cluster.held('B', 'k')), '{a1} a1=x')
    assert.deepEqual(cluster.hints('D'), [])
  })

  it('a hint survives the death of the fallback that keeps it', () => {
    const cluster = new Cluster('ABCD')
    cluster.kill('B')
    cluster.put('A', 'k', 'x')
    cluster.kill('D')
    cluster.restart('D')
    cluster.restart('B')
    assert.equal(show(cluster.held('B', 'k')), '{a1} a1=x')
    assert.deepEqual(cluster.hints('D'), [])
  })

  it('the coordinator that comes back empty-handed catches up by the first read', () => {
    const cluster = new Cluster('ABC')
    cluster.kill('A')
    cluster.put('B', 'k', 'x')
    assert.equal(told(cluster.put('C', 'k', 'y')), 'ok')
    cluster.restart('A')
    assert.deepEqual(values(cluster.get('A', 'k')), ['x', 'y'])
    cluster.settle()
    assert.equal(show(cluster.held('A', 'k')), show(cluster.held('B', 'k')))
  })

  it('a write that too few nodes can store says so, and may be seen later', () => {
    const cluster = new Cluster('ABC')
    cluster.kill('B')
    cluster.kill('C')
    assert.equal(told(cluster.put('A', 'k', 'x')), 'READ_QUORUM_UNMET')
  })

  it('the whole network restarts, and everything acknowledged is there', () => {
    const cluster = new Cluster('ABC')
    cluster.put('A', 'k', 'x')
    for (const name of 'ABC') cluster.kill(name)
    for (const name of 'ABC') cluster.restart(name)
    assert.deepEqual(values(cluster.get('C', 'k')), ['x'])
    cluster.put('A', 'k', 'y', { context: contextOf(cluster.get('C', 'k')) })
    assert.equal(show(cluster.held('A', 'k')), '{a2} a2=y')
  })
})

describe('cluster: a disk refuses', () => {
  it('the next coordinator takes the write', () => {
    const cluster = new Cluster('ABCD')
    cluster.breakDisk('A')
    const response = cluster.put('A', 'k', 'x')
    assert.equal(response.ok && response.coordinator, 'B')
    assert.equal(show(cluster.held('A', 'k')), '{}')
    assert.equal(show(cluster.held('D', 'k')), '{b1} b1=x', 'a fallback keeps the copy for the broken disk')
  })

  it('a hinted copy goes to a home whose disk works again', () => {
    const cluster = new Cluster('ABCD')
    cluster.breakDisk('C')
    assert.equal(told(cluster.put('A', 'k', 'x')), 'ok')
    assert.deepEqual(cluster.hints('D'), ['C k'])
    cluster.breakDisk('C', false)
    cluster.rest(3_600_000)
    assert.equal(show(cluster.held('C', 'k')), '{a1} a1=x')
    assert.deepEqual(cluster.hints('D'), [])
  })
})
