// Tokens (BEP 5): who wants to announce shows a token that was sent to its address before, so it receives there. A token is a hash of
// the address and a secret that changes; nothing is kept of whom one was given to.
import { createHash, timingSafeEqual } from 'node:crypto'
import { TOKEN_SECRET_MS } from './limits.ts'

/**
 * So short that an answer with one peer is no longer than its question. A forger of an address has as many guesses a second as
 * announcements are taken of one (limits.ts), of four thousand million.
 */
const TOKEN_BYTES = 4

export class Tokens {
  readonly #draw: () => Uint8Array
  #secret: Uint8Array
  #before: Uint8Array
  #changed: number
  /** Tokens of askers of late: hashing is the dearest part of an answer. Emptied with each change of the secret. */
  readonly #made = new Map<string, Buffer>()

  /** @param draw 16 random bytes */
  constructor(now: number, draw: () => Uint8Array) {
    this.#draw = draw
    this.#secret = draw()
    this.#before = draw()
    this.#changed = now
  }

  of(ip: string, now: number): Buffer {
    this.#change(now)
    const made = this.#made.get(ip)
    if (made !== undefined) return made
    const token = hash(this.#secret, ip)
    if (this.#made.size >= REMEMBERED) this.#made.clear()
    this.#made.set(ip, token)
    return token
  }

  /** Whether a token was given to this address within the last five to ten minutes. */
  holds(token: Uint8Array, ip: string, now: number): boolean {
    if (token.length !== TOKEN_BYTES) return false
    return timingSafeEqual(token, this.of(ip, now)) || timingSafeEqual(token, hash(this.#before, ip))
  }

  #change(now: number): void {
    if (now - this.#changed < TOKEN_SECRET_MS) return
    // After a long silence even the last secret is older than a token may be.
    this.#before = now - this.#changed < 2 * TOKEN_SECRET_MS ? this.#secret : this.#draw()
    this.#secret = this.#draw()
    this.#changed = now
    this.#made.clear()
  }
}

const REMEMBERED = 10_000

function hash(secret: Uint8Array, ip: string): Buffer {
  return createHash('sha256').update(secret).update(ip).digest().subarray(0, TOKEN_BYTES)
}
