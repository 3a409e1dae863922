// Ids of nodes that belong to their addresses (BEP 42), so that nobody chooses where in the DHT it sits: the first 21 bits are a
// checksum of the address and of three bits, which are also the last ones.
import { ipBytes, isLocal } from '../addresses.ts'

export const ID_BYTES = 20

const MASKS = {
  4: [0x03, 0x0f, 0x3f, 0xff],
  16: [0x01, 0x03, 0x07, 0x0f, 0x1f, 0x3f, 0x7f, 0xff]
} as const

/**
 * An id that belongs to an address.
 * @param random 20 random bytes
 */
export function makeNodeId(ip: string, random: Uint8Array): Buffer {
  const id = Buffer.from(random)
  const sum = checksum(ip, random[19]! & 7)
  id[0] = sum >>> 24
  id[1] = (sum >>> 16) & 0xff
  id[2] = ((sum >>> 8) & 0xf8) | (random[2]! & 7)
  return id
}

/** Whether a node at this address may have this id. Any id will do at local addresses, which nobody reaches from elsewhere. */
export function isIdOf(id: Uint8Array, ip: string): boolean {
  if (isLocal(ip)) return true
  const sum = checksum(ip, id[19]! & 7)
  return id[0] === sum >>> 24 && id[1] === ((sum >>> 16) & 0xff) && ((id[2]! ^ (sum >>> 8)) & 0xf8) === 0
}

function checksum(ip: string, three: number): number {
  const bytes = ipBytes(ip)
  const masks = bytes.length === 4 ? MASKS[4] : MASKS[16]
  const masked = masks.map((mask, at) => bytes[at]! & mask)
  masked[0]! |= three << 5
  return crc32c(masked)
}

const TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let sum = byte
  for (let bit = 0; bit < 8; bit++) sum = (sum >>> 1) ^ (sum & 1 ? 0x82f63b78 : 0)
  return sum
})

/** Castagnoli's, which Node has not. */
function crc32c(bytes: readonly number[]): number {
  let sum = 0xffffffff
  for (const byte of bytes) sum = (sum >>> 8) ^ TABLE[(sum ^ byte) & 0xff]!
  return (sum ^ 0xffffffff) >>> 0
}
