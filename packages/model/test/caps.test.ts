// Caps hold where things are made, not only where they are read: what `recordOverflow` accepts, the decoder lets in. A
// node that stored a record which it cannot read would have lost the object.
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { recordOverflow, siblingBytes } from '../src/capacity.ts'
import { decodeMessage, decodeRecord, encodeMessage, encodeRecord } from '../src/codec.ts'
import { sha256 } from '../src/key.ts'
import {
  CODE_BYTES,
  RECORD_BYTES,
  RECORD_SIBLINGS,
  SIBLINGS,
  SIBLINGS_BYTES,
  VALUE_BYTES,
  VECTOR_ENTRIES
} from '../src/limits.ts'
import { amend, EMPTY_RECORD, merge, nextDot, type ObjectRecord, type Sibling } from '../src/record.ts'
import { actor } from './words.ts'

interface Size {
  readonly siblings: number
  readonly entries: number
  readonly source: string
  readonly handlers: readonly string[]
  readonly stateBytes: number
}

/** A record of that size, with the longest numbers everywhere. */
function recordOf({ siblings, entries, source, handlers, stateBytes }: Size): ObjectRecord {
  const most = Number.MAX_SAFE_INTEGER
  const actors = Array.from({ length: entries }, (_, at) => at.toString(16).padStart(16, '0'))
  const code = { source, hash: sha256(source), handlers }
  const state = new Uint8Array(stateBytes)
  const made = Array.from({ length: siblings }, (_, at): Sibling => {
    const dot = { actor: actors.at(-1) as string, counter: most - siblings + at + 1 }
    return {
      dot,
      kind: 'value',
      code,
      state,
      quorum: { n: 20, r: 20, w: 20 },
      writtenAt: most,
      expiresAt: most
    }
  })
  return { context: Object.fromEntries(actors.map((name) => [name, most])), siblings: made }
}

/** The largest state, up to its own bound, with which the record is still accepted. */
function atTheEdge(size: Omit<Size, 'stateBytes'>): ObjectRecord | undefined {
  const empty = recordOf({ ...size, stateBytes: 0 })
  if (recordOverflow(empty) !== undefined) return undefined
  let [fits, tooMuch] = [0, VALUE_BYTES + 1]
  while (tooMuch - fits > 1) {
    const middle = (fits + tooMuch) >> 1
    if (recordOverflow(recordOf({ ...size, stateBytes: middle })) === undefined) fits = middle
    else tooMuch = middle
  }
  return recordOf({ ...size, stateBytes: fits })
}

const accepted = (record: ObjectRecord | undefined): record is ObjectRecord =>
  record !== undefined && recordOverflow(record) === undefined

describe('caps: a record that is accepted can be read back', () => {
  it('at the very edge of what is accepted, of whatever it is made', () => {
    const letters = fc.constantFrom('x', 'é', '€', '😀')
    const sizes = fc.record({
      siblings: fc.integer({ min: 1, max: RECORD_SIBLINGS }),
      entries: fc.integer({ min: 1, max: VECTOR_ENTRIES }),
      source: fc
        .tuple(letters, fc.nat(CODE_BYTES))
        .map(([letter, bytes]) => letter.repeat(bytes / Buffer.byteLength(letter))),
      handlers: fc
        .tuple(fc.nat(32), fc.integer({ min: 3, max: 64 }))
        .map(([count, length]) => Array(count).fill(`on${'x'.repeat(length - 2)}`))
    })
    fc.assert(
      fc.property(sizes, (size) => {
        const record = atTheEdge(size)
        if (record === undefined) return
        const bytes = encodeRecord(record)
        assert.ok(bytes.length <= RECORD_BYTES, `${bytes.length} bytes of ${RECORD_BYTES} were accepted`)
        decodeRecord(bytes)
      }),
      { seed: 61, numRuns: 40 }
    )
  })

  it('with 32 handlers whose names are as long as names may be, in any script', () => {
    const handlers = Array(32).fill(`on${'€'.repeat(62)}`)
    const record = atTheEdge({ siblings: RECORD_SIBLINGS, entries: 1, source: '', handlers })
    assert.ok(record !== undefined)
    assert.doesNotThrow(() => decodeRecord(encodeRecord(record)))
  })

  it('with more handlers than a decoder reads, or else it is refused', () => {
    const handlers = Array.from({ length: 33 }, (_, at) => `on${at}`)
    const record = recordOf({ siblings: 1, entries: 1, source: 'x', handlers, stateBytes: 1 })
    if (accepted(record)) assert.doesNotThrow(() => decodeRecord(encodeRecord(record)))
  })

  it('with a handler of a longer name than a decoder reads, or else it is refused', () => {
    const handlers = [`on${'x'.repeat(63)}`]
    const record = recordOf({ siblings: 1, entries: 1, source: 'x', handlers, stateBytes: 1 })
    if (accepted(record)) assert.doesNotThrow(() => decodeRecord(encodeRecord(record)))
  })

  it('after an actor’s last number, which a peer may have forged, or else it is refused', () => {
    const forged: ObjectRecord = { context: { [actor('a')]: Number.MAX_SAFE_INTEGER }, siblings: [] }
    assert.doesNotThrow(() => decodeRecord(encodeRecord(forged)), 'a peer may send this')
    const content = { kind: 'value', state: new Uint8Array(1), writtenAt: 0 } as const
    const next = amend(forged, actor('a'), [{ supersedes: [], content }])
    if (accepted(next)) assert.doesNotThrow(() => decodeRecord(encodeRecord(next)))
  })
})

describe('caps: what is refused', () => {
  const small = { siblings: 1, entries: 1, source: '', handlers: [], stateBytes: 10 }

  it('one sibling too many, with the counts', () => {
    assert.equal(recordOverflow(recordOf({ ...small, siblings: RECORD_SIBLINGS })), undefined)
    assert.match(
      recordOverflow(recordOf({ ...small, siblings: RECORD_SIBLINGS + 1 })) ?? '',
      /65 .* at most 64/
    )
  })

  it('one entry of the vector too many, with the counts', () => {
    assert.equal(recordOverflow(recordOf({ ...small, entries: VECTOR_ENTRIES })), undefined)
    assert.match(
      recordOverflow(recordOf({ ...small, entries: VECTOR_ENTRIES + 1 })) ?? '',
      /257 .* at most 256/
    )
  })

  it('too many bytes, with the counts', () => {
    const large = { ...small, siblings: 60, stateBytes: VALUE_BYTES }
    assert.match(recordOverflow(recordOf(large)) ?? '', /\d{7} bytes; at most 2752512/)
  })

  it('never what four coordinators let in that could not hear each other', () => {
    const source = 'x'.repeat(CODE_BYTES)
    const code = { source, hash: sha256(source), handlers: ['onGet'] }
    const content = { kind: 'value', code, state: new Uint8Array(VALUE_BYTES), writtenAt: 0 } as const
    const each = Math.floor(
      SIBLINGS_BYTES / siblingBytes({ ...content, dot: nextDot(EMPTY_RECORD, actor('a')) })
    )
    const sides = [...'abcd'].map((letter) =>
      amend(EMPTY_RECORD, actor(letter), Array(Math.min(each, SIBLINGS)).fill({ supersedes: [], content }))
    )
    assert.equal(recordOverflow(sides.reduce(merge)), undefined)
  })
})

describe('caps: messages', () => {
  const content = { value: new Uint8Array(VALUE_BYTES), dot: nextDot(EMPTY_RECORD, actor('a')) }
  const got = (replies: number) =>
    ({
      type: 'response',
      id: 1,
      response: {
        ok: true,
        op: 'get',
        coordinator: 'A',
        context: {},
        usage: { instructions: 0, steps: 0, memory: 0 },
        replies: Array(replies).fill(content)
      }
    }) as const

  it('the largest record travels in one frame', () => {
    const record = atTheEdge({
      siblings: RECORD_SIBLINGS,
      entries: VECTOR_ENTRIES,
      source: 'x',
      handlers: ['onGet']
    })
    assert.ok(record !== undefined)
    const write = { type: 'write', id: 1, key: 'k'.repeat(1_024), record, hint: 'x'.repeat(128) } as const
    assert.doesNotThrow(() => decodeMessage(encodeMessage(write)))
  })

  it('the replies of as many siblings as one coordinator lets in travel in one frame, each as large as it may be', () => {
    assert.doesNotThrow(() => decodeMessage(encodeMessage(got(SIBLINGS))))
  })

  it('the replies of as many siblings as a record may hold travel in one frame, each as large as it may be', () => {
    assert.doesNotThrow(() => decodeMessage(encodeMessage(got(RECORD_SIBLINGS))))
  })

  it('the length of code is counted in bytes, not in characters', () => {
    const request = { op: 'put', key: 'k', code: '€'.repeat(CODE_BYTES / 3 + 1) } as const
    const bytes = encodeMessage({ type: 'request', id: 1, request, caller: { id: 'A' } })
    assert.throws(() => decodeMessage(bytes), { code: 'MESSAGE_INVALID' })
  })
})
