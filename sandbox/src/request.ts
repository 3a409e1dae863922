// From what callers give to what machines run: checked, encoded, with a hash for the code and a number for the seed.
import { createHash } from 'node:crypto'
import type { CallResult, Invocation, SandboxEvent } from './contract.ts'
import type { Limits } from './limits.ts'
import { joinMessages } from './machine/frame.ts'
import { LruCache } from './pool/lru.ts'
import { encodeParts } from './values/encode.ts'
import { isPlainObject, ValueError } from './values/value.ts'

/** Sources whose hash is remembered. */
const HASHED = 1024

export class Hashes {
  readonly #known = new LruCache<string, string>(HASHED, () => 1)

  of(code: string): string {
    const known = this.#known.get(code)
    if (known !== undefined) return known
    const hash = createHash('sha256').update(code).digest('base64url')
    this.#known.set(code, hash)
    return hash
  }
}

/** The frame of a resumption. @throws ValueError, and SizeError when a result is larger than it may be */
export function encodeResults(results: readonly CallResult[], { stateBytes }: Limits): Uint8Array {
  const ids = encodeParts([{ name: 'the ids', value: results.map(({ id }) => id), maxBytes: stateBytes }])
  const parts = results.map((result) => ({
    name: `the result of call ${result.id}`,
    value: result.ok
      ? { id: result.id, ok: true, value: result.value }
      : { id: result.id, ok: false, code: String(result.error.code), message: String(result.error.message) },
    maxBytes: stateBytes
  }))
  return joinMessages(ids.bytes, encodeParts(parts).bytes)
}

/** FNV-1a over the seed's characters, twice with different offsets. Not secret: it only has to differ between seeds. */
export function seedOf(seed: string): bigint {
  let low = 0x811c9dc5
  let high = 0x9747b28c
  for (let index = 0; index < seed.length; index++) {
    const unit = seed.charCodeAt(index)
    low = Math.imul(low ^ unit, 0x01000193)
    high = Math.imul(high ^ unit, 0x85ebca6b) ^ (high >>> 13)
  }
  return (BigInt(high >>> 0) << 32n) | BigInt(low >>> 0)
}

/**
 * @param maxBytes of the state, of `local` and of most else
 * @throws ValueError, and SizeError when a part is larger than it may be
 */
export function encodeFrame(invocation: Invocation, maxBytes: number): Uint8Array {
  const { event, state, local = {}, key, node } = invocation
  if (state !== undefined && !isPlainObject(state)) throw new ValueError('the state', 'is not a plain object')
  if (!isPlainObject(local)) throw new ValueError('local', 'is not a plain object')
  // It goes beside the frame, which is the same whatever time it is.
  if (!Number.isFinite(event.time)) throw new ValueError('the time', `is ${event.time}`)
  const overlaid = event.type === 'load' || event.type === 'put'
  const [first, second] = argumentsOf(event)
  const object = encodeParts([
    { name: 'the state', value: state ?? (overlaid ? undefined : {}), maxBytes },
    { name: 'the key', value: key ?? '', maxBytes },
    { name: "the node's id", value: node?.id ?? '', maxBytes },
    { name: "the node's address", value: node?.address ?? '', maxBytes }
  ])
  const happening = encodeParts([
    { name: 'local', value: local, maxBytes },
    { name: first.name, value: first.value, maxBytes: 10 * maxBytes },
    { name: second.name, value: second.value, maxBytes },
    { name: 'merge', value: event.type === 'merge', maxBytes },
    { name: "the node's coordinates", value: node?.coordinates, maxBytes }
  ])
  return joinMessages(object.bytes, happening.bytes)
}

interface Argument {
  readonly name: string
  readonly value: unknown
}

const NONE: Argument = { name: 'an argument', value: undefined }

function argumentsOf(event: SandboxEvent): readonly [Argument, Argument] {
  const caller = { name: 'the caller', value: event.caller }
  switch (event.type) {
    case 'update':
      return [{ name: 'the incoming value', value: event.incoming }, caller]
    case 'timer':
      return [{ name: 'the timer', value: event.timer }, NONE]
    case 'merge':
      return [{ name: 'the siblings', value: event.siblings }, NONE]
    case 'select':
      return [{ name: 'the neighbors', value: event.neighbors }, NONE]
    case 'load':
      return [NONE, NONE]
    default:
      return [caller, NONE]
  }
}
