// The texts that clients write and nobody else: by them a write is recognised in whatever an object makes of it.
import { type ClientRequest, decodeValue, type EncodedValue, type Value } from '@halley/model'

const known = new WeakMap<EncodedValue, readonly string[]>()

/** The texts in a state or a reply. */
export function tagsIn(encoded: EncodedValue): readonly string[] {
  let tags = known.get(encoded)
  if (tags === undefined) {
    tags = encoded.length === 0 ? [] : tagsOf(decodeValue(encoded))
    known.set(encoded, tags)
  }
  return tags
}

/** The text that a put writes. */
export function tagOf(request: ClientRequest): string | undefined {
  return request.op === 'put' && request.value !== undefined ? tagsIn(request.value)[0] : undefined
}

function tagsOf(value: Value | undefined): readonly string[] {
  if (typeof value === 'string') return [value]
  if (Array.isArray(value)) return value.flatMap(tagsOf)
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return []
  const { tag, items } = value as { tag?: Value; items?: Value }
  return [...tagsOf(tag), ...tagsOf(items)]
}
