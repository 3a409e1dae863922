// Clients that are answered later: whose reply is taken, and when.
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import {
  type ClientResponse,
  Counts,
  capabilityOf,
  encodeValue,
  issuerOf,
  type Message,
  NO_USAGE
} from '@halley/model'
import { REPLY_COUNTS } from '../src/counts.ts'
import { REPLIES_DEFAULTS, Replies, type RepliesOptions } from '../src/replies.ts'

const CAPABILITY = capabilityOf('A', '0'.repeat(32))

interface Set {
  readonly replies: Replies
  readonly answers: (string | undefined)[]
  readonly sent: string[]
  counted(): Record<string, number>
}

/** A node A; A, B and C are responsible for every key. */
function setUp(options: RepliesOptions = REPLIES_DEFAULTS): Set {
  const counts = new Counts(REPLY_COUNTS)
  const answers: (string | undefined)[] = []
  const sent: string[] = []
  const replies = new Replies({
    self: 'A',
    options,
    counts,
    replication: { nodesOf: (_key, _now, found) => found(['A', 'B', 'C']) },
    send: (to, { type }) => sent.push(`${type} to ${to}`),
    answer: (client, response) => answers.push(`${client}: ${shown(response)}`)
  })
  return {
    replies,
    answers,
    sent,
    counted: () => Object.fromEntries(Object.entries(counts.all()).filter(([, count]) => count > 0))
  }
}

function got(value: string, silent?: true): ClientResponse {
  const reply = {
    value: encodeValue(value),
    dot: { actor: 'a', counter: 1 },
    ...(silent === undefined ? {} : { silent })
  }
  return { ok: true, op: 'get', coordinator: 'B', context: {}, usage: NO_USAGE, replies: [reply] }
}

function shown(response: ClientResponse | undefined): string | undefined {
  if (response === undefined) return undefined
  if (!response.ok) return response.failure.code
  return response.op === 'get'
    ? response.replies.map(({ value }) => Buffer.from(value).toString('latin1').slice(1)).join()
    : response.op
}

function reply(data: string, key = 'k', capability = CAPABILITY): Message & { type: 'reply' } {
  return { type: 'reply', id: 1, key, capability, data: encodeValue(data) }
}

describe('a client that waits', () => {
  it('is answered by the first reply, once', () => {
    const { replies, answers, counted } = setUp()
    assert.equal(replies.expect(7, { op: 'get', key: 'k' }, CAPABILITY, 1_000), undefined)
    assert.equal(replies.responded(7, got('', true)), undefined)
    replies.received('B', reply('one'), 10)
    replies.received('B', reply('two'), 11)
    replies.tick(1_000)
    assert.deepEqual(answers, ['7: one'])
    assert.deepEqual(counted(), { repliesTaken: 1, repliesRepeated: 1 })
  })

  it('is answered at once by a handler that said something, and by a failure', () => {
    const { replies, answers } = setUp()
    replies.expect(7, { op: 'get', key: 'k' }, CAPABILITY, 1_000)
    assert.equal(shown(replies.responded(7, got('now'))), 'now')
    replies.received('B', reply('late'), 10)
    const other = capabilityOf('A', '1'.repeat(32))
    replies.expect(8, { op: 'get', key: 'k' }, other, 1_000)
    assert.equal(
      shown(replies.responded(8, { ok: false, failure: { code: 'TIMEOUT', message: '' } })),
      'TIMEOUT'
    )
    replies.tick(2_000)
    assert.deepEqual(answers, [])
  })

  it('takes a reply that overtakes the response', () => {
    const { replies, answers } = setUp()
    replies.expect(7, { op: 'get', key: 'k' }, CAPABILITY, 1_000)
    replies.received('B', reply('early'), 10)
    assert.equal(shown(replies.responded(7, got('', true))), 'early')
    assert.deepEqual(answers, [])
  })

  it('is told when its time is over, also where the response comes later than that', () => {
    const { replies, answers, counted } = setUp()
    replies.expect(7, { op: 'get', key: 'k' }, CAPABILITY, 1_000)
    replies.responded(7, got('', true))
    assert.equal(replies.deadline()?.at, 1_000)
    replies.tick(1_000)
    assert.deepEqual(answers, ['7: NO_REPLY'])
    replies.received('B', reply('late'), 1_001)
    const other = capabilityOf('A', '1'.repeat(32))
    replies.expect(8, { op: 'get', key: 'k' }, other, 1_500)
    replies.tick(1_500)
    assert.equal(shown(replies.responded(8, got('', true))), 'NO_REPLY')
    assert.deepEqual(counted(), { repliesMissed: 1, repliesRepeated: 1 })
  })

  it('is one of so many at a time', () => {
    const { replies } = setUp({ waitingClients: 1 })
    replies.expect(7, { op: 'get', key: 'k' }, CAPABILITY, 1_000)
    const other = capabilityOf('A', '1'.repeat(32))
    assert.equal(replies.expect(8, { op: 'get', key: 'k' }, other, 1_000)?.code, 'BUSY')
    replies.responded(7, got('now'))
    assert.equal(replies.expect(9, { op: 'get', key: 'k' }, other, 2_000), undefined)
  })
})

describe('a reply', () => {
  it('is refused from a node that is not responsible, for another key, and by a capability that nobody gave', () => {
    const { replies, answers, counted } = setUp()
    replies.expect(7, { op: 'get', key: 'k' }, CAPABILITY, 1_000)
    replies.responded(7, got('', true))
    replies.received('Z', reply('stranger'), 10)
    replies.received('B', reply('other', 'l'), 10)
    replies.received('B', reply('forged', 'k', capabilityOf('A', 'f'.repeat(32))), 10)
    assert.deepEqual(answers, [])
    assert.deepEqual(counted(), { repliesForeign: 2, repliesUnknown: 1 })
    replies.received('C', reply('true'), 10)
    assert.deepEqual(answers, ['7: true'])
  })

  it('goes to the node that gave the capability, or nowhere', () => {
    const { replies, answers, sent, counted } = setUp()
    replies.expect(7, { op: 'get', key: 'k' }, CAPABILITY, 1_000)
    replies.responded(7, got('', true))
    const data = encodeValue('x')
    const to = [CAPABILITY, capabilityOf('B', '2'.repeat(32)), 'nonsense', '']
    replies.send(
      { type: 'reply', turn: 1, key: 'k', replies: to.map((capability) => ({ capability, data })) },
      10
    )
    assert.deepEqual([answers, sent], [['7: x'], ['reply to B']])
    assert.deepEqual(counted(), { repliesSent: 4, repliesTaken: 1, repliesUnknown: 2 })
  })

  it('names its issuer, if it is well-formed', () => {
    assert.equal(issuerOf(CAPABILITY), 'A')
    for (const text of [
      '',
      'A',
      '.A',
      `${'0'.repeat(31)}.A`,
      `${'0'.repeat(32)}.`,
      `${'0'.repeat(32)}.${'A'.repeat(200)}`
    ])
      assert.equal(issuerOf(text), undefined)
  })
})
