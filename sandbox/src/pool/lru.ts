// A map that forgets what was used longest ago once its entries' sizes exceed a cap.

export class LruCache<K, V> {
  readonly #entries = new Map<K, V>()
  readonly #most: number
  readonly #sizeOf: (value: V) => number
  readonly #forgotten: ((value: V) => void) | undefined
  #size = 0

  /** @param forgotten is told of each value that the cap pushed out */
  constructor(most: number, sizeOf: (value: V) => number, forgotten?: (value: V) => void) {
    this.#most = most
    this.#sizeOf = sizeOf
    this.#forgotten = forgotten
  }

  has(key: K): boolean {
    return this.#entries.has(key)
  }

  get(key: K): V | undefined {
    const value = this.#entries.get(key)
    if (value === undefined || this.#newest === key) return value
    this.#entries.delete(key)
    this.#entries.set(key, value)
    this.#newest = key
    return value
  }

  // The entry at the end: while one key is asked for again and again, nothing moves.
  #newest: K | undefined

  /** The entry itself stays even if it alone exceeds the cap. */
  set(key: K, value: V): void {
    this.#delete(key)
    this.#entries.set(key, value)
    this.#newest = key
    this.#size += this.#sizeOf(value)
    for (const [oldest, old] of this.#entries) {
      if (this.#size <= this.#most || oldest === key) return
      this.#delete(oldest)
      this.#forgotten?.(old)
    }
  }

  #delete(key: K): void {
    const value = this.#entries.get(key)
    if (value === undefined) return
    this.#entries.delete(key)
    this.#size -= this.#sizeOf(value)
  }
}
