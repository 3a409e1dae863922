// Virtual time: what is to happen, in order. Nothing in a simulation waits; the clock jumps from one moment to the next.
// What is due at the same moment happens in the order in which it was asked for. A binary heap, for the simulator alone:
// it takes one thing out at a time, which is most of what a simulation does.
import type { Cancel, Millis } from '@halley/model'

export type Action = () => void

interface Entry {
  readonly at: Millis
  readonly order: number
  /** None: it was taken back. */
  action: Action | undefined
}

export class Agenda {
  readonly #heap: Entry[] = []
  #order = 0
  #now: Millis = 0

  /** Virtual milliseconds since the world began. */
  get now(): Millis {
    return this.#now
  }

  /** Does `action` in `ms` milliseconds. */
  after(ms: Millis, action: Action): Cancel {
    const entry: Entry = { at: this.#now + Math.max(0, ms), order: this.#order++, action }
    this.#heap.push(entry)
    this.#rise(this.#heap.length - 1)
    return () => {
      entry.action = undefined
    }
  }

  /** Lets time pass up to `until`, or until `stop` says so. */
  run(until: Millis, stop: () => boolean = NEVER): void {
    while (!stop()) {
      const first = this.#heap[0]
      if (first === undefined || first.at > until) {
        this.#now = Math.max(this.#now, until)
        return
      }
      this.#pop()
      const { action } = first
      if (action === undefined) continue
      this.#now = first.at
      action()
    }
  }

  #pop(): void {
    const last = this.#heap.pop() as Entry
    if (this.#heap.length === 0) return
    this.#heap[0] = last
    this.#sink()
  }

  #rise(from: number): void {
    const heap = this.#heap
    const entry = heap[from] as Entry
    let at = from
    while (at > 0) {
      const above = (at - 1) >> 1
      const parent = heap[above] as Entry
      if (isBefore(parent, entry)) break
      heap[at] = parent
      at = above
    }
    heap[at] = entry
  }

  #sink(): void {
    const heap = this.#heap
    const entry = heap[0] as Entry
    let at = 0
    for (;;) {
      let least = 2 * at + 1
      const left = heap[least]
      if (left === undefined) break
      const right = heap[least + 1]
      const child = right !== undefined && isBefore(right, left) ? right : left
      if (child === right) least++
      if (isBefore(entry, child)) break
      heap[at] = child
      at = least
    }
    heap[at] = entry
  }
}

function isBefore(a: Entry, b: Entry): boolean {
  return a.at < b.at || (a.at === b.at && a.order < b.order)
}

const NEVER = (): boolean => false
