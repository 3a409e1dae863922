// A node that was away for longer than the grace time must not bring back what was deleted meanwhile. Until it has compared
// everything, each copy from before is doubted when it is loaded, whatever for: a request, an exchange, a hint. The other
// homes are asked what they know.
//
//   somebody knows a version of it           the copy is as good as theirs, and merging sorts out the rest; where they know that
//                                            one was superseded, for this time: soon they may have forgotten that, too
//   two homes that were there already when this node went away, or when the copy was written, know none
//                                            it was deleted, and the deletion is forgotten: the copy begins anew
//   nobody knows, but they came later, or are too few, or this node still keeps the copy for each of them
//                                            they prove nothing: the copy stays, for it may be the last
//   not all of them answer                   nothing is said about the key for now
//
// The price is stated plainly: an object that only this node held, because all its other copies were lost while it was away,
// is dropped where two homes are older than its absence, or than it. Of objects with fewer than three copies nothing is dropped.
import {
  type Failure,
  isNothing,
  type Key,
  LruMap,
  type Millis,
  type NodeId,
  type ObjectRecord,
  ownQuorum,
  spentSince
} from '@halley/model'
import type { Copy } from '../copy.ts'
import type { ReplicationCounts } from '../counts.ts'
import type { Preferences } from '../preferences.ts'
import { type RecollectionInit, recollect, WITNESSES } from './recollection.ts'

export interface QuarantineInit extends RecollectionInit {
  readonly self: NodeId
  readonly preferences: Preferences
  readonly counts: ReplicationCounts
  /** The N of objects that do not choose their own. */
  readonly n: number
  readonly graceMs: Millis
  readonly now: () => Millis
}

/** What becomes of a copy that was doubted. */
export interface Verdict {
  trusted(): void
  disowned(): void
  unsure(failure: Failure): void
}

/** Keys remembered as trusted. */
const TRUSTED = 10_000

const UNSURE: Failure = {
  code: 'STORAGE_FAILED',
  message: 'this node was away for long, and the other homes have not said yet whether its copy still counts'
}

export class Quarantine {
  readonly #init: QuarantineInit
  /** When the node was there for the last time, as far as is noted. */
  #awaySince: Millis | undefined
  #trusted = new LruMap<Key, true>(TRUSTED)
  readonly #doubted = new Map<Key, ObjectRecord>()

  constructor(init: QuarantineInit) {
    this.#init = init
  }

  begin(awaySince: Millis): void {
    this.#awaySince = Math.max(this.#awaySince ?? awaySince, awaySince)
    this.#trusted = new LruMap(TRUSTED)
  }

  /** Everything was compared. */
  end(): void {
    this.#awaySince = undefined
  }

  get isOn(): boolean {
    return this.#awaySince !== undefined
  }

  /** Whether the copy has to be asked about before it is used. */
  doubts(key: Key, { record }: Copy): boolean {
    const since = this.#awaySince
    if (since === undefined || isNothing(record) || this.#trusted.get(key) === true) return false
    // Notes are rarer than writes, and clocks differ: what seems to be written a little later is from before, too.
    const before = since + this.#init.graceMs / 2
    return spentSince(record) === undefined && record.siblings.every(({ writtenAt }) => writtenAt < before)
  }

  /** A copy that is being asked about: others may know of it what is known, for they may be in doubt themselves. */
  doubted(key: Key): ObjectRecord | undefined {
    return this.#doubted.get(key)
  }

  examine(key: Key, { record }: Copy, verdict: Verdict): void {
    const { self, preferences, now, n } = this.#init
    this.#doubted.set(key, record)
    preferences.find(key, now(), (list) => {
      const others = list.slice(0, ownQuorum(record)?.n ?? n).filter((home) => home !== self)
      if (others.length < WITNESSES) this.#trust(key, verdict)
      else this.#ask(key, record, others, verdict)
    })
  }

  #ask(key: Key, record: ObjectRecord, homes: readonly NodeId[], verdict: Verdict): void {
    const asked = { homes, n: this.#init.n, key, record, awaySince: () => this.#awaySince ?? 0 }
    recollect(this.#init, asked, ({ known, outdated, witnesses, silent }) => {
      if (known) this.#trust(key, verdict, !outdated)
      else if (witnesses >= WITNESSES) this.#disown(key, verdict)
      else if (silent === 0) this.#trust(key, verdict)
      else {
        this.#doubted.delete(key)
        verdict.unsure(UNSURE)
      }
    })
  }

  #trust(key: Key, verdict: Verdict, forGood = true): void {
    this.#doubted.delete(key)
    if (forGood) this.#trusted.set(key, true)
    verdict.trusted()
  }

  #disown(key: Key, verdict: Verdict): void {
    this.#doubted.delete(key)
    this.#init.counts.add('disowned')
    verdict.disowned()
  }
}
