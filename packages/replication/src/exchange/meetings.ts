// Versions that an onMerge would make one may come together without any client: a hint is delivered, a read is repaired, an
// exchange moves a copy. Then the object is merged in the background, once, as an event of its own.
//
//   met ──► waiting ──► is it still apart? ──► this is the first home that is up ──► merging ──► merged
//             ▲  ▲                └──► another home is: look again ──┐                  │
//             │  └────────────────────────────────────────────────────┘                  │
//             └──── failed, or this is no home: again later, each time twice as long ◄────┘
//
// All homes see the same versions come together, so the delay lets one of them do what the others then only look at. A home
// steps in for those before it that are up but have done nothing for PATIENCE looks each (they may have forgotten it in a
// crash). A node that is no home leaves the merge to those to which its copy goes, unless it becomes one: homes that are gone
// for good have no successors before the nodes around know of it. Should two merge at a time nevertheless, they make equal versions, which are not apart (model/mergeable.ts): that is
// where it ends. An onMerge that fails leaves the versions as they are until another one arrives.
//
// What waits is remembered in memory, and marked in the index, from which a start takes it up again. Beyond MEETINGS keys
// what meets is left to the next get.
import {
  type Cancel,
  type Deadline,
  Deadlines,
  isApart,
  type Key,
  type Millis,
  type NodeId,
  ownQuorum,
  type Prng
} from '@halley/model'
import type { ReplicationCounts } from '../counts.ts'
import type { Preferences } from '../preferences.ts'
import type { Replica } from '../replica.ts'
import type { Throttle } from './throttle.ts'

/** Asks for a merge of the object; answered by `merged`. */
export interface MergeEffect {
  readonly type: 'merge'
  readonly key: Key
}

export interface MeetingsInit {
  readonly self: NodeId
  readonly prng: Prng
  readonly throttle: Throttle
  readonly replica: Replica
  readonly preferences: Preferences
  readonly counts: ReplicationCounts
  /** The N of objects that do not choose their own. */
  readonly n: number
  readonly isDown: (node: NodeId) => boolean
  readonly now: () => Millis
  readonly emit: (effect: MergeEffect) => void
}

/** Keys that wait at a time: a megabyte or two. */
const MEETINGS = 10_000

/** Between a meeting and the look at it, and between two looks, on average: a burst of transfers leads to one merge. */
const LOOK_MS = 1_000

/** Looks that a home grants each one before it. */
const PATIENCE = 5

const RETRY_MS = 5_000
const LONGEST_RETRY_MS = 300_000

/** Between two looks at the most, at a node that is no home. */
const LONGEST_AWAY_MS = 30_000

interface Meeting {
  readonly key: Key
  phase: 'waiting' | 'due' | 'merging'
  looks: number
  /** Looks in a row that found that this node is no home. */
  away: number
  failures: number
  /** Further versions came while it was being merged. */
  again: boolean
  cancel: Cancel
}

export class Meetings {
  readonly #init: MeetingsInit
  readonly #meetings = new Map<Key, Meeting>()
  readonly #deadlines = new Deadlines<Meeting>()
  readonly #due: Meeting[] = []

  constructor(init: MeetingsInit) {
    this.#init = init
  }

  /** The copy of this key durably holds versions that a merge would make one. */
  met(key: Key): void {
    const known = this.#meetings.get(key)
    if (known === undefined) {
      if (this.#meetings.size >= MEETINGS) return this.#init.counts.add('mergesLeft')
      const meeting: Meeting = {
        key,
        phase: 'waiting',
        looks: 0,
        away: 0,
        failures: 0,
        again: false,
        cancel: () => {}
      }
      this.#meetings.set(key, meeting)
      this.#wait(meeting, LOOK_MS)
    } else if (known.phase === 'merging') known.again = true
    else if (known.phase === 'waiting' && known.failures > 0) this.#wait(known, LOOK_MS)
  }

  /** @param done the merge had its turn, whatever came of it; false: the object could not be read or written */
  merged(key: Key, done: boolean): void {
    const meeting = this.#meetings.get(key)
    if (meeting?.phase !== 'merging') return
    if (done && !meeting.again) this.#meetings.delete(key)
    else {
      meeting.failures = done ? 0 : meeting.failures + 1
      const retryMs = Math.min(LONGEST_RETRY_MS, RETRY_MS * 2 ** (meeting.failures - 1))
      this.#wait(meeting, done ? LOOK_MS : retryMs)
    }
    this.#init.throttle.ended()
    this.advance()
  }

  /** Looks at what is due, as far as the throttle lets it. */
  advance(): void {
    const { throttle } = this.#init
    while (this.#due.length > 0 && throttle.begin()) this.#look(this.#due.shift() as Meeting)
  }

  deadline(): Deadline | undefined {
    return this.#deadlines.next()
  }

  tick(now: Millis): void {
    for (const meeting of this.#deadlines.due(now)) {
      meeting.phase = 'due'
      this.#due.push(meeting)
    }
    this.advance()
  }

  #wait(meeting: Meeting, ms: Millis): void {
    const { prng, now } = this.#init
    meeting.cancel()
    meeting.phase = 'waiting'
    meeting.again = false
    const at = now() + Math.ceil(ms * (0.5 + prng.next()))
    meeting.cancel = this.#deadlines.set(at, 'versions that met are merged', meeting)
  }

  #look(meeting: Meeting): void {
    const { replica, preferences, now } = this.#init
    const { key } = meeting
    replica.read(key, {
      refused: () => this.#looked(meeting, true),
      copied: ({ record }) => {
        if (!isApart(record, now())) return this.#looked(meeting, false)
        const n = ownQuorum(record)?.n ?? this.#init.n
        preferences.find(key, now(), (list) => this.#judge(meeting, list.slice(0, n)))
      }
    })
  }

  #judge(meeting: Meeting, homes: readonly NodeId[]): void {
    const { self, isDown, counts, emit } = this.#init
    const rank = homes.filter((home) => home === self || !isDown(home)).indexOf(self)
    if (rank < 0) return this.#stoodAside(meeting)
    meeting.away = 0
    if (meeting.looks < rank * PATIENCE) return this.#looked(meeting, true)
    meeting.phase = 'merging'
    counts.add('merges')
    emit({ type: 'merge', key: meeting.key })
  }

  /** This node is no home, so far as it knows. */
  #stoodAside(meeting: Meeting): void {
    meeting.looks = 0
    this.#wait(meeting, Math.min(LONGEST_AWAY_MS, LOOK_MS * 2 ** meeting.away++))
    this.#init.throttle.ended()
    this.advance()
  }

  /** @param again whether it is worth another look */
  #looked(meeting: Meeting, again: boolean): void {
    meeting.looks++
    if (again) this.#wait(meeting, LOOK_MS)
    else this.#meetings.delete(meeting.key)
    this.#init.throttle.ended()
    this.advance()
  }
}
