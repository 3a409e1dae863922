// What the learning tracker of the examples offers in a small swarm on a generated matrix: the object itself, in the sandbox.
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { createSandbox, type Sandbox } from '@halley/sandbox'
import { generateMatrix } from '../src/matrices.ts'
import { quantile } from '../src/statistics.ts'
import { Nodes } from '../src/tracker/nodes.ts'
import { type Offered, offersAfter, offersIn } from '../src/tracker/swarm.ts'

const matrix = generateMatrix(80, 'a small swarm')

describe('tracker: offers', () => {
  let sandbox: Sandbox
  const nodes = new Nodes(matrix)
  before(async () => {
    sandbox = await createSandbox({ workers: 0 })
    nodes.measure(40)
  })
  after(() => sandbox.close())

  const swarm = (lying: boolean): Promise<Offered> =>
    offersIn(matrix, nodes.coordinates(), sandbox, {
      hosts: 70,
      latecomers: 5,
      reports: 2,
      lying,
      seed: 'swarm'
    })

  /** The median round trip to those offered, as a share of that at random, and of the nearest in truth. */
  const medians = ({ offers }: Offered, reports: number) => {
    const { offered, random, nearest } = offers.get(offersAfter(reports))!
    const [median, atRandom, oracle] = [offered, random, nearest].map((times) => quantile(times, 0.5))
    return { median: median!, ofRandom: median! / atRandom!, ofOracle: median! / oracle! }
  }

  it('are nearer after each report, and then near the nearest that there are', async () => {
    const found = await swarm(false)
    const [alone, once, twice] = [0, 1, 2].map((reports) => medians(found, reports)) as [Told, Told, Told]
    assert.ok(once.median < alone.median && twice.median <= once.median, JSON.stringify([alone, once, twice]))
    assert.ok(twice.ofOracle <= 1.25, `${twice.ofOracle} of the oracle`)
    assert.ok(twice.ofRandom <= 0.6, `${twice.ofRandom} of random`)
    assert.ok(found.cost.instructions < 100_000)
  })

  it('to honest hosts are nearly as near where one of ten lies', async () => {
    const [honest, lying] = [medians(await swarm(false), 2), medians(await swarm(true), 2)]
    assert.ok(lying.ofOracle <= 1.25 * honest.ofOracle, `${lying.ofOracle}, ${honest.ofOracle} without liars`)
  })

  it('are the same each time', async () => {
    assert.deepEqual(await swarm(true), await swarm(true))
  })
})

interface Told {
  readonly median: number
  readonly ofRandom: number
  readonly ofOracle: number
}
