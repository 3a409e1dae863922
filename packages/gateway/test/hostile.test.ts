import assert from 'node:assert/strict'
import test from 'node:test'
import { GATEWAY_LIMITS } from '../src/limits.ts'
import { CODE_BODY, JSON_BODY, type Sent, served } from './served.ts'

const PUT_JSON: readonly (readonly [body: string, status: number, code: string, message: RegExp])[] = [
  ['', 400, 'REQUEST_INVALID', /needs a body/],
  ['{', 400, 'JSON_INVALID', /the body is not JSON/],
  ['{"value": 1} x', 400, 'JSON_INVALID', /not JSON/],
  ['\uFEFF\uFEFF{}', 400, 'JSON_INVALID', /not JSON/],
  ['NaN', 400, 'JSON_INVALID', /not JSON/],
  ['[1]', 400, 'REQUEST_INVALID', /wrap it/],
  ['null', 400, 'REQUEST_INVALID', /wrap it/],
  ['"text"', 400, 'REQUEST_INVALID', /wrap it/],
  ['{"vlaue": 1}', 400, 'REQUEST_INVALID', /"vlaue"/],
  ['{"value": 1, "value": 2}', 400, 'JSON_INVALID', /repeats the name "value"/],
  ['{"value": {"a": 1, "b": [{}], "\\u0061": 2}}', 400, 'JSON_INVALID', /repeats the name "a"/],
  ['{"__proto__": {"value": 1}}', 400, 'JSON_INVALID', /__proto__/],
  ['{"value": [{"__pr\\u006fto__": 1}]}', 400, 'JSON_INVALID', /__proto__/],
  ['{"constructor": 1}', 400, 'REQUEST_INVALID', /"constructor"/],
  [`{"value": ${'['.repeat(400_000)}${']'.repeat(400_000)}}`, 400, 'VALUE_INVALID', /nested/],
  [`{"value": ${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}}`, 400, 'VALUE_INVALID', /nested/],
  ['{"value": {"$bytes": "?"}}', 400, 'VALUE_INVALID', /base64/],
  ['{"value": {"$bigint": "1e5"}}', 400, 'VALUE_INVALID', /whole number/],
  ['{"value": 1, "n": "3"}', 400, 'REQUEST_INVALID', /"n" has to be a number/],
  ['{"value": 1, "w": {"toString": 1}}', 400, 'REQUEST_INVALID', /"w" has to be a number/],
  ['{"value": 1, "ttl": {"valueOf": 1}}', 400, 'REQUEST_INVALID', /"ttl" has to be/],
  ['{"code": 5}', 400, 'REQUEST_INVALID', /"code" has to be text/]
]

test('every body that is not a put is told what is wrong with it', async (t) => {
  const { node, ask, faults } = await served(t)
  for (const [body, status, code, message] of PUT_JSON) {
    const got = await ask('PUT', '/v1/objects/k', { headers: JSON_BODY, body })
    assert.equal(got.status, status, body.slice(0, 60))
    assert.equal(got.json.error.code, code, body.slice(0, 60))
    assert.match(got.json.error.message, message)
  }
  assert.deepEqual(node.asked, [])
  assert.deepEqual(faults, [])
})

test('names that only look alike are not repeated', async (t) => {
  const { node, ask } = await served(t)
  const body = '{"value": [{"a": "a", "b": {"a": ["a", "\\"a", {"a": 1}]}}, {"a": "{\\"a\\":1,\\"a\\":2}"}]}'
  assert.equal((await ask('PUT', '/v1/objects/k', { headers: JSON_BODY, body })).status, 200)
  assert.equal(node.asked.length, 1)
})

const BODIES: readonly (readonly [sent: Sent, status: number, code: string])[] = [
  [{ headers: { 'content-type': 'text/plain' }, body: '{}' }, 415, 'MEDIA_TYPE_UNSUPPORTED'],
  [{ headers: { 'content-type': 'nonsense' }, body: '{}' }, 415, 'MEDIA_TYPE_UNSUPPORTED'],
  [{ body: '{"value": 1}' }, 415, 'MEDIA_TYPE_UNSUPPORTED'],
  [{ headers: { ...JSON_BODY, 'content-encoding': 'gzip' }, body: 'x' }, 415, 'MEDIA_TYPE_UNSUPPORTED'],
  [
    { headers: { 'content-type': 'application/json; charset=latin1' }, body: '{}' },
    415,
    'MEDIA_TYPE_UNSUPPORTED'
  ],
  [{ headers: CODE_BODY, body: Buffer.from([0xff, 0xfe]) }, 415, 'MEDIA_TYPE_UNSUPPORTED'],
  [{ headers: JSON_BODY, body: 'x'.repeat(GATEWAY_LIMITS.bodyBytes + 1) }, 413, 'BODY_TOO_LARGE'],
  [
    {
      headers: { ...JSON_BODY, 'transfer-encoding': 'chunked' },
      body: 'x'.repeat(GATEWAY_LIMITS.bodyBytes + 1)
    },
    413,
    'BODY_TOO_LARGE'
  ],
  [{}, 400, 'REQUEST_INVALID']
]

test('bodies of the wrong kind or size are refused', async (t) => {
  const { node, ask, faults } = await served(t)
  for (const [sent, status, code] of BODIES) {
    const got = await ask('PUT', '/v1/objects/k', sent)
    assert.equal(got.status, status, JSON.stringify(sent.headers))
    assert.equal(got.json.error.code, code)
  }
  assert.deepEqual(node.asked, [])
  assert.deepEqual(faults, [])
})

const PATHS: readonly (readonly [method: string, path: string, status: number, code: string])[] = [
  ['GET', '/v1/objects/', 400, 'KEY_INVALID'],
  ['GET', '/v1/objects/%', 400, 'URL_INVALID'],
  ['GET', '/v1/objects/%zz', 400, 'URL_INVALID'],
  ['GET', '/v1/objects/%ff', 400, 'URL_INVALID'],
  ['GET', '/v1/objects/a%C3', 400, 'URL_INVALID'],
  ['GET', '/v1/lookup/%C0%80', 400, 'URL_INVALID'],
  ['GET', '/v1/objects/a%00b', 400, 'KEY_INVALID'],
  ['GET', '/v1/objects/a%0Ab', 400, 'KEY_INVALID'],
  ['GET', `/v1/objects/${'x'.repeat(1_025)}`, 413, 'KEY_TOO_LARGE'],
  ['PUT', `/v1/objects/${'%C3%A9'.repeat(513)}`, 413, 'KEY_TOO_LARGE'],
  ['GET', '/v1/objects/k?payload', 400, 'JSON_INVALID'],
  ['GET', '/v1/objects/k?payload=', 400, 'JSON_INVALID'],
  ['GET', '/v1/objects/k?payload={', 400, 'JSON_INVALID'],
  ['GET', '/v1/objects/k?payload=%zz', 400, 'URL_INVALID'],
  ['GET', '/v1/objects/k?payload=1&payload=2', 400, 'REQUEST_INVALID'],
  ['GET', '/v1/objects/k?paylaod=1', 400, 'REQUEST_INVALID'],
  ['GET', '/v1/objects/k?__proto__=1', 400, 'REQUEST_INVALID'],
  ['GET', `/v1/objects/k?payload=${'['.repeat(50_000)}${']'.repeat(50_000)}`, 400, 'VALUE_INVALID'],
  ['GET', `/${'x'.repeat(GATEWAY_LIMITS.headerBytes)}`, 431, 'HEADERS_TOO_LARGE'],
  ['DELETE', '/v1/objects/k?force=1', 400, 'REQUEST_INVALID']
]

test('paths and queries that cannot be meant are refused', async (t) => {
  const { node, ask, faults } = await served(t)
  for (const [method, path, status, code] of PATHS) {
    const got = await ask(method, path)
    assert.equal(got.status, status, path.slice(0, 80))
    assert.equal(got.json.error.code, code, path.slice(0, 80))
  }
  assert.deepEqual(node.asked, [])
  assert.deepEqual(faults, [])
})

const RAW: readonly (readonly [bytes: string, status: number, code: string])[] = [
  ['garbage\r\n\r\n', 400, 'HTTP_INVALID'],
  ['GET /v1/status HTTP/9.9\r\n\r\n', 400, 'HTTP_INVALID'],
  ['\x16\x03\x01\x02\x00\x01\x00', 400, 'HTTP_INVALID'],
  ['GET /v1/status HTTP/1.1\r\nHost: a\r\nbad header\r\n\r\n', 400, 'HTTP_INVALID'],
  [
    'PUT /v1/objects/k HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nx',
    400,
    'HTTP_INVALID'
  ],
  [
    'PUT /v1/objects/k HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
    400,
    'HTTP_INVALID'
  ],
  [
    `GET / HTTP/1.1\r\nHost: a\r\nX: ${'x'.repeat(GATEWAY_LIMITS.headerBytes)}\r\n\r\n`,
    431,
    'HEADERS_TOO_LARGE'
  ],
  [
    'PUT /v1/objects/k HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n',
    400,
    'HTTP_INVALID'
  ]
]

test('bytes that are not HTTP get one clear answer, and the connection is closed', async (t) => {
  const { raw, ask, faults } = await served(t)
  for (const [bytes, status, code] of RAW) {
    const text = await raw(bytes)
    assert.match(text, new RegExp(`^HTTP/1.1 ${status} `), bytes.slice(0, 60))
    const body = text.slice(text.indexOf('\r\n\r\n') + 4)
    assert.equal(JSON.parse(body).error.code, code, bytes.slice(0, 60))
  }
  assert.equal((await ask('GET', '/healthz')).status, 200)
  assert.deepEqual(faults, [])
})
