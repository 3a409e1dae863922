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
  HANDLER_CHARACTERS,
  HANDLERS,
  RECORD_BYTES,
  RECORD_SIBLINGS,
  SIBLINGS,
  SIBLINGS_BYTES,
  VALUE_BYTES,
  VECTOR_COUNTER,
  VECTOR_ENTRIES
} from '../src/limits.ts'
import { amend, EMPTY_RECORD, merge, type ObjectRecord, type Sibling } from '../src/record.ts'
import { actor, life } from './words.ts'

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
  const context = Object.fromEntries(actors.map((name) => [name, VECTOR_COUNTER]))
  const times = Object.fromEntries(actors.map((name) => [name, 2 ** 32 - 1]))
  const code = { source, hash: sha256(source), handlers }
  const state = new Uint8Array(stateBytes)
  const made = Array.from({ length: siblings }, (_, at): Sibling => {
    const dot = { actor: actors.at(-1) as string, counter: VECTOR_COUNTER - siblings + at + 1 }
    return {
      dot,
      kind: 'value',
      code,
      state,
      quorum: { n: 20, r: 20, w: 20 },
      born: life('f'),
      writtenAt: most,
      expiresAt: most
    }
  })
  return { context, times, siblings: made }
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
        .tuple(fc.nat(HANDLERS), fc.integer({ min: 3, max: HANDLER_CHARACTERS }), letters)
        .map(([count, length, letter]) => {
          const letters = Math.floor((length - 2) / letter.length)
          return Array(count).fill(`on${letter.repeat(letters)}`)
        })
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

  it('with as many handlers as there may be, whose names are as long as names may be, in any script', () => {
    const handlers = Array(HANDLERS).fill(`on${'€'.repeat(HANDLER_CHARACTERS - 2)}`)
    const record = atTheEdge({ siblings: RECORD_SIBLINGS, entries: 1, source: '', handlers })
    assert.ok(record !== undefined)
    assert.doesNotThrow(() => decodeRecord(encodeRecord(record)))
  })

  it('but not after an actor’s last number, which a peer may have forged', () => {
    const forged: ObjectRecord = { context: { [actor('a')]: VECTOR_COUNTER }, siblings: [] }
    assert.doesNotThrow(() => decodeRecord(encodeRecord(forged)), 'a peer may send this')
    assert.equal(recordOverflow(forged), undefined)
    const content = { kind: 'value', state: new Uint8Array(1), born: life('0'), writtenAt: 0 } as const
    const next = amend(forged, actor('a'), [{ supersedes: [], content }])
    assert.match(recordOverflow(next) ?? '', /^a counter .* has run out$/)
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
    assert.match(recordOverflow(recordOf(large)) ?? '', new RegExp(`\\d{7} bytes; at most ${RECORD_BYTES}`))
  })

  it('never what four coordinators let in that could not hear each other', () => {
    const source = 'x'.repeat(CODE_BYTES)
    const code = { source, hash: sha256(source), handlers: ['onGet'] }
    const content = {
      kind: 'value',
      code,
      state: new Uint8Array(VALUE_BYTES),
      born: life('0'),
      writtenAt: 0
    } as const
    const each = Math.floor(SIBLINGS_BYTES / siblingBytes(content))
    const sides = [...'abcd'].map((letter) =>
      amend(EMPTY_RECORD, actor(letter), Array(Math.min(each, SIBLINGS)).fill({ supersedes: [], content }))
    )
    assert.equal(recordOverflow(sides.reduce(merge)), undefined)
  })
})

describe('caps: messages', () => {
  const context = Object.fromEntries(
    Array.from({ length: VECTOR_ENTRIES }, (_, at) => [at.toString(16).padStart(16, '0'), 2 ** 53 - 1])
  )
  const dot = { actor: actor('f'), counter: Number.MAX_SAFE_INTEGER }
  const got = (replies: number, bytes: number) =>
    ({
      type: 'response',
      id: 1,
      response: {
        ok: true,
        op: 'get',
        coordinator: 'A',
        context,
        usage: { instructions: 2 ** 53 - 1, steps: 2 ** 53 - 1, memory: 2 ** 53 - 1 },
        replies: Array(replies).fill({ value: new Uint8Array(bytes), dot })
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
    assert.doesNotThrow(() => decodeMessage(encodeMessage(got(SIBLINGS, VALUE_BYTES))))
  })

  it('the replies of as many siblings as a record may hold travel in one frame, if they take no more than a record', () => {
    const each = Math.floor(RECORD_BYTES / RECORD_SIBLINGS)
    assert.doesNotThrow(() => decodeMessage(encodeMessage(got(RECORD_SIBLINGS, each))))
  })

  it('the length of code is counted in bytes, not in characters', () => {
    const request = { op: 'put', key: 'k', code: '€'.repeat(CODE_BYTES / 3 + 1) } as const
    const bytes = encodeMessage({ type: 'request', id: 1, request, caller: { id: 'A' } })
    assert.throws(() => decodeMessage(bytes), { code: 'MESSAGE_INVALID' })
  })
})
