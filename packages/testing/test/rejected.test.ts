// What handlers do that is not to be shows in the log of their object, like what they throw.
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { createTestNetwork } from '../src/index.ts'

async function failuresOf(code: string): Promise<readonly string[]> {
  await using network = await createTestNetwork({ nodes: 5 })
  await network.nodes[0]!.put('k', { code })
  await network.advance('90s')
  const failed = network.logs('k').filter((line) => line.failed)
  return [...new Set(failed.map(({ event, text }) => `${event} ${text}`))]
}

const PULSE = `onPut () { comet.setTimer('pulse', { every: '1m', on: 'replica' }) }`

describe('test network: the log of an object', () => {
  it('tells of a tick at a replica that changed what is everybody’s', async () => {
    const [first = '', ...others] = await failuresOf(
      `export default { ticks: 0, ${PULSE}, onTimer () { this.ticks++ } }`
    )
    assert.match(first, /^timer STATE_NOT_REPLICAS: .* changed the state of the object/)
    assert.deepEqual(others, [])
  })

  it('tells of a choice of replicas that is none', async () => {
    const [first = '', ...others] = await failuresOf('export default { selectReplicas () { return 5 } }')
    assert.match(first, /^select SELECTION_INVALID: selectReplicas returned no array/)
    assert.deepEqual(others, [])
  })

  it('tells of timers that may not be', async () => {
    const [first = ''] = await failuresOf(
      `export default { onPut () { comet.setTimer('t', { after: '1s' }) }, onTimer () { comet.setTimer('x'.repeat(200), { after: '1s' }) } }`
    )
    assert.match(first, /^timer TIMER_INVALID: the name of a timer/)
  })

  it('and such a tick replies to nobody', async () => {
    const told = async (change: string): Promise<unknown> => {
      await using network = await createTestNetwork({ nodes: 5 })
      const code = `export default { ${PULSE},
        onGet ({ capability }) { local.waits = capability },
        onTimer () { comet.reply(local.waits ?? 'nobody', 'out'); ${change} } }`
      const [node] = network.nodes
      await node!.put('k', { code })
      return (await node!.get('k', { wait: '100s' }).catch(({ code }) => ({ value: code }))).value
    }
    assert.equal(await told('local.changed = true'), 'out')
    assert.equal(await told('this.changed = true'), 'NO_REPLY')
  })
})
