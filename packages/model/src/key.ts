// A key is what users name an object by: any text, from one to KEY_BYTES bytes.
import { hash } from 'node:crypto'
import { ModelError } from './errors.ts'
import { KEY_BYTES } from './limits.ts'

export type Key = string

/**
 * The key in `text`, checked.
 * @throws ModelError KEY_INVALID for an empty or over-long key, or one with a control character or a lone surrogate
 */
export function parseKey(text: unknown): Key {
  if (typeof text !== 'string') throw invalid(`a key is text, not ${typeof text}`)
  if (text.length === 0) throw invalid('a key has at least one character')
  if (text.length > KEY_BYTES || Buffer.byteLength(text) > KEY_BYTES) {
    throw invalid(
      `the key has ${keyBytes(text.slice(0, 4 * KEY_BYTES)).length} bytes; at most ${KEY_BYTES} are allowed`
    )
  }
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  if (/[\u0000-\u001f\u007f]/.test(text)) throw invalid('a key has no control characters')
  if (!text.isWellFormed()) throw invalid('a key is well-formed Unicode (no lone surrogates)')
  return text
}

/** The key's UTF-8 bytes: how it is stored, and what its place in the overlay is the SHA-256 of. */
export function keyBytes(key: Key): Uint8Array {
  return Buffer.from(key)
}

/** SHA-256 of some text or bytes, in lower-case hex: names handler code, and places keys. */
export function sha256(input: string | Uint8Array): string {
  return hash('sha256', input, 'hex')
}

function invalid(message: string): ModelError {
  return new ModelError('KEY_INVALID', message)
}
