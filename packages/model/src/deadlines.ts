// Many deadlines, one next: a binary heap with lazy removal. A core keeps one; the driver sleeps until `next`.
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

export class Deadlines<T> {
  #heap: Entry<T>[] = []
  #order = 0
  #cancelled = 0

  /** Arms a deadline. Equal moments fall due in the order in which they were armed. */
  set(at: Millis, reason: string, item: T): Cancel {
    const entry: Entry<T> = { at, order: this.#order++, reason, item, cancelled: false }
    this.#heap.push(entry)
    this.#rise(this.#heap.length - 1)
    return () => {
      if (entry.cancelled) return
      entry.cancelled = true
      this.#cancelled++
      if (this.#cancelled > 64 && this.#cancelled > this.#heap.length / 2) this.#sweep()
    }
  }

  /** The earliest deadline, if any. */
  next(): Deadline | undefined {
    this.#dropCancelled()
    const first = this.#heap[0]
    return first === undefined ? undefined : { at: first.at, reason: first.reason }
  }

  /** Takes out everything that is due at `now`, earliest first. */
  due(now: Millis): T[] {
    const items: T[] = []
    for (;;) {
      this.#dropCancelled()
      const first = this.#heap[0]
      if (first === undefined || first.at > now) return items
      this.#pop()
      first.cancelled = true
      items.push(first.item)
    }
  }

  #dropCancelled(): void {
    while (this.#heap[0]?.cancelled) {
      this.#pop()
      this.#cancelled--
    }
  }

  #sweep(): void {
    // A sorted array is a heap.
    this.#heap = this.#heap.filter((entry) => !entry.cancelled).sort((a, b) => (before(a, b) ? -1 : 1))
    this.#cancelled = 0
  }

  #pop(): void {
    const last = this.#heap.pop()
    if (last === undefined || this.#heap.length === 0) return
    this.#heap[0] = last
    this.#sink(0)
  }

  #rise(at: number): void {
    while (at > 0) {
      const parent = (at - 1) >> 1
      if (!before(this.#at(at), this.#at(parent))) return
      this.#swap(at, parent)
      at = parent
    }
  }

  #sink(at: number): void {
    for (;;) {
      let least = at
      for (const child of [2 * at + 1, 2 * at + 2]) {
        if (child < this.#heap.length && before(this.#at(child), this.#at(least))) least = child
      }
      if (least === at) return
      this.#swap(at, least)
      at = least
    }
  }

  #at(index: number): Entry<T> {
    return this.#heap[index] as Entry<T>
  }

  #swap(a: number, b: number): void {
    const held = this.#at(a)
    this.#heap[a] = this.#at(b)
    this.#heap[b] = held
  }
}

function before<T>(a: Entry<T>, b: Entry<T>): boolean {
  return a.at !== b.at ? a.at < b.at : a.order < b.order
}
