// What gets came to that would come to the same again: runs of onGet that the sandbox calls repeatable and that left the object as it was.
// The same get of the same object is then answered without running anything, in less than a microsecond instead of twenty, and charged
// as if it had run.
//
// The same get: all that an invocation is made of, but for the time and the seed, which a repeatable run did not look at. Nothing stands for
// anything else: what is long is compared byte for byte, so no object can be made to answer for another. What has coordinates in it, or a
// capability, is another each time, and not kept.
import { type EncodedValue, type Key, LruMap } from '@halley/model'
import type { Invocation, Yielded } from '@halley/objects'

/** What all that is kept may count, in bytes. */
const MOST_BYTES = 8 * 1024 * 1024

/** Gets of one object that are kept: by different callers, or with different payloads. */
export const MOST_OF_AN_OBJECT = 8

/** Counted for each besides the bytes that it holds. */
const OVERHEAD_BYTES = 1_024

/** The node that runs it, as its handlers know it. */
type Place = Readonly<Record<'id' | 'address', string>>

interface Kept {
  readonly invocation: Invocation
  readonly place: Place
  readonly outcome: Yielded
  readonly bytes: number
}

export class Recollections {
  /** Of each object those used last first. */
  readonly #kept = new LruMap<Key, Kept[]>(Number.POSITIVE_INFINITY)
  readonly #most: number
  readonly #found: () => void
  #bytes = 0

  /**
   * @param found is called whenever something was remembered
   * @param most bytes that may be kept
   */
  constructor(found: () => void = () => undefined, most = MOST_BYTES) {
    this.#found = found
    this.#most = most
  }

  /** What is kept, in bytes. */
  get bytes(): number {
    return this.#bytes
  }

  /** What the invocation would come to. */
  of(invocation: Invocation, place: Place): Yielded | undefined {
    const ofObject = invocation.event === 'get' ? this.#kept.get(invocation.key) : undefined
    const at = ofObject?.findIndex((kept) => isSame(kept, invocation, place)) ?? -1
    if (ofObject === undefined || at < 0) return undefined
    const [found] = at === 0 ? ofObject : ofObject.splice(at, 1)
    if (at > 0) ofObject.unshift(found as Kept)
    this.#found()
    return found?.outcome
  }

  /** What a repeatable run of the invocation came to. */
  note(invocation: Invocation, place: Place, outcome: Yielded): void {
    if (!isKept(invocation, outcome)) return
    const { key } = invocation
    const given = { ...invocation, ...ownBytes(invocation) }
    const { micros: _, ...left } = outcome
    const kept = {
      invocation: given,
      place: { id: place.id, address: place.address },
      // Not the decoded state of the run, but what is held anyway.
      outcome: {
        ...left,
        ...(given.state === undefined ? {} : { state: given.state }),
        ...(given.local === undefined ? {} : { local: given.local }),
        ...(left.reply === undefined ? {} : { reply: own(left.reply) })
      },
      bytes: bytesOf(given, left)
    }
    const ofObject = this.#kept.get(key) ?? []
    this.#kept.set(key, ofObject)
    ofObject.unshift(kept)
    this.#bytes += kept.bytes
    if (ofObject.length > MOST_OF_AN_OBJECT) this.#bytes -= (ofObject.pop() as Kept).bytes
    while (this.#bytes > this.#most) this.#forget()
  }

  #forget(): void {
    const [, silent] = this.#kept.shift() as [Key, Kept[]]
    for (const { bytes } of silent) this.#bytes -= bytes
  }
}

function isKept({ event, caller }: Invocation, outcome: Yielded): boolean {
  if (event !== 'get' || caller.capability !== undefined) return false
  const { stateChanged, localChanged, deleteSelf, timers, replies } = outcome
  return !(stateChanged || localChanged || deleteSelf) && timers === undefined && replies === undefined
}

function isSame({ invocation: known, place: where }: Kept, asked: Invocation, place: Place): boolean {
  return (
    known.source === asked.source &&
    known.hash === asked.hash &&
    known.signature === asked.signature &&
    isSameCaller(known.caller, asked.caller) &&
    where.id === place.id &&
    where.address === place.address &&
    isSameValue(known.state, asked.state) &&
    isSameValue(known.local, asked.local) &&
    isSameValue(known.payload, asked.payload)
  )
}

type Caller = Invocation['caller']

// All that handlers are told of a caller, but for its coordinates: where a code looks at these, nothing is kept.
function isSameCaller(a: Caller, b: Caller): boolean {
  return a.id === b.id && a.address === b.address && a.object === b.object && a.capability === b.capability
}

function isSameValue(a: EncodedValue | undefined, b: EncodedValue | undefined): boolean {
  if (a === b) return true
  return a !== undefined && b !== undefined && a.length === b.length && Buffer.compare(a, b) === 0
}

// Bytes that lie in a larger run, such as a message, would keep all of it.
function ownBytes({ state, local, payload }: Invocation): Pick<Invocation, 'state' | 'local' | 'payload'> {
  return {
    ...(state === undefined ? {} : { state: own(state) }),
    ...(local === undefined ? {} : { local: own(local) }),
    ...(payload === undefined ? {} : { payload: own(payload) })
  }
}

function own(bytes: EncodedValue): EncodedValue {
  return bytes.length === bytes.buffer.byteLength ? bytes : new Uint8Array(bytes)
}

function bytesOf({ source, state, local, payload }: Invocation, { reply }: Omit<Yielded, 'micros'>): number {
  const lengths = [state, local, payload, reply].map((bytes) => bytes?.length ?? 0)
  return lengths.reduce((sum, length) => sum + length, OVERHEAD_BYTES + 2 * source.length)
}
