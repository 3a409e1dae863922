// What handlers that ran at this node had to say: the lines of `comet.log`, and of those that failed, why. They are kept in memory
// for a while and told to whoever asks this node; other nodes are not told, since an object may log what it keeps private.
//
//   const logs = new Logs(now)
//   logs.heard('greeting', 'get', outcome)
//   logs.read('greeting')
//
// Objects are strangers: however much they log, the oldest lines go, those of the object itself when it has too many, and when all
// have too many together those of the object that has been silent for longest.
import type { Effect } from '@halley/node'
import type { Invocation } from '@halley/objects'
import type { Outcome } from '@halley/sandbox'
import type { Logged, LogLine } from './api.ts'

/** Lines of an object: what a person reads back. */
const LINES = 256

/** Characters of all lines of an object, each with its overhead. A line has at most 2,048, so 100 of the longest are kept. */
const CHARACTERS = 262_144

/** The same of all objects together: 16 MiB of memory at most, and 16,384 lines. */
const ALL_CHARACTERS = 8 * 1024 * 1024

/** Counted for a line besides its text: what holds it, and its part of the object's key. */
const LINE_OVERHEAD = 512

type Rejected = Extract<Effect, { type: 'sandbox.rejected' }>

interface Kept {
  readonly lines: LogLine[]
  characters: number
  /** The last line that is gone. */
  lostUpTo: number
}

export class Logs {
  readonly #now: () => number
  /** The object that was silent for longest first. */
  readonly #kept = new Map<string, Kept>()
  #characters = 0
  #last = 0

  /** @param now milliseconds since the epoch */
  constructor(now: () => number) {
    this.#now = now
  }

  /** What a handler came to: its lines once it has come to its end, or why it failed. */
  heard(key: string, event: Invocation['event'], outcome: Outcome): void {
    if (!outcome.ok) return this.rejected({ key, event, failure: outcome.error })
    if (outcome.chain !== undefined) return
    for (const action of outcome.actions)
      if (action.type === 'log') this.#add(key, { event, text: action.text })
  }

  /** What a handler did is not to be, and why. */
  rejected({ key, event, failure }: Pick<Rejected, 'key' | 'event' | 'failure'>): void {
    this.#add(key, { event, text: `${failure.code}: ${failure.message}`, failed: true })
  }

  /** The lines of an object that are kept, and came after the one of that number. */
  read(key: string, after = 0): Logged {
    const kept = this.#kept.get(key)
    if (kept === undefined) return { lines: [], lost: false }
    return { lines: kept.lines.filter(({ seq }) => seq > after), lost: kept.lostUpTo > after }
  }

  #add(key: string, said: Pick<LogLine, 'event' | 'text' | 'failed'>): void {
    const at = this.#now()
    // A clock's reading, so that who has read up to some line before a restart reads on after it.
    this.#last = Math.max(this.#last + 1, at * 1_000)
    const kept = this.#kept.get(key) ?? { lines: [], characters: 0, lostUpTo: 0 }
    this.#kept.delete(key)
    this.#kept.set(key, kept)
    kept.lines.push({ seq: this.#last, at, ...said })
    this.#count(kept, sizeOf(said))
    while (kept.lines.length > LINES || kept.characters > CHARACTERS) this.#forget(kept)
    this.#makeRoom()
  }

  #makeRoom(): void {
    while (this.#characters > ALL_CHARACTERS) {
      const [silent] = this.#kept
      if (silent === undefined) return
      const [key, kept] = silent
      this.#forget(kept)
      if (kept.lines.length === 0) this.#kept.delete(key)
    }
  }

  #forget(kept: Kept): void {
    const gone = kept.lines.shift()
    if (gone === undefined) return
    kept.lostUpTo = gone.seq
    this.#count(kept, -sizeOf(gone))
  }

  #count(kept: Kept, characters: number): void {
    kept.characters += characters
    this.#characters += characters
  }
}

function sizeOf({ text }: Pick<LogLine, 'text'>): number {
  return text.length + LINE_OVERHEAD
}
