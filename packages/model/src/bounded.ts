// Collections that cannot outgrow their bound.

/** A map that forgets the entry unused for longest when it is full. */
export class LruMap<K, V> {
  readonly #entries = new Map<K, V>()
  readonly #most: number
  /**
   * Goes on from one forgotten entry to the next. A new iterator would first pass over all that was deleted since the map was
   * last packed: at 10,000 entries that takes 6 µs. An old one keeps alive what the map was packed from, so it is renewed.
   */
  #oldest: Iterator<[K, V]>
  /** Entries that were moved or added since it was made. */
  #moved = 0

  constructor(most: number) {
    this.#most = most
    this.#oldest = this.#entries.entries()
  }

  get size(): number {
    return this.#entries.size
  }

  get(key: K): V | undefined {
    const value = this.#entries.get(key)
    if (value === undefined) return undefined
    this.#touch(key, value)
    return value
  }

  /** The same without using it. */
  peek(key: K): V | undefined {
    return this.#entries.get(key)
  }

  /** Returns the key that is forgotten for it, if one is. */
  set(key: K, value: V): K | undefined {
    this.#touch(key, value)
    return this.#entries.size <= this.#most ? undefined : this.shift()?.[0]
  }

  delete(key: K): void {
    this.#entries.delete(key)
  }

  /** The value that is forgotten by this, if there is one. */
  take(key: K): V | undefined {
    const value = this.#entries.get(key)
    this.#entries.delete(key)
    return value
  }

  /** Forgets the entry unused for longest, and returns it. */
  shift(): [K, V] | undefined {
    let oldest = this.#oldest.next()
    if (oldest.done) oldest = this.#renew().next()
    if (oldest.done) return undefined
    const [key] = oldest.value
    this.#entries.delete(key)
    return oldest.value
  }

  values(): Iterable<V> {
    return this.#entries.values()
  }

  #touch(key: K, value: V): void {
    this.#entries.delete(key)
    this.#entries.set(key, value)
    if (++this.#moved > this.#entries.size) this.#renew()
  }

  #renew(): Iterator<[K, V]> {
    this.#moved = 0
    this.#oldest = this.#entries.entries()
    return this.#oldest
  }
}
