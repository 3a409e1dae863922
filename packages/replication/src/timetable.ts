// When this node's copies have something to do. The disk has all timers in the order of time (model/wake-entry.ts); in memory are only
// the nearest, a page or a few of them, and one deadline for the first: a million timers cost bytes on the disk.
//
//   stored, page ──► waiting ──► due ──► looking ──► this node's turn? ──► running ──► its write says when to wait for next
//                      ▲                    │ └──► not yet: wait for the homes before it
//                      └────────────────────┴──── nothing came of it: again later, each time twice as long
//
// primary: the first home that is up has the object tick, in a turn of its mailbox; the write takes the timer's next due time to
// all homes. A home steps in for those before it when each has had `timerPatienceMs` and the timer is still due in its own copy.
// replica: each home does it for itself.
//
// All waiting timers up to a horizon are in memory; what is stored behind it waits for its page. A node that is no home of a key
// passes over it, and looks again after REVIEW_MS from the beginning, for it may have become one.
import {
  type Cancel,
  compareWakes,
  type Deadline,
  Deadlines,
  earliest,
  type Key,
  liveSiblings,
  type Millis,
  type NodeId,
  ownQuorum,
  type Timer,
  type Wake,
  type Wakes,
  wakeOf,
  wakesOf
} from '@halley/model'
import type { ReplicationCounts } from './counts.ts'
import type { Preferences } from './preferences.ts'
import type { Replica } from './replica.ts'

export interface TimetableOptions {
  /** Ticks that this node has under way at a time. */
  readonly timersAtOnce: number
  /** Milliseconds that each home before this one has for a tick before this one steps in. */
  readonly timerPatienceMs: number
}

export type TimetableEffect =
  /** Asks for a tick of the object; answered by `ticked`. */
  | { readonly type: 'tick'; readonly key: Key; readonly on: Timer['on'] }
  /** Asks for the timers behind `after`; answered by `upcoming`. */
  | { readonly type: 'wakes'; readonly after?: Wake; readonly most: number }

export interface TimetableInit {
  readonly self: NodeId
  readonly options: TimetableOptions
  readonly replica: Replica
  readonly preferences: Preferences
  readonly counts: ReplicationCounts
  /** The N of objects that do not choose their own. */
  readonly n: number
  readonly isDown: (node: NodeId) => boolean
  readonly now: () => Millis
  readonly emit: (effect: TimetableEffect) => void
}

/** Timers of a page. In memory are at most four pages that wait, and half a page before the next one is asked for. */
const PAGE = 1_000

const RETRY_MS = 1_000
const LONGEST_RETRY_MS = 300_000
const REVIEW_MS = 60_000

interface Alarm extends Wake {
  phase: 'waiting' | 'due' | 'looking' | 'running'
  tries: number
  /** While it is looked at or runs: the copy was written, and is to wake then; null: not again. */
  moved?: Millis | null
  cancel: Cancel
}

export class Timetable {
  readonly #init: TimetableInit
  readonly #alarms = new Map<Key, Alarm>()
  readonly #deadlines = new Deadlines<Alarm>()
  readonly #due: Alarm[] = []
  #running = 0
  /** Of what waits on the disk, all up to here is in memory; nothing before the first page. */
  #horizon: Wake | undefined
  /** Nothing on the disk lies behind the horizon. */
  #isAll = false
  #isAsking = true
  #reviewAt: Millis | undefined

  constructor(init: TimetableInit) {
    this.#init = init
  }

  /** A page of the disk: the first at the start, and then whenever one was asked for. */
  upcoming(wakes: readonly Wake[], last: boolean): void {
    if (!this.#isAsking) return
    this.#isAsking = false
    this.#isAll = last
    this.#horizon = wakes.at(-1) ?? this.#horizon
    for (const wake of wakes) if (!this.#alarms.has(wake.key)) this.#wait(wake, wake.due)
    this.#ask()
  }

  /** A copy is durable, and wakes then; undefined: it has nothing to do. */
  stored(key: Key, due: Millis | undefined): void {
    const alarm = this.#alarms.get(key)
    if (alarm?.phase === 'looking' || alarm?.phase === 'running') {
      alarm.moved = due ?? null
      return
    }
    if (alarm !== undefined) this.#drop(alarm)
    if (due !== undefined) this.#arm({ key, due })
    this.#ask()
  }

  /** @param done the tick had its turn; false: the object could not be read or written, or its handler not be run */
  ticked(key: Key, done: boolean): void {
    const alarm = this.#alarms.get(key)
    if (alarm?.phase !== 'running') return
    if (!done) this.#init.counts.add('ticksPutOff')
    this.#end(alarm)
  }

  deadline(): Deadline | undefined {
    const review =
      this.#reviewAt === undefined
        ? undefined
        : { at: this.#reviewAt, reason: 'timers are looked through again' }
    return earliest(this.#deadlines.next(), review)
  }

  tick(now: Millis): void {
    if (this.#reviewAt !== undefined && now >= this.#reviewAt) this.#review(now)
    for (const alarm of this.#deadlines.due(now)) {
      alarm.phase = 'due'
      this.#due.push(alarm)
    }
    this.#advance()
  }

  /** Timers in memory. */
  get size(): number {
    return this.#alarms.size
  }

  #advance(): void {
    while (this.#running < this.#init.options.timersAtOnce) {
      const alarm = this.#due.shift()
      if (alarm === undefined) return
      if (this.#alarms.get(alarm.key) !== alarm) continue
      this.#running++
      alarm.phase = 'looking'
      this.#look(alarm)
    }
  }

  #look(alarm: Alarm): void {
    const { self, replica, preferences, now, n } = this.#init
    const { key } = alarm
    replica.read(key, {
      refused: () => this.#end(alarm),
      copied: (copy) => {
        const wakes = wakesOf(self, key, {
          siblings: liveSiblings(copy.record, now()),
          local: copy.local
        })
        const due = wakeOf(wakes)
        if (due === undefined || due > now()) {
          alarm.moved ??= due ?? null
          this.#end(alarm)
          return
        }
        const homes = ownQuorum(copy.record)?.n ?? n
        preferences.find(key, now(), (list) => this.#judge(alarm, wakes, list.slice(0, homes)))
      }
    })
  }

  #judge(alarm: Alarm, { primary, replica }: Wakes, homes: readonly NodeId[]): void {
    const { self, isDown, now } = this.#init
    const rank = homes.filter((home) => home === self || !isDown(home)).indexOf(self)
    if (rank < 0) {
      this.#reviewAt ??= now() + REVIEW_MS
      alarm.moved = null
      return this.#end(alarm)
    }
    if (replica !== undefined && replica <= now()) return this.#run(alarm, 'replica')
    const mine = (primary ?? Number.POSITIVE_INFINITY) + rank * this.#init.options.timerPatienceMs
    if (mine <= now()) return this.#run(alarm, 'primary')
    // The write of a home before this one says so before that.
    if (alarm.moved === undefined) this.#wait(alarm, Math.min(mine, replica ?? mine))
    this.#free(alarm)
  }

  #run(alarm: Alarm, on: Timer['on']): void {
    alarm.phase = 'running'
    this.#init.counts.add('ticksBegun')
    this.#init.emit({ type: 'tick', key: alarm.key, on })
  }

  /** It is over: what was written meanwhile says when to look next; nothing was, so it is tried again. */
  #end(alarm: Alarm): void {
    if (alarm.moved === undefined) {
      alarm.tries++
      const ms = Math.min(LONGEST_RETRY_MS, RETRY_MS * 2 ** alarm.tries)
      this.#wait(alarm, this.#init.now() + ms, alarm.tries)
    }
    this.#free(alarm)
  }

  #free(alarm: Alarm): void {
    this.#running--
    const { moved, key } = alarm
    if (moved !== undefined) {
      this.#alarms.delete(key)
      if (moved !== null) this.#arm({ key, due: moved })
    }
    this.#ask()
    this.#advance()
  }

  /** It waits in memory, if it is to be there. */
  #arm(wake: Wake): void {
    const isNear = this.#isAll || (this.#horizon !== undefined && compareWakes(wake, this.#horizon) <= 0)
    if (!isNear) return
    this.#wait(wake, wake.due)
    if (this.#alarms.size > 4 * PAGE) this.#trim()
  }

  #wait({ key, due }: Wake, at: Millis, tries = 0): void {
    const alarm: Alarm = { key, due, phase: 'waiting', tries, cancel: () => {} }
    alarm.cancel = this.#deadlines.set(at, 'a timer of an object is due', alarm)
    this.#alarms.set(key, alarm)
  }

  #drop(alarm: Alarm): void {
    alarm.cancel()
    this.#alarms.delete(alarm.key)
  }

  /** The furthest go back to the disk. */
  #trim(): void {
    const waiting = [...this.#alarms.values()].filter(({ phase }) => phase === 'waiting').sort(compareWakes)
    for (const alarm of waiting.slice(PAGE)) this.#drop(alarm)
    const last = waiting[Math.min(PAGE, waiting.length) - 1]
    if (last === undefined) return
    this.#horizon = { due: last.due, key: last.key }
    this.#isAll = false
  }

  #ask(): void {
    if (this.#isAsking || this.#isAll || this.#alarms.size >= PAGE / 2) return
    this.#isAsking = true
    const after = this.#horizon
    this.#init.emit({ type: 'wakes', ...(after === undefined ? {} : { after }), most: PAGE })
  }

  /** Whatever was passed over is looked at again, page by page. */
  #review(now: Millis): void {
    this.#reviewAt = this.#isAsking ? now + REVIEW_MS : undefined
    if (this.#isAsking) return
    for (const alarm of [...this.#alarms.values()]) if (alarm.phase === 'waiting') this.#drop(alarm)
    this.#horizon = undefined
    this.#isAll = false
    this.#ask()
  }
}
