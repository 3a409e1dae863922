// A bounded queue that is fair between keys: each key has a line of its own, and the lines take turns. A key that asks
// for much waits for itself; the others do not wait for it.

export class FairQueue<T> {
  // In the order of turns: the first line's key is next.
  readonly #lines = new Map<string, T[]>()
  readonly #most: number
  readonly #mostPerKey: number
  #size = 0

  constructor(most: number, mostPerKey: number) {
    this.#most = most
    this.#mostPerKey = mostPerKey
  }

  get size(): number {
    return this.#size
  }

  /** Answers false, and does nothing, when the queue or the key's line is full. */
  push(key: string, item: T): boolean {
    const line = this.#lines.get(key)
    if (this.#size >= this.#most || (line?.length ?? 0) >= this.#mostPerKey) return false
    if (line === undefined) this.#lines.set(key, [item])
    else line.push(item)
    this.#size++
    return true
  }

  /** Puts back what was taken, at the front of its key's line, regardless of the bounds. */
  unshift(key: string, item: T): void {
    const line = this.#lines.get(key)
    if (line === undefined) this.#lines.set(key, [item])
    else line.unshift(item)
    this.#size++
  }

  shift(): T | undefined {
    const first = this.#lines.entries().next()
    if (first.done) return undefined
    const [key, line] = first.value
    const item = line.shift()
    this.#lines.delete(key)
    if (line.length > 0) this.#lines.set(key, line)
    this.#size--
    return item
  }

  /** Empties the queue. */
  drain(): T[] {
    const items = [...this.#lines.values()].flat()
    this.#lines.clear()
    this.#size = 0
    return items
  }
}
