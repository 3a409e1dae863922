// Coordinators that are late: who is busy is waited for, who is gone is not waited for long.
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { createTestNetwork } from '../src/index.ts'

const GATE = `export default {
  holder: null,
  onGet({ payload }) {
    if (payload === 'free') this.holder = null
    else if (payload !== undefined) this.holder ??= payload
    return this.holder
  }
}`

describe('a coordinator that is late', () => {
  // A burst makes the last of its gets late, as long as the first ones were quick.
  for (const seed of ['h0', 'h4', 'h7'])
    it(`with a busy object stays the only one that runs its handlers (${seed})`, async () => {
      await using network = await createTestNetwork({ nodes: 4, seed, latencyMs: 20 })
      await network.advance('20s')
      const [from] = network.nodes
      await from!.put('gate', { code: GATE })
      for (let quick = 0; quick < 40; quick++) await from!.get('gate')
      for (let round = 0; round < 3; round++) {
        const asks = Array.from({ length: 40 }, (_, at) => from!.get('gate', { payload: `${at}` }))
        const answers = await Promise.all(asks)
        assert.equal(new Set(answers.map(({ value }) => value)).size, 1, 'one holder')
        assert.equal(new Set(answers.map(({ coordinator }) => coordinator)).size, 1)
        await from!.get('gate', { payload: 'free' })
      }
    })

  it('and gone is noticed within a second and a half, also by a put', async () => {
    await using network = await createTestNetwork({ nodes: 5 })
    const { nodes } = network
    await nodes[0]!.put('k', { value: 1 })
    const { coordinator } = await nodes[0]!.get('k')
    const gone = nodes.find(({ id }) => id === coordinator)!
    const [here, there] = nodes.filter((node) => node !== gone)
    gone.crash()
    for (const ask of [() => here!.get('k'), () => there!.put('k', { value: 2 })]) {
      const before = network.now
      await ask()
      assert.ok(network.now - before < 1_500, `${network.now - before} ms`)
    }
  })
})
