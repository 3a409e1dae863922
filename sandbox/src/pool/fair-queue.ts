// A bounded queue that is fair between keys: each key has a line of its own, and the lines take turns in rounds. A key
// that asks for much waits for itself; the others do not wait for it.
//
//   round   the lines that still have their turn in this round
//   next    those that had it; a line that is empty by then keeps its place until its turn comes
//
// A key that comes anew joins the round that is under way, so it goes before a flood that had its turn. A round takes a
// limited number of newcomers: an endless stream of new keys does not keep a line from its next turn.
import { Fifo } from './fifo.ts'

interface Line<T> {
  readonly key: string
  readonly items: Fifo<T>
}

export class FairQueue<T> {
  readonly #lines = new Map<string, Line<T>>()
  #round = new Fifo<Line<T>>()
  #next = new Fifo<Line<T>>()
  #newcomers = 0
  #size = 0
  readonly #most: number
  readonly #mostPerKey: number

  constructor(most: number, mostPerKey: number) {
    this.#most = most
    this.#mostPerKey = mostPerKey
  }

  get size(): number {
    return this.#size
  }

  /**
   * Answers false, and does nothing, when the queue or the key's line is full.
   *
   * @param regardless takes the item all the same: for those whose number is bounded otherwise
   */
  push(key: string, item: T, regardless = false): boolean {
    if (this.#size >= this.#most && !regardless) return false
    const line = this.#line(key)
    if (line.items.length >= this.#mostPerKey && !regardless) return false
    line.items.push(item)
    this.#size++
    return true
  }

  /** Puts back what was taken, at the front of its key's line, regardless of the bounds. */
  unshift(key: string, item: T): void {
    this.#line(key).items.unshift(item)
    this.#size++
  }

  shift(): T | undefined {
    while (this.#size > 0) {
      const line = this.#turn()
      const item = line.items.shift()
      if (item === undefined) {
        this.#lines.delete(line.key)
        continue
      }
      this.#size--
      if (this.#size === 0) this.#clear()
      else this.#next.push(line)
      return item
    }
    return undefined
  }

  /** Empties the queue; each key's items are in order. */
  drain(): T[] {
    const items = [...this.#lines.values()].flatMap((line) => line.items.drain())
    this.#clear()
    return items
  }

  #line(key: string): Line<T> {
    const known = this.#lines.get(key)
    if (known !== undefined) return known
    const line = { key, items: new Fifo<T>() }
    this.#lines.set(key, line)
    if (this.#newcomers < NEWCOMERS) {
      this.#newcomers++
      this.#round.push(line)
    } else this.#next.push(line)
    return line
  }

  #turn(): Line<T> {
    if (this.#round.length === 0) {
      const over = this.#round
      this.#round = this.#next
      this.#next = over
      this.#newcomers = 0
    }
    return this.#round.shift()!
  }

  #clear(): void {
    this.#lines.clear()
    this.#round = new Fifo()
    this.#next = new Fifo()
    this.#newcomers = 0
    this.#size = 0
  }
}

/** New keys that a round takes in. */
const NEWCOMERS = 256
