// Caps hold where things are made, not only where they are read: what the encoder lets out, the decoder lets in. A node
// that stored a record which it cannot read would have lost the object.
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { decodeMessage, decodeRecord, encodeMessage, encodeRecord } from '../src/codec.ts'
import { sha256 } from '../src/key.ts'
import { CODE_BYTES, SIBLINGS, VALUE_BYTES, VECTOR_ENTRIES } from '../src/limits.ts'
import { amend, EMPTY_RECORD, merge, type ObjectRecord } from '../src/record.ts'
import { encodeValue } from '../src/value.ts'
import { actor } from './words.ts'

/** A record with as many siblings, each with this code and the largest state. */
function full(siblings: number, source: string, by = 'a'): ObjectRecord {
  const code = { source, hash: sha256(source), handlers: ['onGet'] }
  const content = { kind: 'value', code, state: new Uint8Array(VALUE_BYTES), writtenAt: 0 } as const
  const edits = Array.from({ length: siblings }, () => ({ supersedes: [], content }))
  return amend(EMPTY_RECORD, actor(by), edits)
}

/** Readable, or refused when it is made: not written and then unreadable. */
function survives(make: () => ObjectRecord): void {
  let bytes: Uint8Array
  try {
    bytes = encodeRecord(make())
  } catch (error) {
    assert.equal((error as { code?: string }).code, 'RECORD_INVALID')
    return
  }
  assert.doesNotThrow(() => decodeRecord(bytes))
}

describe('caps: a record that was stored can be read', () => {
  it('with every sibling as large as it may be', () => survives(() => full(SIBLINGS, 'x'.repeat(CODE_BYTES))))

  it('with code that is not ASCII: CODE_BYTES counts bytes', () =>
    survives(() => full(SIBLINGS, '€'.repeat(CODE_BYTES / 3))))

  it('after two sides of a partition have each let in as many as they may', () => {
    const source = 'x'.repeat(CODE_BYTES)
    survives(() => merge(full(SIBLINGS, source, 'a'), full(SIBLINGS, source, 'b')))
  })

  it('after more nodes than a vector has room for have written the object', () => {
    const actors = Array.from({ length: VECTOR_ENTRIES + 1 }, (_, at) => at.toString(16).padStart(16, '0'))
    const content = { kind: 'value', state: encodeValue(1), writtenAt: 0 } as const
    survives(() =>
      actors.reduce(
        (record, actor) =>
          amend(record, actor, [{ supersedes: record.siblings.map(({ dot }) => dot), content }]),
        EMPTY_RECORD
      )
    )
  })
})

describe('caps: a value that was encoded can be decoded', () => {
  const half = String.fromCharCode(0xd800)
  const otherHalf = String.fromCharCode(0xd801)

  it('text that is not well-formed Unicode is refused, not changed', () => {
    assert.throws(() => encodeValue(`a${half}`), { code: 'VALUE_INVALID' })
  })

  it('names that would become equal when encoded are refused', () => {
    assert.throws(() => encodeValue({ [half]: 1, [otherHalf]: 2 }), { code: 'VALUE_INVALID' })
  })
})

it('caps: the length of code is counted in bytes, not in characters', () => {
  const request = { op: 'put', key: 'k', code: '€'.repeat(CODE_BYTES / 3 + 1) } as const
  const bytes = encodeMessage({ type: 'request', id: 1, request, caller: { id: 'A' } })
  assert.throws(() => decodeMessage(bytes), { code: 'MESSAGE_INVALID' })
})
