// What gets came to that would come to the same again: runs of onGet that the sandbox calls repeatable and that left the object as it was.
// The same get of the same object is then answered without running anything, in less than a microsecond instead of twenty, and
// charged to the object as if it had run; the share of the node is charged what it takes.
//
// The same get: all that an invocation is made of, but for the time and the seed, which a repeatable run did not look at. Nothing stands for
// anything else: what is long is compared byte for byte, so no object can be made to answer for another. What has coordinates in it, or a
// capability, is another each time, and not kept.
import { type EncodedValue, type Key, LruMap } from '@halley/model'
import type { Invocation, Yielded } from '@halley/objects'

/** What all that is kept may count, in bytes. */
const MOST_BYTES = 8 * 1024 * 1024

/** Gets of one object that are kept: by different callers, or with different payloads. The last of them is found in half a microsecond. */
export const MOST_OF_AN_OBJECT = 64

/** Counted for each besides the bytes that it holds. */
const OVERHEAD_BYTES = 1_024

/** The node that runs it, as its handlers know it. */
type Place = Readonly<Record<'id' | 'address', string>>

/** What of an invocation decides what comes of it, besides its key. */
type Given = Pick<Invocation, 'source' | 'hash' | 'signature' | 'caller' | 'state' | 'local' | 'payload'>

interface Kept {
  readonly given: Given
  readonly place: Place
  readonly outcome: Yielded
  readonly bytes: number
}

interface OfObject {
  /** Those used last first. */
  readonly gets: Kept[]
  /** Since it was put before all other objects. */
  uses: number
}

/** An object that is used all the time is put before the others once in so many uses: doing it costs more than finding it. */
const TOUCHED_USES = 16

export class Recollections {
  readonly #kept = new LruMap<Key, OfObject>(Number.POSITIVE_INFINITY)
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
    const ofObject = invocation.event === 'get' ? this.#kept.peek(invocation.key) : undefined
    if (ofObject === undefined) return undefined
    const { gets } = ofObject
    const at = gets.findIndex((kept) => isSame(kept, invocation, place))
    const found = gets[at]
    if (found === undefined) return undefined
    if (at > 0) gets.unshift(...gets.splice(at, 1))
    if (++ofObject.uses % TOUCHED_USES === 0) this.#kept.get(invocation.key)
    this.#found()
    return found.outcome
  }

  /** What a repeatable run of the invocation came to. */
  note(invocation: Invocation, place: Place, outcome: Yielded): void {
    if (!isKept(invocation, outcome)) return
    const { key } = invocation
    const given = givenOf(invocation)
    const { micros: _, ...left } = outcome
    const kept = {
      given,
      place: { id: place.id, address: place.address },
      // Not the decoded state of the run, but what is held anyway.
      outcome: {
        ...left,
        remembered: true as const,
        ...(given.state === undefined ? {} : { state: given.state }),
        ...(given.local === undefined ? {} : { local: given.local }),
        ...(left.reply === undefined ? {} : { reply: own(left.reply) })
      },
      bytes: bytesOf(given, left)
    }
    const ofObject = this.#kept.peek(key) ?? { gets: [], uses: 0 }
    this.#kept.set(key, ofObject)
    const { gets } = ofObject
    gets.unshift(kept)
    this.#bytes += kept.bytes
    if (gets.length > MOST_OF_AN_OBJECT) this.#bytes -= (gets.pop() as Kept).bytes
    while (this.#bytes > this.#most) this.#forget()
  }

  #forget(): void {
    const [, { gets }] = this.#kept.shift() as [Key, OfObject]
    for (const { bytes } of gets) this.#bytes -= bytes
  }
}

function isKept({ event, caller }: Invocation, outcome: Yielded): boolean {
  if (event !== 'get' || caller.capability !== undefined) return false
  const { stateChanged, localChanged, deleteSelf, timers, replies } = outcome
  return !(stateChanged || localChanged || deleteSelf) && timers === undefined && replies === undefined
}

function isSame({ given: known, place: where }: Kept, asked: Invocation, place: Place): boolean {
  return (
    // In which most differ.
    isSameCaller(known.caller, asked.caller) &&
    known.hash === asked.hash &&
    known.source === asked.source &&
    known.signature === asked.signature &&
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

function givenOf({ source, hash, signature, caller, state, local, payload }: Invocation): Given {
  return {
    ...{ source, hash, caller },
    ...(signature === undefined ? {} : { signature }),
    ...(state === undefined ? {} : { state: own(state) }),
    ...(local === undefined ? {} : { local: own(local) }),
    ...(payload === undefined ? {} : { payload: own(payload) })
  }
}

// Bytes that lie in a larger run, such as a message, would keep all of it.
function own(bytes: EncodedValue): EncodedValue {
  return bytes.length === bytes.buffer.byteLength ? bytes : new Uint8Array(bytes)
}

function bytesOf({ source, state, local, payload }: Given, { reply }: Omit<Yielded, 'micros'>): number {
  const lengths = [state, local, payload, reply].map((bytes) => bytes?.length ?? 0)
  return lengths.reduce((sum, length) => sum + length, OVERHEAD_BYTES + 2 * source.length)
}
