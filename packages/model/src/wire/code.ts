// The code of objects. Many objects have the same, so what was read lately is kept: the next object shares its text, and no hash
// is computed for it. The hash itself is never sent, so it cannot be wrong.
import { sha256 } from '../key.ts'
import { CODE_BYTES, HANDLER_CHARACTERS, HANDLERS, SIGNATURE_CHARACTERS } from '../limits.ts'
import type { Code } from '../record.ts'
import type { Draft } from './parts.ts'
import type { Reader } from './reader.ts'
import type { Writer } from './writer.ts'

const SIGNATURE = 1

/** flags (signature) · source · number of handlers · their names · signature */
export function writeCode(to: Writer, { source, handlers, signature }: Code): void {
  to.byte(signature === undefined ? 0 : SIGNATURE)
  to.text(source)
  to.whole(handlers.length)
  for (const name of handlers) to.text(name)
  if (signature !== undefined) to.text(signature)
}

export function readCode(from: Reader): Code {
  const flags = from.flags('the code', SIGNATURE)
  const code: Draft<Code> = {
    ...sourceOf(from.view('the source', CODE_BYTES)),
    handlers: from.list('handlers', HANDLERS, readHandler)
  }
  if (flags & SIGNATURE) code.signature = readSignature(from)
  return code
}

export function readHandler(from: Reader): string {
  return from.text('a handler', HANDLER_CHARACTERS)
}

export function readSignature(from: Reader): string {
  return from.text('the signature', SIGNATURE_CHARACTERS)
}

interface Known {
  readonly bytes: Uint8Array
  readonly source: string
  readonly hash: string
}

/** Sources that are kept: 6 MB, where all are as long as they may be. */
const SLOTS = 32
const slots: (Known | undefined)[] = Array(SLOTS)

function sourceOf(bytes: Uint8Array): Pick<Code, 'source' | 'hash'> {
  const slot = slotOf(bytes)
  let known = slots[slot]
  if (known === undefined || Buffer.compare(known.bytes, bytes) !== 0) {
    const source = Buffer.from(bytes).toString()
    known = { bytes: new Uint8Array(bytes), source, hash: sha256(source) }
    slots[slot] = known
  }
  const { source, hash } = known
  return { source, hash }
}

/** By the length and some of the bytes. */
function slotOf(bytes: Uint8Array): number {
  const { length } = bytes
  let hash = length
  const step = Math.max(1, length >> 5)
  for (let at = 0; at < length; at += step) hash = (Math.imul(hash, 31) + (bytes[at] as number)) | 0
  return (hash ^ (hash >>> 10)) & (SLOTS - 1)
}
