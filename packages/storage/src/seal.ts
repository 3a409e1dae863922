// Each value is stored behind four bytes of CRC-32. A disk that flips a bit, or a bug that files a value
// under the wrong key, then yields a typed error and never garbage: the checksum covers the key too.
//
//   sealed = crc32(key ++ value) as 4 bytes, little endian ++ value
//
// CRC-32 guards against accidents, not against an attacker who can write to the disk: such a one owns the
// node anyway. One accident in four billion passes unseen.
import { crc32 } from 'node:zlib'
import { StorageError } from './errors.ts'
import { SEAL_BYTES } from './limits.ts'
import type { Space } from './port.ts'

/** A copy of the value with its checksum in front. */
export function seal(key: Uint8Array, value: Uint8Array): Uint8Array {
  const sealed = Buffer.allocUnsafe(SEAL_BYTES + value.length)
  sealed.writeUInt32LE(crc32(value, crc32(key)))
  sealed.set(value, SEAL_BYTES)
  return sealed
}

/** The value inside, sharing memory with `sealed`; `undefined` when the checksum does not fit. */
export function unseal(key: Uint8Array, sealed: Uint8Array): Uint8Array | undefined {
  if (sealed.length < SEAL_BYTES) return undefined
  const [a, b, c, d] = [sealed[0]!, sealed[1]!, sealed[2]!, sealed[3]!]
  const expected = (a | (b << 8) | (c << 16) | (d << 24)) >>> 0
  const value = new Uint8Array(sealed.buffer, sealed.byteOffset + SEAL_BYTES, sealed.length - SEAL_BYTES)
  return crc32(value, crc32(key)) === expected ? value : undefined
}

export function corruptValue(space: Space, key: Uint8Array): StorageError {
  const hex = Buffer.from(key).toString('hex')
  const shown = hex.length > 80 ? `${hex.slice(0, 80)}…` : hex
  return new StorageError(
    'CORRUPT_VALUE',
    `the value of key ${shown} in '${space}' does not match its checksum`,
    {
      space,
      key: hex
    }
  )
}
