// What an author asks about an object's code: pins, sources.
import assert from 'node:assert/strict'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import test, { type TestContext } from 'node:test'
import { startGateway } from '@halley/gateway'
import { FakeNode } from '../../gateway/test/fake-node.ts'
import { captured, temporaryFolder } from './captured.ts'

const PIN = '5e'.repeat(32)

async function served(
  t: TestContext
): Promise<{ node: FakeNode; ask: (...args: string[]) => ReturnType<typeof captured> }> {
  const node = new FakeNode()
  const gateway = await startGateway(node, { host: '127.0.0.1', port: 0 })
  t.after(() => gateway.stop())
  return { node, ask: (...args) => captured(...args, '--node', gateway.url) }
}

test('--update reaches the node', async (t) => {
  const { node, ask } = await served(t)
  assert.equal((await ask('put', 'k', '--value', '1', '--update')).code, 0)
  const options = { address: '127.0.0.1', update: true, value: 1 }
  assert.deepEqual(node.asked.at(-1), { op: 'put', key: 'k', options })
})

test('--pin reaches the node, and is a whole hash', async (t) => {
  const { node, ask } = await served(t)
  assert.equal((await ask('get', 'k', '--pin', PIN)).code, 0)
  assert.deepEqual(node.asked.at(-1), { op: 'get', key: 'k', options: { address: '127.0.0.1', pin: PIN } })
  assert.equal((await ask('put', 'k', '--value', '1', '--pin', PIN)).code, 0)
  const options = { address: '127.0.0.1', pin: PIN, value: 1 }
  assert.deepEqual(node.asked.at(-1), { op: 'put', key: 'k', options })
  assert.equal((await ask('get', 'k', '--pin', '5e')).code, 2)
})

test('put takes the types off of TypeScript', async (t) => {
  const { node, ask } = await served(t)
  const file = join(await temporaryFolder(t), 'k.aso.ts')
  await writeFile(file, 'export default { n: 1 as number }')
  assert.equal((await ask('put', 'k', '--code', file)).code, 0)
  const options = { address: '127.0.0.1', code: 'export default { n: 1           }' }
  assert.deepEqual(node.asked.at(-1), { op: 'put', key: 'k', options })
})

test('source prints the code alone, so that it can be kept in a file', async (t) => {
  const { node, ask } = await served(t)
  const source = 'export default {\n\tsource: "public"\n}\n'
  node.sourcing = async () => [{ version: 'a:1', hash: PIN, source }]
  assert.equal((await ask('source', 'k')).out, source.trimEnd())
  assert.deepEqual(JSON.parse((await ask('source', 'k', '--json')).out).sources[0], {
    version: 'a:1',
    hash: PIN,
    source
  })
})

test('source names the versions where there are several, and nothing in them speaks to the terminal', async (t) => {
  const { node, ask } = await served(t)
  node.sourcing = async () => [
    { version: 'a:1', hash: PIN, source: '// \u001b[2J\u202e' },
    { version: 'b:1', hash: PIN, source: '// b' }
  ]
  const { out } = await ask('source', 'k')
  assert.equal(
    out,
    `// version a:1, sha256 ${PIN}\n// \\u{1b}[2J\\u{202e}\n// version b:1, sha256 ${PIN}\n// b`
  )
})
