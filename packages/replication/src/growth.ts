// What an object's own event changes of what its copy takes up, for each owner: new versions and local state, less what they take
// the place of. It is a matter of the event alone; versions that come along from other homes are not its doing.
import {
  type Edit,
  type ObjectRecord,
  type OwnerMark,
  ownerMark,
  type Sibling,
  sameDot,
  siblingBytes
} from '@halley/model'
import type { Change, Copy } from './copy.ts'

/** Bytes by owner; less than nothing where it shrinks. */
export type Growth = ReadonlyMap<OwnerMark, number>

export const NO_GROWTH: Growth = new Map()

/** Of a change to a copy that makes it `record`. A change that brings other homes' versions alone grows nothing here. */
export function growthOf({ record: base, edits, local }: Change, before: Copy, record: ObjectRecord): Growth {
  if (edits === undefined || (edits.length === 0 && local === undefined)) return NO_GROWTH
  const growth = new Map<OwnerMark, number>()
  const add = (owner: string | undefined, bytes: number): void => {
    const mark = ownerMark(owner)
    growth.set(mark, (growth.get(mark) ?? 0) + bytes)
  }
  for (const { content } of edits) if (content !== undefined) add(content.owner, siblingBytes(content))
  for (const gone of superseded((base ?? before.record).siblings, edits)) add(gone.owner, -siblingBytes(gone))
  if (local !== undefined)
    add(record.siblings.at(-1)?.owner, (local?.length ?? 0) - (before.local?.length ?? 0))
  return growth
}

function superseded(siblings: readonly Sibling[], edits: readonly Edit[]): readonly Sibling[] {
  return siblings.filter(({ dot }) =>
    edits.some(({ supersedes }) => supersedes.some((gone) => sameDot(gone, dot)))
  )
}
