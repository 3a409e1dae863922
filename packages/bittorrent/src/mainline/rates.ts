// How often an address, and all together, may ask for something dear: buckets that fill with time.
import { LruMap } from '@halley/model'
import { isLocal } from '../addresses.ts'
import { ADDRESSES_MOST } from './limits.ts'

export interface Rates {
  /** A second, of one public address, of one local address, and of all. */
  readonly address: number
  readonly local: number
  readonly all: number
  /** Seconds' worth that may come at once. */
  readonly burst: number
}

/** What an operator may choose of them: a second, of one public address, and of all. */
export type RateOptions = Partial<Pick<Rates, 'address' | 'all'>>

interface Bucket {
  left: number
  at: number
}

export class RateLimit {
  readonly #rates: Rates
  readonly #all: Bucket
  readonly #addresses = new LruMap<string, Bucket>(ADDRESSES_MOST)

  constructor(rates: Rates, now: number) {
    this.#rates = rates
    this.#all = { left: rates.all * rates.burst, at: now }
  }

  /** Takes one. @returns who has had enough, if somebody has: then nothing is taken */
  take(ip: string, now: number): 'address' | 'all' | undefined {
    const { address, local, all, burst } = this.#rates
    const rate = isLocal(ip) ? local : address
    let bucket = this.#addresses.get(ip)
    if (bucket === undefined) {
      bucket = { left: rate * burst, at: now }
      this.#addresses.set(ip, bucket)
    }
    fill(bucket, rate, burst, now)
    fill(this.#all, all, burst, now)
    if (bucket.left < 1) return 'address'
    if (this.#all.left < 1) return 'all'
    bucket.left--
    this.#all.left--
    return undefined
  }
}

function fill(bucket: Bucket, rate: number, burst: number, now: number): void {
  bucket.left = Math.min(rate * burst, bucket.left + (rate * Math.max(0, now - bucket.at)) / 1_000)
  bucket.at = now
}
