// The messages by which replicas compare what they hold, and by which nodes that are no homes of an object are asked to keep a
// copy of it.
import { CONTENT_DIGEST_BYTES } from '../content-digest.ts'
import type { Key } from '../key.ts'
import {
  COMPARED_REGIONS,
  LISTED_KEYS,
  RECORD_BYTES,
  RECORD_SIBLINGS,
  REPLICAS,
  SUM_BYTES
} from '../limits.ts'
import type { Message } from '../message.ts'
import { isRegion, type Region } from '../region.ts'
import { readDot, readKey, readVector, writeDots, writeVector } from './parts.ts'
import { type Reader, WireError } from './reader.ts'
import type { Writer } from './writer.ts'

type Of<T extends Message['type']> = Extract<Message, { type: T }>

/** n · number of regions · the regions · SUM_BYTES for each */
export function writeCompare(to: Writer, { n, regions, sums }: Of<'compare'>): void {
  to.whole(n)
  writeRegions(to, regions)
  to.raw(sums)
}

export function readCompare(from: Reader, id: number): Of<'compare'> {
  const n = readCopies(from)
  const regions = readRegions(from)
  return { type: 'compare', id, n, regions, sums: from.raw(SUM_BYTES * regions.length) }
}

/** number of regions · for each: bytes of the sums of its parts */
export function writeSums(to: Writer, { parts }: Of<'sums'>): void {
  to.whole(parts.length)
  for (const part of parts) to.bytes(part)
}

export function readSums(from: Reader, id: number): Of<'sums'> {
  return { type: 'sums', id, parts: from.list('parts', COMPARED_REGIONS, readParts) }
}

/** A region has at most 16 parts. */
function readParts(from: Reader): Uint8Array {
  const parts = from.bytes('the parts', 16 * SUM_BYTES)
  if (parts.length % SUM_BYTES !== 0) throw new WireError(`the parts have ${parts.length} bytes`)
  return parts
}

const AFTER = 1

/** flags (after) · n · number of regions · the regions · after */
export function writeList(to: Writer, { n, regions, after }: Of<'list'>): void {
  to.byte(after === undefined ? 0 : AFTER)
  to.whole(n)
  writeRegions(to, regions)
  if (after !== undefined) to.text(after)
}

export function readList(from: Reader, id: number): Of<'list'> {
  const flags = from.flags('the list', AFTER)
  const list = { type: 'list' as const, id, n: readCopies(from), regions: readRegions(from) }
  return flags & AFTER ? { ...list, after: readKey(from) } : list
}

const MORE = 1

/** flags (more) · number of keys · the keys · 8 bytes for each */
export function writeListing(to: Writer, { keys, digests, more }: Of<'listing'>): void {
  to.byte(more ? MORE : 0)
  to.whole(keys.length)
  for (const key of keys) to.text(key)
  to.raw(digests)
}

export function readListing(from: Reader, id: number): Of<'listing'> {
  const more = (from.flags('the listing', MORE) & MORE) !== 0
  const keys: readonly Key[] = from.list('keys', LISTED_KEYS, readKey)
  return { type: 'listing', id, keys, digests: from.raw(8 * keys.length), more }
}

/** n · key */
export function writeVersions(to: Writer, { n, key }: Of<'versions'>): void {
  to.whole(n)
  to.text(key)
}

export function readVersions(from: Reader, id: number): Of<'versions'> {
  return { type: 'versions', id, n: readCopies(from), key: readKey(from) }
}

const HOME = 1

/** flags (home) · since · context · number of dots · the dots */
export function writeKnown(to: Writer, { home, since, context, dots }: Of<'known'>): void {
  to.byte(home ? HOME : 0)
  to.whole(since)
  writeVector(to, context)
  writeDots(to, dots)
}

export function readKnown(from: Reader, id: number): Of<'known'> {
  const home = (from.flags('what is known', HOME) & HOME) !== 0
  const since = from.whole('since')
  const context = readVector(from)
  return { type: 'known', id, home, since, context, dots: from.list('dots', RECORD_SIBLINGS, readDot) }
}

/** key · forMs · bytes */
export function writeLease(to: Writer, { key, forMs, bytes }: Of<'lease'>): void {
  to.text(key)
  to.whole(forMs)
  to.whole(bytes)
}

export function readLease(from: Reader, id: number): Of<'lease'> {
  const key = readKey(from)
  return {
    type: 'lease',
    id,
    key,
    forMs: from.whole('forMs', 1),
    bytes: from.whole('bytes', 0, RECORD_BYTES)
  }
}

export function readLeased(from: Reader, id: number): Of<'leased'> {
  const digest = from.bytes('the digest', CONTENT_DIGEST_BYTES)
  if (digest.length === 0 || digest.length === CONTENT_DIGEST_BYTES) return { type: 'leased', id, digest }
  throw new WireError(`the digest has ${digest.length} bytes; it has ${CONTENT_DIGEST_BYTES}, or none`)
}

function readCopies(from: Reader): number {
  return from.whole('n', 1, REPLICAS)
}

function writeRegions(to: Writer, regions: readonly Region[]): void {
  to.whole(regions.length)
  for (const region of regions) to.whole(region)
}

function readRegions(from: Reader): Region[] {
  return from.list('regions', COMPARED_REGIONS, () => {
    const region = from.whole('a region')
    if (!isRegion(region)) throw new WireError(`${region} is not a region`)
    return region
  })
}
