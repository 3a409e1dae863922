// A line in which everything takes constant time, however long it is.

interface Link<T> {
  readonly item: T
  next: Link<T> | undefined
}

export class Fifo<T> {
  #first: Link<T> | undefined
  #last: Link<T> | undefined
  #length = 0

  get length(): number {
    return this.#length
  }

  get first(): T | undefined {
    return this.#first?.item
  }

  push(item: T): void {
    const link: Link<T> = { item, next: undefined }
    if (this.#last === undefined) this.#first = link
    else this.#last.next = link
    this.#last = link
    this.#length++
  }

  /** Puts an item in front of all others. */
  unshift(item: T): void {
    this.#first = { item, next: this.#first }
    this.#last ??= this.#first
    this.#length++
  }

  shift(): T | undefined {
    const link = this.#first
    if (link === undefined) return undefined
    this.#first = link.next
    if (this.#first === undefined) this.#last = undefined
    this.#length--
    return link.item
  }

  /** Takes everything out. */
  drain(): T[] {
    const items: T[] = []
    for (let link = this.#first; link !== undefined; link = link.next) items.push(link.item)
    this.#first = undefined
    this.#last = undefined
    this.#length = 0
    return items
  }
}
