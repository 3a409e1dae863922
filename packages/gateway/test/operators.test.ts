import assert from 'node:assert/strict'
import test from 'node:test'
import { served } from './served.ts'

test('status, peers, lookup and health are the node’s', async (t) => {
  const { node, ask } = await served(t)
  assert.deepEqual((await ask('GET', '/v1/status')).json, node.status())
  assert.deepEqual((await ask('GET', '/v1/peers')).json, { peers: node.peers() })
  assert.deepEqual((await ask('GET', '/v1/lookup/a%2Fb')).json, { key: 'a/b', nodes: ['nodeA', 'nodeB'] })
  assert.deepEqual((await ask('GET', '/healthz')).json, { status: 'ok', id: 'nodeA' })
})

test('metrics hold the counters, the load, and the requests by route', async (t) => {
  const { ask } = await served(t)
  await ask('GET', '/v1/objects/secret-key')
  await ask('GET', '/nowhere')
  const { text, headers } = await ask('GET', '/metrics')
  assert.match(String(headers['content-type']), /^text\/plain/)
  assert.match(text, /^halley_puts_total 5$/m)
  assert.match(text, /^halley_malformed_messages_total 6$/m)
  assert.match(text, /^halley_gets_total 0$/m)
  assert.match(text, /^halley_load\{kind="turns"\} 4$/m)
  assert.match(text, /^halley_peers 1$/m)
  assert.match(text, /^halley_records 2$/m)
  assert.match(text, /^halley_uptime_seconds 1\.5$/m)
  assert.match(text, /duration_seconds_count\{route="\/v1\/objects\/:key",method="GET",status="200"\} 1$/m)
  assert.match(text, /duration_seconds_count\{route="unknown",method="GET",status="404"\} 1$/m)
  assert.doesNotMatch(text, /secret-key/)
  const again = await ask('GET', '/metrics')
  assert.match(again.text, /^halley_puts_total 5$/m)
})
