/**
 * Kademlia's arithmetic: where keys and nodes lie in the 256-bit space, and how far apart.
 *
 * A key lies at SHA-256 of its UTF-8 bytes; a node at SHA-256 of the multihash bytes of its peer id, which is
 * where every libp2p kad-dht puts it. Distance is XOR read as a big-endian number: symmetric, unidirectional
 * (for a point and a distance there is exactly one other point), and shared prefixes mean nearness.
 */
import { hash } from 'node:crypto'
import { peerIdFromString } from '@libp2p/peer-id'
import type { NodeId } from './port.ts'

/** Decoding base58 costs some 10 µs, so the positions of the nodes seen lately are kept: 4,096 × ~150 bytes. */
const KNOWN_POSITIONS = 4096
const positions = new Map<NodeId, Uint8Array>()

/** Where a key lies: 32 bytes. */
export function keyPosition(key: string): Uint8Array {
  return sha256(Buffer.from(key, 'utf8'))
}

/**
 * Where a node lies: 32 bytes, not to be changed. An id that is no peer id (tests, the memory twin) lies at
 * SHA-256 of its UTF-8 bytes.
 */
export function kadId(id: NodeId): Uint8Array {
  const known = positions.get(id)
  if (known !== undefined) return known
  const position = sha256(idBytes(id))
  if (positions.size >= KNOWN_POSITIONS) positions.delete(positions.keys().next().value!)
  positions.set(id, position)
  return position
}

/** The XOR distance between two positions of the same length. */
export function xorDistance(a: Uint8Array, b: Uint8Array): Uint8Array {
  return a.map((byte, index) => byte ^ b[index]!)
}

/** Negative when `a` is nearer to `target` than `b`, positive when farther, 0 when they are the same point. */
export function compareDistance(target: Uint8Array, a: Uint8Array, b: Uint8Array): number {
  for (let index = 0; index < target.length; index++) {
    if (a[index] !== b[index]) return (a[index]! ^ target[index]!) - (b[index]! ^ target[index]!)
  }
  return 0
}

/** The number of leading bits that two positions share, 0 to 256. */
export function sharedPrefixBits(a: Uint8Array, b: Uint8Array): number {
  for (let index = 0; index < a.length; index++) {
    const difference = a[index]! ^ b[index]!
    if (difference !== 0) return index * 8 + Math.clz32(difference) - 24
  }
  return a.length * 8
}

/** The `count` of `ids` nearest to a key, nearest first. */
export function nearest(ids: Iterable<NodeId>, key: string, count: number): NodeId[] {
  return nearestTo(keyPosition(key), ids, (id) => kadId(id), count)
}

/**
 * The `count` items nearest to a position, nearest first: an insertion into a short sorted list, because
 * `count` is a handful while the items may be thousands.
 */
export function nearestTo<T>(
  target: Uint8Array,
  items: Iterable<T>,
  positionOf: (item: T) => Uint8Array,
  count: number
): T[] {
  const found: T[] = []
  if (count <= 0) return found
  for (const item of items) {
    const position = positionOf(item)
    let place = found.length
    while (place > 0 && compareDistance(target, position, positionOf(found[place - 1]!)) < 0) place--
    if (place === count) continue
    found.splice(place, 0, item)
    if (found.length > count) found.pop()
  }
  return found
}

function idBytes(id: NodeId): Uint8Array {
  try {
    return peerIdFromString(id).toMultihash().bytes
  } catch {
    // Not a peer id: the docstring of kadId says where it lies.
    return Buffer.from(id, 'utf8')
  }
}

function sha256(bytes: Uint8Array): Uint8Array {
  return hash('sha256', bytes, 'buffer')
}
