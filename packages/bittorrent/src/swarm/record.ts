// What the tracker object keeps of a peer, and what it answers: the bytes of `swarm.aso.js`.
import { type Coordinate, isPlainObject, type Value } from '@halley/model'
import { COMPACT_BYTES, compactOf, type Family, readCompact } from '../addresses.ts'
import type { PeerAddress, SwarmPeer } from '../swarms.ts'
import { BRANCHES_MOST } from './limits.ts'

/** A peer with its compact form, as bytes and as text of one character a byte: the name that it goes by. */
export interface KnownPeer extends SwarmPeer {
  readonly compact: Uint8Array
  readonly name: string
}

/** What the object said, once. */
export interface View {
  /** Nearest first, then some that were drawn. */
  readonly seeds: readonly KnownPeer[]
  readonly leechers: readonly KnownPeer[]
  readonly counts: { readonly seeds: number; readonly leechers: number; readonly completed: number }
  /** Into how many objects it is shared from here on; 0 where it is not. */
  readonly branches: number
}

export const NOTHING: View = {
  seeds: [],
  leechers: [],
  counts: { seeds: 0, leechers: 0, completed: 0 },
  branches: 0
}

/** Bytes of a record besides the address. */
const BESIDES = 12
/** Of times, in milliseconds; they have 16 bits. */
const UNIT_MS = 4_000

export function knownPeer({ ip, port }: PeerAddress, seed: boolean): KnownPeer {
  const compact = compactOf({ ip, port })
  return { ip, port, seed, compact, name: compact.toString('latin1') }
}

/**
 * The record of a peer that was heard of just now. Peers know no coordinates: one that announces itself at a node has the node's, and
 * of the round trip between them what the node's own line does not explain is the peer's: its height.
 * @param place of the node, if it knows it
 * @param rttMs from there to the peer, if it was measured
 */
export function recordOf(
  { compact, seed }: KnownPeer,
  now: number,
  place: Coordinate | undefined,
  rttMs?: number
): Buffer {
  const at = compact.length
  const record = Buffer.alloc(at - 2 + BESIDES)
  record.set(compact)
  record.writeUInt16BE(Math.floor(now / UNIT_MS) % 65_536, at)
  record[at + 2] = (seed ? 1 : 0) | (place === undefined ? 0 : 2)
  if (place === undefined) return record
  record[at + 3] = Math.max(0, Math.min(255, Math.round((rttMs ?? 0) - place.height)))
  for (const [axis, ms] of place.vector.entries())
    record.writeInt16BE(Math.max(-32_768, Math.min(32_767, Math.round(ms * 4))), at + 4 + axis * 2)
  return record
}

/** What an object answered; nothing where it is no such answer. Another object than ours may answer anything. */
export function readView(value: Value | undefined, family: Family): View | undefined {
  if (!isPlainObject(value)) return undefined
  const { seeds, leechers, counts, completed = 0, branches = 0 } = value as Readonly<Record<string, Value>>
  if (!isPeers(seeds, family) || !isPeers(leechers, family) || !isCount(completed)) return undefined
  if (!isCount(branches) || branches > BRANCHES_MOST || branches === 1) return undefined
  const [allSeeds, allLeechers] = Array.isArray(counts)
    ? counts
    : [seeds, leechers].map(({ length }) => length / COMPACT_BYTES[family])
  if (!isCount(allSeeds) || !isCount(allLeechers)) return undefined
  return {
    seeds: peersOf(seeds, family, true),
    leechers: peersOf(leechers, family, false),
    counts: { seeds: allSeeds, leechers: allLeechers, completed },
    branches
  }
}

/** Several versions of an object that wait to be merged: what any of them knows. */
export function unite(views: readonly View[]): View {
  const [first = NOTHING, ...others] = views
  if (others.length === 0) return first
  const names = new Set<string>()
  const once = (peer: KnownPeer) => !names.has(peer.name) && names.add(peer.name)
  const greatest = (of: (view: View) => number) => Math.max(...views.map(of))
  return {
    seeds: views.flatMap(({ seeds }) => seeds).filter(once),
    leechers: views.flatMap(({ leechers }) => leechers).filter(once),
    counts: {
      seeds: greatest(({ counts }) => counts.seeds),
      leechers: greatest(({ counts }) => counts.leechers),
      completed: greatest(({ counts }) => counts.completed)
    },
    branches: greatest(({ branches }) => branches)
  }
}

function peersOf(bytes: Uint8Array, family: Family, seed: boolean): KnownPeer[] {
  const width = COMPACT_BYTES[family]
  const peers: KnownPeer[] = []
  for (let at = 0; at < bytes.length; at += width) {
    const compact = Buffer.from(bytes.subarray(at, at + width))
    peers.push({ ...readCompact(bytes, at, family), seed, compact, name: compact.toString('latin1') })
  }
  return peers
}

function isPeers(value: Value | undefined, family: Family): value is Uint8Array {
  return value instanceof Uint8Array && value.length % COMPACT_BYTES[family] === 0
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0
}
