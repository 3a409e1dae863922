// Copies at other nodes: one question with one answer, or none in time; any other answer is a failure.
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Message } from '@halley/model'
import { record, show } from '../../model/test/words.ts'
import { Questions } from '../src/questions.ts'
import { RemoteCopies } from '../src/remote-copies.ts'

/** A copy asked for and a copy sent, both at B, who may take until half of the given time. */
function setUp() {
  const sent: Message[] = []
  const heard: string[] = []
  const questions = new Questions(0, (_, message) => sent.push(message))
  const remote = new RemoteCopies(questions, (until) => until / 2)
  const failed = (): void => void heard.push('failed')
  const read = (): void =>
    remote.read('B', 'k', 10, { copied: (copy) => void heard.push(show(copy)), failed })
  const write = (hint?: string): void =>
    remote.write(
      'B',
      { key: 'k', record: record('{a1} a1=x'), ...(hint === undefined ? {} : { hint }) },
      10,
      {
        stored: () => void heard.push('stored'),
        failed
      }
    )
  return { questions, sent, heard, read, write }
}

const WRONG: readonly Message[] = [
  { type: 'failed', id: 1, failure: { code: 'STORAGE_FAILED', message: '' } },
  { type: 'pong', id: 1 }
]

describe('a copy read at another node', () => {
  it('is the record that it answers', () => {
    const { questions, sent, heard, read } = setUp()
    read()
    assert.deepEqual(sent, [{ type: 'read', id: 1, key: 'k' }])
    questions.answer('B', { type: 'record', id: 1, record: record('{b1} b1=y') })
    assert.deepEqual(heard, ['{b1} b1=y'])
  })

  for (const answer of [...WRONG, { type: 'stored', id: 1 } as const]) {
    it(`has failed with ${answer.type}`, () => {
      const { questions, heard, read } = setUp()
      read()
      questions.answer('B', answer)
      assert.deepEqual(heard, ['failed'])
    })
  }

  it('has failed where the node takes longer than it may', () => {
    const { questions, heard, read } = setUp()
    read()
    questions.expire(4)
    assert.deepEqual(heard, [])
    questions.expire(5)
    assert.deepEqual(heard, ['failed'])
  })
})

describe('a copy written at another node', () => {
  it('is there when it says so, with the hint that it was sent with', () => {
    const { questions, sent, heard, write } = setUp()
    write()
    write('C')
    const copy = { type: 'write', key: 'k', record: record('{a1} a1=x') }
    assert.deepEqual(sent, [
      { ...copy, id: 1 },
      { ...copy, id: 2, hint: 'C' }
    ])
    questions.answer('B', { type: 'stored', id: 2 })
    assert.deepEqual(heard, ['stored'])
  })

  for (const answer of [...WRONG, { type: 'record', id: 1, record: record('{} ') } as const]) {
    it(`has failed with ${answer.type}`, () => {
      const { questions, heard, write } = setUp()
      write()
      questions.answer('B', answer)
      assert.deepEqual(heard, ['failed'])
    })
  }

  it('has failed where the node is lost, or takes longer than it may', () => {
    const { questions, heard, write } = setUp()
    write()
    questions.lost('B')
    write()
    questions.expire(5)
    assert.deepEqual(heard, ['failed', 'failed'])
  })
})
