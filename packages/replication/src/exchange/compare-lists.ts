// Two pages of the same regions, one of each side, turned into the keys that differ. A page that is not the last one says
// nothing of what lies behind it, so both are compared up to where the shorter one ends, and the next pages begin there.
import { type Bits64, compareBits64, inRegion, type Key, positionOf, type Region } from '@halley/model'
import type { ListedKey, Page } from './listings.ts'

/** A key that the two sides do not hold alike: the digest that each has, if it has one. */
export interface Difference {
  readonly key: Key
  readonly here?: Bits64
  readonly there?: Bits64
}

export interface Compared {
  readonly differences: readonly Difference[]
  /** Where to go on; nothing: these were the last. */
  readonly after?: Key
}

/** Nothing where the other side's page is not in order: then it is not worth talking to. */
export function comparePages(
  here: Page,
  there: Page,
  regions: readonly Region[],
  after?: Key
): Compared | undefined {
  const theirs = placed(there.keys)
  if (!isSound(theirs, regions, after)) return undefined
  const end = endOf(here, there)
  const known = new Map(here.keys.map(({ key, digest }) => [key, digest]))
  const differences: Difference[] = []
  for (const { key, digest, place } of theirs) {
    if (end !== undefined && compareBits64(place, end.place) > 0) continue
    const mine = known.get(key)
    known.delete(key)
    if (mine === undefined) differences.push({ key, there: digest })
    else if (compareBits64(mine, digest) !== 0) differences.push({ key, here: mine, there: digest })
  }
  for (const [key, digest] of known)
    if (end === undefined || compareBits64(positionOf(key), end.place) <= 0)
      differences.push({ key, here: digest })
  return { differences, ...(end === undefined ? {} : { after: end.key }) }
}

interface Placed extends ListedKey {
  readonly place: Bits64
}

function placed(keys: readonly ListedKey[]): Placed[] {
  return keys.map((listed) => ({ ...listed, place: positionOf(listed.key) }))
}

/** In the regions, in order, and not behind where the last page ended. */
function isSound(theirs: readonly Placed[], regions: readonly Region[], after?: Key): boolean {
  if (after !== undefined && theirs.at(-1)?.key === after) return false
  let before = after === undefined ? undefined : positionOf(after)
  for (const { place } of theirs) {
    if (before !== undefined && compareBits64(before, place) > 0) return false
    if (!regions.some((region) => inRegion(region, place))) return false
    before = place
  }
  return true
}

function endOf(here: Page, there: Page): { key: Key; place: Bits64 } | undefined {
  const ends = [here.more, there.more]
    .filter((key) => key !== undefined)
    .map((key) => ({ key, place: positionOf(key) }))
  const [first, second] = ends
  if (first === undefined || second === undefined) return first
  return compareBits64(first.place, second.place) <= 0 ? first : second
}
