// Signed mutable values are addressed by a public key. For a key of the benchmark: the pair that its hash is the seed of, and
// sequence numbers that grow from put to put, also from one process to the next.
import { createHash } from 'node:crypto'
import sodium from 'sodium-universal'

export interface Pair {
  readonly publicKey: Buffer
  readonly secretKey: Buffer
}

/** The pair of a key; an application would hold it, so it is made once. */
export function createPairs(): (key: string) => Pair {
  const pairs = new Map<string, Pair>()
  return (key) => {
    let pair = pairs.get(key)
    if (pair === undefined) {
      pair = pairOf(key)
      pairs.set(key, pair)
    }
    return pair
  }
}

function pairOf(key: string): Pair {
  const publicKey = Buffer.alloc(sodium.crypto_sign_PUBLICKEYBYTES)
  const secretKey = Buffer.alloc(sodium.crypto_sign_SECRETKEYBYTES)
  sodium.crypto_sign_seed_keypair(publicKey, secretKey, createHash('sha256').update(key).digest())
  return { publicKey, secretKey }
}

export function sign(message: Buffer, { secretKey }: Pair): Buffer {
  const signature = Buffer.alloc(sodium.crypto_sign_BYTES)
  sodium.crypto_sign_detached(signature, message, secretKey)
  return signature
}

export function verify(signature: Buffer, message: Buffer, publicKey: Buffer): boolean {
  return sodium.crypto_sign_verify_detached(signature, message, publicKey)
}

/** Grows faster than the clock only where there are more than a thousand puts in a millisecond. */
export function createSequence(): () => number {
  let last = 0
  return () => {
    last = Math.max(last + 1, 1_000 * Date.now())
    return last
  }
}
