// Many deadlines, one next: sorted runs with lazy removal. A core keeps one of these; the driver sleeps until `next`.
//
// Nearly all deadlines are a constant delay after now, of a few different delays, and are taken back before they fall due. So
// each is put behind the last of a run that falls due no later, which mostly finds a run for each delay:
//
//   now 0   +5 s, +1 s      [5000]              [1000]
//   now 7   +5 s, +1 s      [5000 5007]         [1000 1007]
//
// The next deadline is the first of one of the runs. Where more than RUNS would be needed, one run takes in what is out of order.
import type { Deadline, Millis } from './time.ts'

interface Entry<T> {
  readonly at: Millis
  readonly order: number
  readonly reason: string
  readonly item: T
  cancelled: boolean
}

/** Takes a deadline back. Calling it again, or after it fell due, does nothing. */
export type Cancel = () => void

/** More runs take longer to look through than an entry that is out of order takes to be put in its place. */
const RUNS = 8

export class Deadlines<T> {
  #runs: Run<T>[] = []
  #order = 0
  #cancelled = 0

  /** Arms a deadline. Equal moments fall due in the order in which they were armed. */
  set(at: Millis, reason: string, item: T): Cancel {
    const entry: Entry<T> = { at, order: this.#order++, reason, item, cancelled: false }
    this.#place(entry)
    return () => {
      if (entry.cancelled) return
      entry.cancelled = true
      if (++this.#cancelled > 64) this.#sweep()
    }
  }

  /** The earliest deadline, if any. */
  next(): Deadline | undefined {
    const first = this.#earliest()?.first
    return first === undefined ? undefined : { at: first.at, reason: first.reason }
  }

  /** Takes out everything that is due at `now`, earliest first. */
  due(now: Millis): T[] {
    const items: T[] = []
    for (;;) {
      const run = this.#earliest()
      const first = run?.first
      if (run === undefined || first === undefined || first.at > now) return items
      run.shift()
      first.cancelled = true
      items.push(first.item)
    }
  }

  /** Behind the latest entry that is no later. */
  #place(entry: Entry<T>): void {
    let best: Run<T> | undefined
    for (const run of this.#runs) {
      if (run.last <= entry.at && (best === undefined || run.last > best.last)) best = run
    }
    if (best !== undefined) best.push(entry)
    else if (this.#runs.length < RUNS) this.#runs.push(new Run(entry))
    else (this.#runs[0] as Run<T>).insert(entry)
  }

  /** The run that begins with the earliest entry. */
  #earliest(): Run<T> | undefined {
    let earliest: Run<T> | undefined
    for (let at = 0; at < this.#runs.length; at++) {
      const run = this.#runs[at] as Run<T>
      this.#cancelled -= run.dropCancelled()
      if (run.first === undefined) this.#runs.splice(at--, 1)
      else if (earliest === undefined || before(run.first, earliest.first as Entry<T>)) earliest = run
    }
    return earliest
  }

  /** Once more than half of what is there was taken back, it goes. */
  #sweep(): void {
    let length = 0
    for (const run of this.#runs) length += run.length
    if (this.#cancelled <= length / 2) return
    for (const run of this.#runs) run.sweep()
    this.#cancelled = 0
  }
}

/** Entries in the order in which they fall due. */
class Run<T> {
  #entries: Entry<T>[]
  /** Those before it are gone. */
  #from = 0
  /** When its last entry falls due. */
  last: Millis

  constructor(entry: Entry<T>) {
    this.#entries = [entry]
    this.last = entry.at
  }

  get length(): number {
    return this.#entries.length - this.#from
  }

  get first(): Entry<T> | undefined {
    return this.#entries[this.#from]
  }

  push(entry: Entry<T>): void {
    this.#entries.push(entry)
    this.last = entry.at
  }

  /** In its place, behind those that fall due at the same moment. */
  insert(entry: Entry<T>): void {
    let [from, to] = [this.#from, this.#entries.length]
    while (from < to) {
      const middle = (from + to) >> 1
      if (before(entry, this.#entries[middle] as Entry<T>)) to = middle
      else from = middle + 1
    }
    this.#entries.splice(from, 0, entry)
    this.last = (this.#entries.at(-1) as Entry<T>).at
  }

  shift(): void {
    this.#from++
    if (this.#from < 64 || this.#from < this.#entries.length / 2) return
    this.#entries.splice(0, this.#from)
    this.#from = 0
  }

  /** Those at the beginning that were taken back go. @returns how many */
  dropCancelled(): number {
    let dropped = 0
    for (; this.first?.cancelled; dropped++) this.shift()
    return dropped
  }

  sweep(): void {
    this.#entries = this.#entries.slice(this.#from).filter(({ cancelled }) => !cancelled)
    this.#from = 0
    this.last = this.#entries.at(-1)?.at ?? Number.NEGATIVE_INFINITY
  }
}

function before<T>(a: Entry<T>, b: Entry<T>): boolean {
  return a.at !== b.at ? a.at < b.at : a.order < b.order
}
