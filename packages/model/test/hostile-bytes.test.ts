// Bytes from broken disks and from strangers: whatever they are, the decoders answer with a thing of the right shape or
// with their one typed error, and never with anything else.
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { decodeMessage, decodeRecord, encodeMessage, encodeRecord } from '../src/codec.ts'
import { ModelError } from '../src/errors.ts'
import { FRAME_BYTES, RECORD_BYTES } from '../src/limits.ts'
import { decodeValue, encodeValue, type Value } from '../src/value.ts'
import { MESSAGES } from './messages.ts'
import { record } from './words.ts'

interface Form {
  readonly name: string
  readonly code: string
  readonly decode: (bytes: Uint8Array) => unknown
  readonly encode: (thing: never) => Uint8Array
  readonly samples: readonly Uint8Array[]
}

const RECORD = encodeRecord(record('{a2 b1} a2=cart!get.update@500/5.3.3 b1=†'))

const FORMS: readonly Form[] = [
  { name: 'record', code: 'RECORD_INVALID', decode: decodeRecord, encode: encodeRecord, samples: [RECORD] },
  {
    name: 'message',
    code: 'MESSAGE_INVALID',
    decode: decodeMessage,
    encode: encodeMessage,
    samples: MESSAGES.map(([, message]) => encodeMessage(message))
  },
  {
    name: 'value',
    code: 'VALUE_INVALID',
    decode: (bytes) => decodeValue(bytes),
    encode: (value: Value) => encodeValue(value),
    samples: [encodeValue({ list: [1, -1n, 2n ** 70n, 0.5, null, true], bytes: Uint8Array.of(1), text: 'ü' })]
  }
]

/** The thing in the bytes, or nothing where the decoder refused with its own code. */
function tried({ decode, code }: Form, bytes: Uint8Array): unknown {
  try {
    return decode(bytes)
  } catch (error) {
    assert.ok(error instanceof ModelError, `${error} for ${Buffer.from(bytes.slice(0, 50)).toString('hex')}`)
    assert.equal(error.code, code)
    return undefined
  }
}

/** What was let in can be let out, and is then the same. */
function survives(form: Form, bytes: Uint8Array): void {
  const thing = tried(form, bytes)
  if (thing === undefined) return
  assert.deepStrictEqual(form.decode(form.encode(thing as never)), thing)
}

for (const form of FORMS) {
  describe(`hostile bytes as a ${form.name}`, () => {
    it('random ones', () => {
      fc.assert(
        fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => survives(form, bytes)),
        {
          seed: 51,
          numRuns: 600
        }
      )
    })

    it('cut off at every length', () => {
      for (const sample of form.samples) {
        for (let length = 0; length < sample.length; length++) {
          assert.equal(
            tried(form, sample.subarray(0, length)),
            undefined,
            `${length} of ${sample.length} bytes`
          )
        }
      }
    })

    it('with one more', () => {
      for (const sample of form.samples) assert.equal(tried(form, Uint8Array.of(...sample, 0)), undefined)
    })

    it('with each single bit flipped', () => {
      for (const sample of form.samples) {
        for (let bit = 0; bit < 8 * sample.length; bit++) {
          const bytes = sample.slice()
          bytes[bit >> 3] = (bytes[bit >> 3] as number) ^ (1 << (bit & 7))
          survives(form, bytes)
        }
      }
    })

    it('with several bytes changed', () => {
      const sample = fc.constantFrom(...form.samples)
      const changes = fc.array(fc.tuple(fc.nat(), fc.nat(255)), { minLength: 1, maxLength: 4 })
      fc.assert(
        fc.property(sample, changes, (original, changed) => {
          const bytes = original.slice()
          for (const [at, byte] of changed) bytes[at % bytes.length] = byte
          survives(form, bytes)
        }),
        { seed: 52, numRuns: 600 }
      )
    })

    it('that announce more than there is', () => {
      for (const sample of form.samples) {
        for (let at = 0; at < sample.length; at++) {
          for (const length of ['ff', 'ff7f', 'ffff7f', 'ffffffffffffff0f', 'ffffffffffffffffff'])
            survives(form, Buffer.concat([sample.subarray(0, at), hex(length), sample.subarray(at + 1)]))
        }
      }
    })
  })
}

describe('hostile bytes as a value', () => {
  const value = FORMS.at(-1) as Form

  it('nested thirty thousand levels deep', () => {
    for (const [opening, closing] of [
      ['81', '00'],
      ['9f', 'ff'],
      ['a16161', '00'],
      ['c2', '40']
    ] as const) {
      assert.equal(tried(value, hex(opening.repeat(30_000) + closing)), undefined)
    }
  })

  it('that claim lengths they do not have', () => {
    for (const major of ['5', '7', '9', 'b']) {
      for (const length of ['affffffff', 'bffffffffffffffff', 'b001fffffffffffff', '9ffff', 'a7fffffff', 'f'])
        assert.equal(tried(value, hex(`${major}${length}00`)), undefined)
    }
  })

  it('that are well-formed and something else', () => {
    const others = [
      '00',
      '20',
      'f5',
      'f6',
      'f7',
      'f97e00',
      'fb7ff0000000000000',
      '60',
      '40',
      '80',
      'a0',
      'ff'
    ]
    for (const other of others) survives(value, hex(other))
  })
})

function hex(text: string): Uint8Array {
  return Uint8Array.from(Buffer.from(text, 'hex'))
}

describe('hostile bytes: the size is checked before anything is decoded', () => {
  it('a record', () => {
    assert.throws(() => decodeRecord(new Uint8Array(RECORD_BYTES + 1)), {
      message: /takes \d+ bytes; at most \d+/
    })
  })

  it('a message', () => {
    assert.throws(() => decodeMessage(new Uint8Array(FRAME_BYTES + 1)), {
      message: /takes \d+ bytes; at most \d+/
    })
  })
})
