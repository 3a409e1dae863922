// Items of BEP 44: a bencoded value under its hash, or one under the hash of a public key, signed and numbered by who holds the key.
import { createHash, createPublicKey, verify } from 'node:crypto'

export interface Item {
  /** Bencoded. */
  readonly v: Uint8Array
  /** What follows is of mutable items alone. */
  readonly k?: Uint8Array
  readonly sig?: Uint8Array
  readonly seq?: number | bigint
  readonly salt?: Uint8Array
}

/** What became of a put; but for the first, nothing has changed. */
export type Kept = 'stored' | 'casMismatch' | 'sequenceOld' | 'refused'

/** Where items are kept. */
export interface Items {
  /** `undefined` where there is none; what is found belongs to the target and is signed. */
  get(target: Uint8Array): Promise<Item | undefined>
  /** @param cas the sequence number that the stored item is to have */
  put(target: Uint8Array, item: Item, cas?: number | bigint): Promise<Kept>
}

export function targetOf({ v, k, salt }: Item): Buffer {
  const hash = createHash('sha1').update(k ?? v)
  if (k !== undefined && salt !== undefined) hash.update(salt)
  return hash.digest()
}

/** Whether the item may stand under the target: by its hash, and where it has a key, by its signature. */
export function isGenuine(item: Item, target: Uint8Array): boolean {
  if (!targetOf(item).equals(target)) return false
  return item.k === undefined || isSigned(item)
}

export function isSigned({ v, k, sig, seq, salt }: Item): boolean {
  if (k?.length !== 32 || sig?.length !== 64 || seq === undefined) return false
  const salted = salt === undefined ? [] : [Buffer.from(`4:salt${salt.length}:`), salt]
  const signed = Buffer.concat([...salted, Buffer.from(`3:seqi${seq}e1:v`), v])
  try {
    const key = createPublicKey({ key: Buffer.concat([SPKI, k]), format: 'der', type: 'spki' })
    return verify(null, signed, key, sig)
  } catch {
    return false // no point of the curve
  }
}

/** What stands before the 32 bytes of an Ed25519 key in its DER form (RFC 8410). */
const SPKI = Buffer.from('302a300506032b6570032100', 'hex')
