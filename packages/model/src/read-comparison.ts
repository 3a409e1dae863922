// The checked reading of the messages by which replicas compare what they hold.
import { parseKey } from './key.ts'
import { COMPARED_REGIONS, LISTED_KEYS, RECORD_SIBLINGS, REPLICAS, SUM_BYTES } from './limits.ts'
import type { Message } from './message.ts'
import { readDot, readVector } from './read-record.ts'
import { isRegion, type Region } from './region.ts'
import { bytes, type Fields, list, optional, ShapeError, whole } from './shape.ts'

export const COMPARISONS = ['compare', 'sums', 'list', 'listing', 'versions', 'known'] as const

type Comparison = Extract<Message, { type: (typeof COMPARISONS)[number] }>

export function readComparison(type: Comparison['type'], id: number, found: Fields): Comparison {
  switch (type) {
    case 'compare': {
      const regions = readRegions(found.regions)
      return {
        type,
        id,
        n: readCopies(found.n),
        regions,
        sums: exactly('sums', found.sums, SUM_BYTES, regions)
      }
    }
    case 'sums':
      return { type, id, parts: list(found.parts, 'parts', COMPARED_REGIONS, readParts) }
    case 'list':
      return {
        type,
        id,
        n: readCopies(found.n),
        regions: readRegions(found.regions),
        ...optional('after', found.after, parseKey)
      }
    case 'listing': {
      const keys = list(found.keys, 'keys', LISTED_KEYS, parseKey)
      if (typeof found.more !== 'boolean') throw new ShapeError('more is neither true nor false')
      return { type, id, keys, digests: exactly('digests', found.digests, 8, keys), more: found.more }
    }
    case 'versions':
      return { type, id, n: readCopies(found.n), key: parseKey(found.key) }
    case 'known':
      if (typeof found.home !== 'boolean') throw new ShapeError('home is neither true nor false')
      return {
        type,
        id,
        home: found.home,
        since: whole(found.since, 'since'),
        context: readVector(found.context),
        dots: list(found.dots, 'dots', RECORD_SIBLINGS, readDot)
      }
  }
}

function readCopies(thing: unknown): number {
  const n = whole(thing, 'n', 1)
  if (n > REPLICAS) throw new ShapeError(`n is ${n}; at most ${REPLICAS} is allowed`)
  return n
}

function readRegions(thing: unknown): Region[] {
  return list(thing, 'regions', COMPARED_REGIONS, (region) => {
    if (!isRegion(region)) throw new ShapeError('a region is not one')
    return region
  })
}

/** A region has at most 16 parts. */
function readParts(thing: unknown): Uint8Array {
  const parts = bytes(thing, 'the parts', 16 * SUM_BYTES)
  if (parts.length % SUM_BYTES !== 0) throw new ShapeError(`the parts have ${parts.length} bytes`)
  return parts
}

/** As many bytes for each of the items. */
function exactly(name: string, thing: unknown, each: number, items: readonly unknown[]): Uint8Array {
  const found = bytes(thing, name, each * items.length)
  if (found.length === each * items.length) return found
  throw new ShapeError(`${name} has ${found.length} bytes for ${items.length} items of ${each}`)
}
