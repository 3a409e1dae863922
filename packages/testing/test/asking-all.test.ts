// What Comet's applications do at each tick: look up the nodes of the object, and ask all of them.
import assert from 'node:assert/strict'
import { it } from 'node:test'
import { createTestNetwork } from '../src/index.ts'

const CENSUS = `export default {
  asked: [], failed: 0,
  onGet({ object }) { return object === comet.getASOKey() ? 'here' : [this.asked, this.failed] },
  async onTimer() {
    const nodes = (await comet.lookup()).map(({ id }) => id)
    try { this.asked.push((await comet.get(comet.getASOKey(), nodes)).length) }
    catch { this.failed++ }
  }
}`

it('every ten minutes an object may look up its nodes, twenty, and ask all of them', async () => {
  await using network = await createTestNetwork({ nodes: 22 })
  const [node] = network.nodes
  await node!.put('census', { code: CENSUS })
  await network.advance('62m')
  assert.deepEqual((await node!.get('census')).value, [[20, 20, 20, 20, 20, 20], 0])
})
