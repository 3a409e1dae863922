// The instructions that docs/objects/host.md says a call of the host costs are those that it costs.
import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { after, test } from 'node:test'
import { createSandbox, type Outcome } from '@halley/sandbox'

const sandbox = await createSandbox({ workers: 0 })
after(() => sandbox.close())

/** A call as it was counted, by how its row begins. */
const CALLS = {
  'getSystemTime()': 'getSystemTime()',
  'getNodeID()': 'getNodeID()',
  'getNodeIP()': 'getNodeIP()',
  'coordinates()': 'coordinates()',
  'getASOKey()': 'getASOKey()',
  'remaining()': 'remaining()',
  'hash(data)': 'hash("a")',
  'verify(publicKey, data, signature)': 'verify("a", "b", "c")',
  'deleteSelf()': 'deleteSelf()',
  'setTimer(name, ': 'setTimer("t", { every: "1m" })',
  'clearTimer(name)': 'clearTimer("t")',
  'log(…) ': 'log("a")',
  'reply(capability, data)': 'reply("c", 1)',
  'lookup()': 'lookup()',
  'get(ownKey, nodes, payload?)': 'get("k", ["a"])',
  'put(ownKey, this, nodes)': 'put("k", this, ["a"])',
  'get(key, undefined, payload?)': 'get("o")',
  'put(key, value)': 'put("o", 1)',
  'delete(key, payload?)': 'delete("o")',
  'lookup(key)': 'lookup("o")'
}

/** @returns instructions of a handler with this body, whose calls are all answered with null */
async function instructions(body: string, handler: 'onGet' | 'async onGet'): Promise<number> {
  let outcome: Outcome = await sandbox.invoke({
    code: `export default { ${handler} () { ${body} } }`,
    event: { type: 'get', caller: { id: 'a' }, time: 1, seed: 'x' },
    key: 'k',
    node: { id: 'n', address: '192.0.2.1' }
  })
  while (outcome.ok && outcome.chain !== undefined) {
    const answers = outcome.actions.map(({ id }) => ({ id, ok: true as const, value: null }))
    outcome = await sandbox.resume(outcome.chain, answers)
  }
  assert.ok(outcome.ok, JSON.stringify(outcome))
  return outcome.usage.instructions
}

test('what each call costs', async () => {
  const page = await readFile(new URL('../../docs/objects/host.md', import.meta.url), 'utf8')
  const rows = page.split('\n').filter((line) => line.startsWith('| `') && /\d/.test(line))
  const asks = /^(lookup|get|put|delete)\(/
  for (const [begins, call] of Object.entries(CALLS)) {
    const row = rows.find(
      (line) => line.startsWith(`| \`${begins}`) || line.startsWith(`| \`${begins.trim()}\``)
    )
    assert.ok(row !== undefined, begins)
    const handler = asks.test(call) ? 'async onGet' : 'onGet'
    const body = `${asks.test(call) ? 'await ' : ''}comet.${call}`
    const counted = (await instructions(body, handler)) - (await instructions('', handler))
    const cells = row
      .replaceAll('\\|', '')
      .split('|')
      .map((cell) => cell.trim())
    assert.ok(
      cells.some((cell) => cell === String(counted) || cell.startsWith(`${counted}, and`)),
      `${call} takes ${counted} instructions: ${row}`
    )
  }
})
