import assert from 'node:assert/strict'
import test from 'node:test'
import { HalleyError, type RingView } from 'halley'
import { JSON_BODY, served } from './served.ts'

const RING: RingView = {
  partitions: 4_096,
  copies: 3,
  digest: 'abcdef0123456789',
  gossipRounds: 17,
  members: [
    {
      id: 'nodeA',
      status: 'joined',
      weight: 1,
      addresses: [],
      self: true,
      up: true,
      first: 1_500,
      homes: 4_096
    },
    {
      id: 'nodeB',
      status: 'joined',
      weight: 2,
      zone: 'z',
      addresses: [],
      self: false,
      up: false,
      first: 2_596,
      homes: 4_096
    },
    { id: 'nodeC', status: 'left', weight: 1, addresses: [], self: false, up: true, first: 0, homes: 0 }
  ]
}

test('the ring is the node’s; one without a ring says so', async (t) => {
  const { node, ask } = await served(t)
  const none = await ask('GET', '/v1/ring')
  assert.equal(none.status, 409)
  assert.equal(none.json.error.code, 'RING_ABSENT')
  node.ringing = () => RING
  assert.deepEqual((await ask('GET', '/v1/ring')).json, RING)
  assert.equal((await ask('GET', '/v1/ring?x=1')).status, 400)
})

test('a node that is asked to leave answers at once, and how far it is shows in the ring', async (t) => {
  const { node, ask } = await served(t)
  node.ringing = () => ({ ...RING, leaving: 'moving' })
  node.leaving = () => new Promise(() => {})
  for (const body of ['{}', '{"member": "nodeA"}']) {
    const { status, json } = await ask('POST', '/v1/leave', { headers: JSON_BODY, body })
    assert.equal(status, 202)
    assert.deepEqual(json, { member: 'nodeA', leaving: 'moving' })
  }
  assert.deepEqual(node.last, { op: 'leave', member: undefined })
})

test('the removal of another member is answered when it is durable', async (t) => {
  const { node, ask } = await served(t)
  node.ringing = () => RING
  const { status, json } = await ask('POST', '/v1/leave', { headers: JSON_BODY, body: '{"member": "nodeB"}' })
  assert.equal(status, 200)
  assert.deepEqual(json, { member: 'nodeB' })
  assert.deepEqual(node.last, { op: 'leave', member: 'nodeB' })
})

test('what the node refuses is an error with its code', async (t) => {
  const { node, ask } = await served(t)
  const leave = (body: string) => ask('POST', '/v1/leave', { headers: JSON_BODY, body })
  assert.equal((await leave('{}')).json.error.code, 'RING_ABSENT')
  node.ringing = () => RING
  node.leaving = async () => {
    throw new HalleyError('LAST_MEMBER', 'it is the only one')
  }
  const last = await leave('{}')
  assert.deepEqual([last.status, last.json.error.code], [409, 'LAST_MEMBER'])
  node.leaving = async () => {
    throw new HalleyError('MEMBER_UNKNOWN', 'no such member')
  }
  const unknown = await leave('{"member": "x"}')
  assert.deepEqual([unknown.status, unknown.json.error.code], [404, 'MEMBER_UNKNOWN'])
})

test('a page in a browser cannot make a node leave, and neither can nonsense', async (t) => {
  const { node, ask } = await served(t)
  node.ringing = () => RING
  assert.equal((await ask('POST', '/v1/leave')).status, 400)
  assert.equal(
    (await ask('POST', '/v1/leave', { headers: { 'content-type': 'text/plain' }, body: '{}' })).status,
    415
  )
  for (const body of ['[]', '{"member": 5}', '{"node": "x"}', '{'])
    assert.equal((await ask('POST', '/v1/leave', { headers: JSON_BODY, body })).status, 400, body)
  assert.equal((await ask('GET', '/v1/leave')).status, 405)
  assert.equal(node.last, undefined)
})

test('metrics tell of the ring where there is one', async (t) => {
  const { text: without } = await (await served(t)).ask('GET', '/metrics')
  assert.doesNotMatch(without, /halley_ring/)
  const { text } = await (await served(t, { ringing: () => RING })).ask('GET', '/metrics')
  assert.match(text, /^halley_ring_members\{status="up"\} 1$/m)
  assert.match(text, /^halley_ring_members\{status="down"\} 1$/m)
  assert.match(text, /^halley_ring_members\{status="left"\} 1$/m)
  assert.match(text, /^halley_ring_partitions\{role="first"\} 1500$/m)
  assert.match(text, /^halley_ring_partitions\{role="home"\} 4096$/m)
  assert.match(text, /^halley_gossip_rounds_total 17$/m)
})
