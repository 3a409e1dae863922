// Collections that cannot outgrow their bound.

/** A map that forgets the entry unused for longest when it is full. */
export class LruMap<K, V> {
  readonly #entries = new Map<K, V>()
  readonly #most: number

  constructor(most: number) {
    this.#most = most
  }

  get size(): number {
    return this.#entries.size
  }

  get(key: K): V | undefined {
    const value = this.#entries.get(key)
    if (value === undefined) return undefined
    this.#entries.delete(key)
    this.#entries.set(key, value)
    return value
  }

  /** Returns the key that is forgotten for it, if one is. */
  set(key: K, value: V): K | undefined {
    this.#entries.delete(key)
    this.#entries.set(key, value)
    if (this.#entries.size <= this.#most) return undefined
    const { value: oldest } = this.#entries.keys().next()
    this.#entries.delete(oldest as K)
    return oldest
  }

  delete(key: K): void {
    this.#entries.delete(key)
  }

  values(): Iterable<V> {
    return this.#entries.values()
  }
}
