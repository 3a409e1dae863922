// What is durable in the log and not yet in the database, in memory: read before the database, so that a read sees exactly what
// is durable. There are two generations, one for each segment of the log: the older is being brought into the database while the
// newer grows. What the database has of it already makes no difference, since it is hidden below.
import assert from 'node:assert/strict'
import type { Span } from './engine.ts'
import type { Change, Entry, Space } from './port.ts'
import { SPACES } from './port.ts'
import { addDemand, type Demand, NO_DEMAND } from './room.ts'

export class Generation {
  readonly #spaces = new Map<Space, { readonly changes: Map<string, Change>; sorted: string[] }>(
    SPACES.map((space) => [space, { changes: new Map(), sorted: [] }])
  )
  #demand = NO_DEMAND

  /** What the changes need of the disk when they come into the database, at the most. */
  get demand(): Demand {
    return this.#demand
  }

  get isEmpty(): boolean {
    return this.#demand.changes === 0
  }

  /** The last change of a key counts. The arrays are kept. */
  add(changes: readonly Change[]): void {
    for (const change of changes) this.#of(change.space).changes.set(toText(change.key), change)
    this.#demand = addDemand(this.#demand, changes)
  }

  get(space: Space, text: string): Change | undefined {
    return this.#of(space).changes.get(text)
  }

  size(space: Space): number {
    return this.#of(space).changes.size
  }

  /** The texts of the keys above `after` and below `before`, in order. */
  keys(space: Space, after: string | undefined, before: string | undefined): string[] {
    const held = this.#of(space)
    if (held.sorted.length < held.changes.size) held.sorted = [...held.changes.keys()].sort()
    const from = after === undefined ? 0 : firstAbove(held.sorted, after, true)
    const to = before === undefined ? held.sorted.length : firstAbove(held.sorted, before, false)
    return held.sorted.slice(from, to)
  }

  /** Everything, in the order of the database's trees: neighbours share pages. */
  *ordered(): Generator<Change> {
    for (const space of SPACES)
      for (const text of this.keys(space, undefined, undefined)) yield this.get(space, text) as Change
  }

  #of(space: Space) {
    return this.#spaces.get(space)!
  }
}

export class Overlay {
  #newer = new Generation()
  #older: Generation | undefined

  get newer(): Generation {
    return this.#newer
  }

  get older(): Generation | undefined {
    return this.#older
  }

  /** The newer generation becomes the older one, which must be gone. */
  turn(): Generation {
    assert.ok(this.#older === undefined, 'one generation after the other')
    this.#older = this.#newer
    this.#newer = new Generation()
    return this.#older
  }

  /** The database has the older generation. */
  drop(): void {
    this.#older = undefined
  }

  get(space: Space, key: Uint8Array): Change | undefined {
    if (this.#newer.isEmpty && this.#older === undefined) return undefined
    return this.#find(space, toText(key))
  }

  has(space: Space): boolean {
    return this.#newer.size(space) > 0 || (this.#older?.size(space) ?? 0) > 0
  }

  /** Changes within the span, in the order of their keys, each key once. */
  within(space: Space, { after, before }: Span): Change[] {
    const [from, to] = [after && toText(after), before && toText(before)]
    const newer = this.#newer.keys(space, from, to)
    const older = this.#older?.keys(space, from, to) ?? []
    const texts = older.length === 0 ? newer : [...new Set([...older, ...newer])].sort()
    return texts.map((text) => this.#find(space, text) as Change)
  }

  #find(space: Space, text: string): Change | undefined {
    return this.#newer.get(space, text) ?? this.#older?.get(space, text)
  }
}

/** Reads entries of the database, as an engine's `chunk`. */
type Below = (span: Span, entries: number, bytes: number) => Entry[]

/** Entries that each round asks the database for more than the one before, when all it had were removed. */
const GROWTH = 4
const MOST_ENTRIES = 1_000

/** As an engine's `chunk`: what the database has, with what is pending over it. */
export function mergedChunk(
  overlay: Overlay,
  space: Space,
  below: Below,
  span: Span,
  entries: number,
  bytes: number
): Entry[] {
  let { after } = span
  let wanted = entries
  for (;;) {
    const lower = below({ after, before: span.before }, wanted, bytes)
    const end = lower.at(-1)?.key
    // What is pending behind the last that was read waits for its neighbours in the database.
    const upper = overlay.within(space, { after, before: end === undefined ? span.before : behind(end) })
    const found = merged(lower, upper, entries, bytes)
    if (found.length > 0 || end === undefined) return found
    after = end
    wanted = Math.min(MOST_ENTRIES, wanted * GROWTH)
  }
}

function merged(lower: readonly Entry[], upper: readonly Change[], entries: number, bytes: number): Entry[] {
  if (upper.length === 0) return lower.slice(0, entries)
  const found: Entry[] = []
  let left = bytes
  let [low, up] = [0, 0]
  while (found.length < entries && left > 0 && (low < lower.length || up < upper.length)) {
    const [entry, change] = [lower[low], upper[up]]
    const order = entry === undefined ? 1 : change === undefined ? -1 : Buffer.compare(entry.key, change.key)
    if (order <= 0) low++
    if (order >= 0) up++
    const next = order < 0 ? entry : copied(change as Change)
    if (next === undefined) continue
    found.push(next)
    left -= next.key.length + next.value.length
  }
  return found
}

function copied({ key, value }: Change): Entry | undefined {
  return value === null ? undefined : { key: new Uint8Array(key), value: new Uint8Array(value) }
}

/** The first key behind this one. */
function behind(key: Uint8Array): Uint8Array {
  const next = new Uint8Array(key.length + 1)
  next.set(key)
  return next
}

/** One character per byte: the order of such texts is the order of the bytes. */
function toText(key: Uint8Array): string {
  return Buffer.from(key.buffer, key.byteOffset, key.byteLength).toString('latin1')
}

/** The index of the first text greater than `text`, or not smaller than it. */
function firstAbove(sorted: readonly string[], text: string, isStrict: boolean): number {
  let low = 0
  let high = sorted.length
  while (low < high) {
    const middle = (low + high) >>> 1
    const found = sorted[middle]!
    if (found > text || (!isStrict && found === text)) high = middle
    else low = middle + 1
  }
  return low
}
