// Copies of a storage that were read or written lately, as the cores have them: whoever asks for one again spares reading and
// decoding it. A cold put asks twice at each home, to read and to write; what is asked for often is there all the time.
//
// What is here is what is durable: a store takes its copy out when it leaves and puts it back when it is written. Damage to
// the disk under a copy that is here shows when somebody reads past it (`fresh`).
import { type Key, LruMap } from '@halley/model'
import type { Input } from '@halley/node'
import type { Storage } from '@halley/storage'

type Copy = Extract<Input, { type: 'storage.loaded' }>['copy']

interface Kept {
  readonly copy: Copy
  readonly bytes: number
}

/** What all copies here may count. */
const MOST_BYTES = 16 * 1024 * 1024

/** A copy counts as its stored bytes and this: a small record takes some 2 KB as objects. */
const OVERHEAD_BYTES = 2_048

export class RecentCopies {
  readonly #kept = new LruMap<Key, Kept>(Number.POSITIVE_INFINITY)
  #bytes = 0

  get(key: Key): Copy | undefined {
    return this.#kept.get(key)?.copy
  }

  /** @param stored the bytes that it takes on the disk */
  set(key: Key, copy: Copy, stored: number): void {
    this.take(key)
    const bytes = stored + OVERHEAD_BYTES
    this.#kept.set(key, { copy, bytes })
    this.#bytes += bytes
    while (this.#bytes > MOST_BYTES) {
      const [, oldest] = this.#kept.shift() as [Key, Kept]
      this.#bytes -= oldest.bytes
    }
  }

  /** Takes it out. */
  take(key: Key): Copy | undefined {
    const kept = this.#kept.take(key)
    if (kept === undefined) return undefined
    this.#bytes -= kept.bytes
    return kept.copy
  }
}

/** Those of a storage. */
export function recentCopies(storage: Storage): RecentCopies {
  const known = all.get(storage)
  if (known !== undefined) return known
  const recent = new RecentCopies()
  all.set(storage, recent)
  return recent
}

const all = new WeakMap<Storage, RecentCopies>()
