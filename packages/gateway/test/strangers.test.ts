// Web pages of strangers: what their browsers send, on real connections.
import assert from 'node:assert/strict'
import test from 'node:test'
import { startGateway } from '../src/start.ts'
import { FakeNode } from './fake-node.ts'
import { ask, CODE_BODY, JSON_BODY, served } from './served.ts'

test('a name that resolves here but is none of ours is refused, whatever is asked', async (t) => {
  const { node, ask, gateway } = await served(t)
  const { port } = new URL(gateway.url)
  for (const host of [
    'evil.example',
    `evil.example:${port}`,
    'localhost.evil.example',
    '127.0.0.1.evil.example',
    '127.evil.example',
    'evil.localhost',
    '192.0.2.1',
    '[2001:db8::1]',
    '0.0.0.0'
  ]) {
    for (const [method, path] of [
      ['GET', '/v1/objects/k'],
      ['PUT', '/v1/objects/k'],
      ['POST', '/v1/leave'],
      ['GET', '/v1/status'],
      ['GET', '/metrics'],
      ['GET', '/nowhere']
    ] as const) {
      const { status, json } = await ask(method, path, { headers: { host } })
      assert.deepEqual([status, json.error.code], [403, 'HOST_FOREIGN'], `${method} ${path} at ${host}`)
    }
  }
  assert.deepEqual(node.asked, [])
})

test('this machine’s own names are answered to, with any port', async (t) => {
  const { ask } = await served(t)
  for (const host of [
    '127.0.0.1',
    '127.0.0.1:1',
    'localhost:7070',
    'LOCALHOST',
    'localhost.',
    '127.1.2.3',
    '[::1]:7070'
  ])
    assert.equal((await ask('GET', '/healthz', { headers: { host } })).status, 200, host)
})

test('names that the operator gave are answered to; so are the host and the address listened on', async (t) => {
  const { ask: asked } = await served(t, {}, ['Node7.example', 'halley.internal'])
  for (const host of ['node7.example', 'NODE7.EXAMPLE:80', 'halley.internal'])
    assert.equal((await asked('GET', '/healthz', { headers: { host } })).status, 200, host)
  const everywhere = await startGateway(new FakeNode(), { host: '0.0.0.0', port: 0 })
  t.after(() => everywhere.stop())
  const { port } = new URL(everywhere.url)
  const got = await ask(`http://127.0.0.1:${port}`, 'GET', '/healthz', { headers: { host: '127.0.0.1' } })
  assert.equal(got.status, 200)
})

test('a page from elsewhere is refused: by its origin, or by what the browser says of it', async (t) => {
  const { node, ask, gateway } = await served(t)
  const { host, port } = new URL(gateway.url)
  const foreign: Record<string, string>[] = [
    { origin: 'https://evil.example' },
    { origin: 'null' },
    { origin: '' },
    { origin: 'nonsense' },
    { origin: `http://localhost:${port}` },
    { origin: 'http://127.0.0.1:1' },
    { origin: `http://${host}.evil.example` },
    { 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-site': 'same-site' },
    { origin: `http://${host}`, 'sec-fetch-site': 'cross-site' }
  ]
  for (const headers of foreign) {
    for (const [method, path, sent] of [
      ['GET', '/v1/objects/k?payload=1', { headers }],
      ['PUT', '/v1/objects/k', { headers: { ...headers, ...CODE_BODY }, body: 'export default {}' }],
      ['POST', '/v1/repair', { headers: { ...headers, ...JSON_BODY }, body: '{"all":true}' }],
      ['OPTIONS', '/v1/objects/k', { headers }]
    ] as const) {
      const { status, json } = await ask(method, path, sent)
      assert.deepEqual([status, json.error.code], [403, 'ORIGIN_FOREIGN'], JSON.stringify([method, headers]))
    }
  }
  assert.deepEqual(node.asked, [])
})

test('a page of its own, a typed address and what is no browser are served', async (t) => {
  const { ask, gateway } = await served(t)
  const { host } = new URL(gateway.url)
  for (const headers of [
    {},
    { origin: `http://${host}` },
    { origin: `http://${host}`, 'sec-fetch-site': 'same-origin' },
    { 'sec-fetch-site': 'none' }
  ])
    assert.equal((await ask('GET', '/v1/objects/k', { headers })).status, 200, JSON.stringify(headers))
})

test('a rebound name is refused on a kept-alive connection, too, byte for byte', async (t) => {
  const { node, raw } = await served(t)
  const first = 'GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n'
  const second = 'GET /v1/objects/k HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n'
  const answers = await raw(first + second)
  assert.match(answers, /^HTTP\/1\.1 200 OK\r\n/)
  assert.match(answers, /HTTP\/1\.1 403 Forbidden\r\n[\s\S]*HOST_FOREIGN/)
  assert.deepEqual(node.asked, [])
  const old = await raw('GET /healthz HTTP/1.0\r\n\r\n')
  assert.match(old, /^HTTP\/1\.1 200 OK\r\n/)
})
