// The checked reading of the messages by which nodes that are no homes of an object are asked to keep a copy of it.
import { CONTENT_DIGEST_BYTES } from './content-digest.ts'
import { parseKey } from './key.ts'
import { RECORD_BYTES } from './limits.ts'
import type { Message } from './message.ts'
import { bytes, type Fields, ShapeError, whole } from './shape.ts'

export const LEASES = ['lease', 'leased'] as const

type Lease = Extract<Message, { type: (typeof LEASES)[number] }>

export function readLease(type: Lease['type'], id: number, found: Fields): Lease {
  if (type === 'leased') return { type, id, digest: readDigest(found.digest) }
  const taken = whole(found.bytes, 'bytes')
  if (taken > RECORD_BYTES) throw new ShapeError(`bytes is ${taken}; at most ${RECORD_BYTES} are allowed`)
  return { type, id, key: parseKey(found.key), forMs: whole(found.forMs, 'forMs', 1), bytes: taken }
}

function readDigest(thing: unknown): Uint8Array {
  const digest = bytes(thing, 'the digest', CONTENT_DIGEST_BYTES)
  if (digest.length === 0 || digest.length === CONTENT_DIGEST_BYTES) return digest
  throw new ShapeError(`the digest has ${digest.length} bytes; it has ${CONTENT_DIGEST_BYTES}, or none`)
}
