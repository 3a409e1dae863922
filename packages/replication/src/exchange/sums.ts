// Sums on the wire: 12 bytes each, one after the other.
import { SUM_BYTES } from '@halley/model'
import type { Sum } from '../hash-tree.ts'

export function packSums(sums: readonly Sum[]): Uint8Array {
  const bytes = new Uint8Array(SUM_BYTES * sums.length)
  const view = new DataView(bytes.buffer)
  sums.forEach(({ high, low, count }, at) => {
    view.setUint32(SUM_BYTES * at, high)
    view.setUint32(SUM_BYTES * at + 4, low)
    view.setUint32(SUM_BYTES * at + 8, count)
  })
  return bytes
}

export function unpackSums(bytes: Uint8Array): Sum[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  return Array.from({ length: bytes.length / SUM_BYTES }, (_, at) => ({
    high: view.getUint32(SUM_BYTES * at),
    low: view.getUint32(SUM_BYTES * at + 4),
    count: view.getUint32(SUM_BYTES * at + 8)
  }))
}
