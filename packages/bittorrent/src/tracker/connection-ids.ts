// Connection ids (BEP 15): who announces shows an id that was sent to its address before, so it receives there. An id is when it was
// made, and a hash of that, the address and a secret: nothing is kept of whom one was given to. The time tells how long the client took.
import { hash, timingSafeEqual } from 'node:crypto'
import { type Endpoint, writeCompact } from '../addresses.ts'
import { CONNECTION_MS } from './limits.ts'

export const CONNECTION_ID_BYTES = 8

/** Of times in ids: 16 bits of them go round in four minutes, twice as long as an id counts. */
const UNIT_MS = 4
const ROUND = 65_536
const SECRET_BYTES = 16
/** Bits of the hash that are in an id: a forger has 2^48 to guess, and two minutes. */
const HASH_BYTES = 6

export class ConnectionIds {
  readonly #secret: Uint8Array
  /** What is hashed: secret, time, address and port. */
  readonly #room = Buffer.alloc(SECRET_BYTES + 6 + 18)

  /** @param secret 16 random bytes */
  constructor(secret: Uint8Array) {
    this.#secret = secret
  }

  /** @returns 8 bytes */
  make(to: Endpoint, now: number): Buffer {
    return this.#id(to, Math.floor(now / UNIT_MS))
  }

  /** @returns milliseconds since it was made for this address; nothing where it was not, or not in the last two minutes */
  age(id: Uint8Array, from: Endpoint, now: number): number | undefined {
    const units = Math.floor(now / UNIT_MS)
    const ago = (units - (id[0]! * 256 + id[1]!) + ROUND * ROUND) % ROUND
    if (ago * UNIT_MS > CONNECTION_MS || ago > units) return undefined
    return timingSafeEqual(this.#id(from, units - ago), id) ? ago * UNIT_MS : undefined
  }

  #id(whom: Endpoint, units: number): Buffer {
    const room = this.#room
    room.set(this.#secret)
    room.writeUIntBE(units, SECRET_BYTES, 6)
    const end = writeCompact(whom, room, SECRET_BYTES + 6)
    const id = Buffer.alloc(CONNECTION_ID_BYTES)
    id.writeUInt16BE(units % ROUND)
    id.set(hash('sha256', room.subarray(0, end), 'buffer').subarray(0, HASH_BYTES), 2)
    return id
  }
}
