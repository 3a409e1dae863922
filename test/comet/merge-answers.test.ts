// What onMerge may answer and do: the table of docs/objects/on-merge.md.
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { createTestNetwork, type TestNode } from '@halley/testing'

describe('onMerge answers', () => {
  /** What two versions come to, `a` with the higher counter and `b` written later. */
  async function merged(body: string): Promise<unknown> {
    await using split = await createTestNetwork({ nodes: 4, r: 1, w: 1 })
    const [one, other] = split.nodes as [TestNode, TestNode]
    const code = `export default { s: 1, onUpdate ({ s }) { this.s = s }, onMerge (siblings) { ${body} } }`
    await one.put('k', { code })
    await split.advance('10s')
    split.partition([one])
    await one.put('k', { value: { s: 'a' } })
    await split.advance('1s')
    await other.put('k', { value: { s: 'b' } })
    split.heal()
    await split.advance('2m')
    const { value, siblings } = await other.get('k')
    return siblings === undefined ? value : siblings.map((each) => each.value)
  }

  const APART = [{ s: 'b' }, { s: 'a' }]

  it('nothing or this: the last version by name, as it is now; or an object: the merged state', async () => {
    assert.deepEqual(await merged(''), { s: 'a' })
    assert.deepEqual(await merged('this.of = siblings.length; return this'), { s: 'a', of: 2 })
    assert.deepEqual(await merged('return { both: siblings.map(({ state }) => state.s) }'), {
      both: ['b', 'a']
    })
    assert.deepEqual(await merged('return Promise.resolve(siblings[0].state)'), { s: 'b' })
  })

  it('the version that was written last is told by writtenAt, not by its place', async () => {
    assert.deepEqual(
      await merged('return siblings.reduce((a, b) => (b.writtenAt >= a.writtenAt ? b : a)).state'),
      { s: 'b' }
    )
  })

  it('anything else leaves the versions apart, as do failures', async () => {
    for (const body of [
      'return null',
      'return 5',
      'throw new Error("no")',
      'return new Promise(() => {})',
      'return { at: Date.now() }'
    ])
      assert.deepEqual(await merged(body), APART, body)
  })

  it('sees neither clock, nor chance, nor the node, nor local, and asks for nothing', async () => {
    const calls = [
      'getSystemTime()',
      'getNodeID()',
      'getNodeIP()',
      'coordinates()',
      'lookup()',
      'get("k")',
      'put("k", 1)',
      'delete("k")',
      'reply("c")',
      'setTimer("t", { every: "1m" })',
      'clearTimer("t")'
    ]
    const body = `const found = {}
      ${calls.map((call, at) => `try { comet.${call}; found[${at}] = 'done' } catch ({ code }) { found[${at}] = code }`).join('\n')}
      try { Math.random(); found.random = 'done' } catch ({ code }) { found.random = code }
      return { found, local: Object.keys(local), key: comet.getASOKey(), hash: comet.hash('a').length }`
    const found = { ...Object.fromEntries(calls.map((_, at) => [at, 'IMPURE'])), random: 'IMPURE' }
    assert.deepEqual(await merged(body), { found, local: [], key: 'k', hash: 64 })
  })

  it('what it leaves in local, and deleteSelf, are dropped', async () => {
    assert.deepEqual(await merged('local.x = 1; comet.deleteSelf(); return { alive: true }'), { alive: true })
  })
})
