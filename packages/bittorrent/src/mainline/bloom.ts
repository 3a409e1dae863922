// Filters of BEP 33: 2,048 bits in which each address of a swarm sets two, so that who scrapes can join those of many nodes.
import { createHash } from 'node:crypto'
import { ipBytes } from '../addresses.ts'

const FILTER_BYTES = 256

export function filterOf(addresses: Iterable<string>): Buffer {
  const filter = Buffer.alloc(FILTER_BYTES)
  for (const ip of addresses) {
    const digest = createHash('sha1').update(ipBytes(ip)).digest()
    for (const at of [0, 2]) {
      const bit = digest.readUInt16LE(at) % (8 * FILTER_BYTES)
      filter[bit >> 3]! |= 1 << (bit & 7)
    }
  }
  return filter
}
