import assert from 'node:assert/strict'
import test from 'node:test'
import { COUNTERS } from 'halley'
import { NO_HINTS } from './fake-node.ts'
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
  assert.match(text, /^halley_handler_share_used_ratio 0\.25$/m)
  assert.match(text, /^halley_objects_over_budget 2$/m)
  assert.match(text, /^halley_owners_over_budget 1$/m)
  assert.match(text, /^halley_stored_bytes 5000$/m)
  assert.match(text, /^halley_owners_full 3$/m)
  assert.match(text, /^halley_peers 1$/m)
  assert.match(text, /^halley_coordinate_error_ratio 0\.125$/m)
  assert.match(text, /^halley_records 2$/m)
  assert.match(text, /^halley_uptime_seconds 1\.5$/m)
  assert.match(text, /duration_seconds_count\{route="\/v1\/objects\/:key",method="GET",status="200"\} 1$/m)
  assert.match(text, /duration_seconds_count\{route="unknown",method="GET",status="404"\} 1$/m)
  assert.doesNotMatch(text, /secret-key/)
  const again = await ask('GET', '/metrics')
  assert.match(again.text, /^halley_puts_total 5$/m)
})

test('metrics show every name that a node counts, with its sentence', async (t) => {
  const { ask } = await served(t)
  const { text } = await ask('GET', '/metrics')
  for (const [name, sentence] of Object.entries(COUNTERS)) {
    const metric = `halley_${name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)}_total`
    assert(text.includes(`# HELP ${metric} ${sentence}\n# TYPE ${metric} counter\n${metric} `), metric)
  }
})

test('metrics tell what else the process counts, once they are shown it', async (t) => {
  const { ask, gateway } = await served(t)
  let counted = 3
  gateway.show([
    { name: 'other_questions', help: 'questions of others', kind: 'counter', read: () => counted },
    { name: 'others', help: 'others now', kind: 'gauge', read: () => 7 }
  ])
  assert.match((await ask('GET', '/metrics')).text, /^halley_other_questions_total 3$/m)
  counted = 4
  const { text } = await ask('GET', '/metrics')
  assert.match(text, /^# HELP halley_other_questions_total questions of others$/m)
  assert.match(text, /^halley_other_questions_total 4$/m)
  assert.match(text, /^halley_others 7$/m)
})

test('hints are the node’s, and metrics say how full the room for them is', async (t) => {
  const { node, ask } = await served(t)
  assert.deepEqual((await ask('GET', '/v1/hints')).json, NO_HINTS)
  assert.match((await ask('GET', '/metrics')).text, /^halley_hint_oldest_seconds 0$/m)
  const home = { sending: 0, up: false, nextTryMs: 9_000 }
  node.hinting = () => ({
    ...NO_HINTS,
    copies: 30,
    homes: 2,
    kept: [
      { ...home, home: 'nodeB', copies: 20, oldestMs: 4_000 },
      { ...home, home: 'nodeC', copies: 10, oldestMs: 61_500 }
    ]
  })
  const { status, json } = await ask('GET', '/v1/hints')
  assert.deepEqual([status, json], [200, node.hinting()])
  const { text } = await ask('GET', '/metrics')
  assert.match(text, /^halley_hint_homes 2$/m)
  assert.match(text, /^halley_hint_oldest_seconds 61\.5$/m)
  assert.match(text, /^halley_hint_room_used_ratio 0\.8$/m)
  assert.doesNotMatch(text, /nodeB/)
  assert.equal((await ask('GET', '/v1/hints?x=1')).status, 400)
  assert.equal((await ask('POST', '/v1/hints')).status, 405)
})
