import assert from 'node:assert/strict'
import { writeFile } from 'node:fs/promises'
import { createServer, request } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import test, { type TestContext } from 'node:test'
import { captured, GREETING, type Running, running, temporaryFolder } from './captured.ts'

const ALONE = ['--n', '1', '--r', '1', '--w', '1', '--workers', '1', '--json']

interface Started extends Running {
  readonly http: string
  readonly data: string
  readonly address: string
}

async function started(t: TestContext, ...more: string[]): Promise<Started> {
  const data = join(await temporaryFolder(t), 'data')
  const node = running(t, ['start', '--data', data, '--http', '127.0.0.1:0', ...ALONE, ...more])
  const { event, http, addresses } = JSON.parse(await node.says('"started"'))
  assert.equal(event, 'started')
  return { ...node, http, data, address: addresses[0] }
}

test('a node starts, serves every command, and stops cleanly by SIGTERM', async (t) => {
  const node = await started(t)
  const at = ['--node', node.http]
  const put = await captured('put', 'greeting', '--code', GREETING, ...at)
  assert.equal(put.code, 0, put.err)
  assert.match(put.out, /^stored greeting\n {2}version /)
  const got = await captured('get', 'greeting', ...at, '--json')
  assert.deepEqual(JSON.parse(got.out).value, { value: 'Hello world!', gets: 1 })
  assert.match((await captured('inspect', 'greeting', ...at)).out, /sha256 [0-9a-f]{64}\n {2}handlers +onGet/)
  assert.equal((await captured('lookup', 'greeting', ...at)).code, 0)
  assert.equal((await captured('peers', ...at)).code, 0)
  assert.match((await captured('status', ...at)).out, /puts 1/)
  assert.match((await captured('hints', ...at)).out, /^no copies are kept for others/)
  assert.equal((await captured('delete', 'greeting', '--payload', '"why not"', ...at)).code, 0)
  const gone = await captured('get', 'greeting', ...at)
  assert.equal(gone.code, 1)
  assert.match(gone.err, /NOT_FOUND/)
  node.child.kill('SIGTERM')
  assert.deepEqual(await node.ended, { code: 0, signal: null })
  assert.equal(node.complaints(), '')
  await node.says('"stopped"')
})

test('siblings are shown with the command that decides between them', async (t) => {
  const node = await started(t)
  const at = ['--node', node.http]
  await captured('put', "it's", '--value', '1', ...at)
  await captured('put', "it's", '--value', '{"$bigint": "2"}', ...at)
  const { code, out } = await captured('get', "it's", ...at)
  assert.equal(code, 0)
  assert.match(out, /^2 concurrent versions/)
  assert.match(out, /\{"\$bigint":"2"\}/)
  const context = /halley put 'it'\\''s' --value … --context (\S+)$/.exec(out)?.[1]
  assert(context !== undefined)
  await captured('put', "it's", '--value', '3', '--context', context, ...at)
  assert.match((await captured('get', "it's", ...at)).out, /^3\n {2}version/)
})

test('a node answers to the names that it was given, and tells how to give one', async (t) => {
  const node = await started(t, '--http-host', 'node7.example')
  const { port } = new URL(node.http)
  const healthOf = (host: string) =>
    new Promise((resolve, reject) => {
      const asking = request({ port, host: '127.0.0.1', path: '/healthz', headers: { host } }, (response) =>
        response.resume().on('end', () => resolve(response.statusCode))
      )
      asking.on('error', reject).end()
    })
  assert.equal(await healthOf('node7.example:7070'), 200)
  assert.equal(await healthOf('node8.example:7070'), 403)
})

test('a node holds objects to the budget that it was given, and says when to try again', async (t) => {
  const node = await started(t, '--object-cpu', '1', '--handler-percent', '200')
  const at = ['--node', node.http]
  const code = join(node.data, '..', 'burner.js')
  await writeFile(code, 'export default { onGet () { for (;;); } }')
  assert.equal((await captured('put', 'burner', '--code', code, ...at)).code, 0)
  assert.match((await captured('get', 'burner', ...at)).err, /INSTRUCTIONS_EXCEEDED/)
  const { code: exit, err } = await captured('get', 'burner', ...at)
  assert.equal(exit, 1)
  assert.match(err, /used their CPU, 1 ms a minute; try again in \d+ s \(BUDGET_EXCEEDED\)$/)
  const { out } = await captured('inspect', 'burner', ...at)
  assert.match(
    out,
    /there it took +\d,000 of 1,000 µs of CPU in the last minute; refused for another \d+ s\n/
  )
})

test('a node whose lifeline ends stops cleanly', async (t) => {
  const node = await started(t, '--lifeline')
  node.child.stdin?.end()
  assert.deepEqual(await node.ended, { code: 0, signal: null })
})

test('used ports and bad addresses are exit 1 and one line', async (t) => {
  const other = createServer()
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve))
  t.after(() => other.close())
  const { port } = other.address() as AddressInfo
  const folder = await temporaryFolder(t)
  for (const [args, code] of [
    [['--http', `127.0.0.1:${port}`], 'PORT_IN_USE'],
    [['--listen', `/ip4/127.0.0.1/tcp/${port}`], 'PORT_IN_USE'],
    [['--listen', 'nonsense'], 'BAD_MULTIADDR'],
    [['--bootstrap', '/ip4/127.0.0.1'], 'BAD_MULTIADDR'],
    [['--data', GREETING], 'NOT_A_FOLDER|IDENTITY_FILE']
  ] as const) {
    const { code: exit, err } = await captured(
      ...['start', '--data', join(folder, 'x'), '--http', '127.0.0.1:0', '--workers', '1', ...args]
    )
    assert.equal(exit, 1, args.join(' '))
    assert.match(err, new RegExp(`^halley: [^\n]+ \\((${code})\\)$`))
  }
})

test('a folder in use is refused', async (t) => {
  const node = await started(t)
  const second = running(t, ['start', '--data', node.data, '--http', '127.0.0.1:0', ...ALONE])
  const outcome = await Promise.race([second.ended, second.says('"started"')])
  assert.deepEqual(outcome, { code: 1, signal: null })
  assert.equal(JSON.parse(second.complaints()).error.code, 'FOLDER_IN_USE')
})
