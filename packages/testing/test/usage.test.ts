// What an answer tells of the handlers that ran.
import assert from 'node:assert/strict'
import { it } from 'node:test'
import { createTestNetwork } from '../src/index.ts'

const SECRET = 'correct horse battery staple'
const NAIVE = `export default { secret: '${SECRET}', onGet({ payload }) { return payload === this.secret } }`

it('an answer does not tell how much of a guess is right by the steps of a comparison', async () => {
  await using network = await createTestNetwork({ nodes: 4 })
  const [here, there] = network.nodes
  await here!.put('naive', { code: NAIVE })
  const usages = new Set<string>()
  for (let right = 0; right < SECRET.length; right++) {
    const payload = SECRET.slice(0, right).padEnd(SECRET.length, '#')
    const { value, usage } = await there!.get('naive', { payload })
    assert.equal(value, false)
    usages.add(JSON.stringify(usage))
  }
  assert.equal(usages.size, 1, [...usages].join(' '))
})

it('instructions are told exactly, steps rounded up to a power of two, and 1,024 at the least', async () => {
  await using network = await createTestNetwork({ nodes: 4 })
  const [node] = network.nodes
  await node!.put('loop', {
    code: 'export default { onGet({ payload }) { for (let i = 0; i < payload; i++); } }'
  })
  const used = async (payload: number) => (await node!.get('loop', { payload })).usage
  const [none, one, many] = [await used(0), await used(1), await used(1_000)]
  assert.equal(many.instructions - none.instructions, 1_000 * (one.instructions - none.instructions))
  for (const { steps } of [none, one, many])
    assert.ok(steps >= 1_024 && Number.isInteger(Math.log2(steps)), `${steps}`)
  assert.deepEqual((await node!.put('plain', { value: 1 })).usage, { instructions: 0, steps: 0, memory: 0 })
})
