import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  CHALLENGES_A_SECOND,
  MUTE_MS,
  PROOF_MS,
  PROVEN_MS,
  WAITING_OF_ONE
} from '../../src/mainline/limits.ts'
import { Proofs } from '../../src/mainline/proofs.ts'

function setUp() {
  const sent: string[] = []
  const challenged: string[] = []
  const proofs = new Proofs({
    send: (packet, to) => void sent.push(`${to.ip} ${packet.length}`),
    challenge: ({ ip }) => void challenged.push(ip)
  })
  const deliver = (ip: string, length: number, now: number, readOnly = false) =>
    proofs.deliver(
      { to: { ip, port: 1 }, bytes: 100, full: Buffer.alloc(length), readOnly, cut: () => Buffer.alloc(90) },
      now
    )
  return { proofs, sent, challenged, deliver }
}

test('what is no longer than its question goes to anybody', () => {
  const { sent, challenged, deliver } = setUp()
  deliver('1.1.1.1', 100, 0)
  assert.deepEqual([sent, challenged], [['1.1.1.1 100'], []])
})

test('what is longer waits for a proof of the address, which counts for a while', () => {
  const { proofs, sent, challenged, deliver } = setUp()
  deliver('1.1.1.1', 500, 0)
  deliver('1.1.1.1', 600, 0)
  assert.deepEqual([sent, challenged], [[], ['1.1.1.1']])
  proofs.prove('1.1.1.1', 5)
  deliver('1.1.1.1', 700, 10)
  assert.deepEqual(sent, ['1.1.1.1 500', '1.1.1.1 600', '1.1.1.1 700'])
  deliver('1.1.1.1', 800, 5 + PROVEN_MS)
  assert.equal(sent.length, 3)
})

test('who proves nothing in time gets what fits, and for a minute at once', () => {
  const { proofs, sent, challenged, deliver } = setUp()
  deliver('1.1.1.1', 500, 0)
  proofs.expire(PROOF_MS - 1)
  assert.deepEqual(sent, [])
  proofs.expire(PROOF_MS)
  deliver('1.1.1.1', 500, PROOF_MS + 1)
  assert.deepEqual([sent, challenged.length], [['1.1.1.1 90', '1.1.1.1 90'], 1])
  deliver('1.1.1.1', 500, PROOF_MS + MUTE_MS)
  assert.deepEqual([sent.length, challenged.length], [2, 2])
})

test('who says that it answers nobody is not asked', () => {
  const { sent, challenged, deliver } = setUp()
  deliver('1.1.1.1', 500, 0, true)
  assert.deepEqual([sent, challenged], [['1.1.1.1 90'], []])
})

test('few answers wait for one address, and few addresses are asked in a second', () => {
  const { proofs, sent, challenged, deliver } = setUp()
  for (let count = 0; count < 2 * WAITING_OF_ONE; count++) deliver('1.1.1.1', 500, 0)
  assert.equal(sent.length, WAITING_OF_ONE)
  for (let count = 0; count < 2 * CHALLENGES_A_SECOND; count++)
    deliver(`2.2.${count >> 8}.${count & 255}`, 500, 0)
  assert.equal(challenged.length, CHALLENGES_A_SECOND)
  assert.equal(proofs.waiting, WAITING_OF_ONE + CHALLENGES_A_SECOND - 1)
  proofs.expire(PROOF_MS)
  assert.equal(proofs.waiting, 0)
})
