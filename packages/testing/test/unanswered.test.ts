// What a test is told when a node never answers, which only a fault of Halley's can bring about: here a stand-in for a simulation.
import assert from 'node:assert/strict'
import { it } from 'node:test'
import { DEFAULT_QUORUM } from '@halley/model'
import { createSimulation, type Simulation } from '@halley/simulator'
import { testNode } from '../src/node.ts'
import { Time } from '../src/time.ts'

/** A network whose nodes take requests and leave them at that. */
function silent(): Simulation {
  const simulation = createSimulation({ nodes: 1 })
  return {
    ...simulation,
    get now() {
      return simulation.now
    },
    events: [{ at: 0, node: 'n0', type: 'threw', error: 'Error: a bug' }],
    ask: () => ({ broken: false })
  }
}

function nodeOf(simulation: Simulation) {
  const time = new Time(() => Promise.reject(new Error('nothing runs here')))
  time.begin(simulation)
  return testNode('n0', simulation, time, DEFAULT_QUORUM)
}

it('a request that is never answered ends, and says what failed', async () => {
  const simulation = silent()
  await assert.rejects(
    nodeOf(simulation).get('k'),
    /n0 never answered to the get of k; n0 failed: Error: a bug/
  )
  assert.ok(simulation.now >= 600_000 && simulation.now < 601_000)
})

it('of a node that stands still it is waited for longer', async () => {
  const simulation = silent()
  const node = nodeOf(simulation)
  node.pause(3_600_000)
  await assert.rejects(node.get('k'), /never answered/)
  assert.ok(simulation.now >= 4_200_000)
})
