// What a copy takes up on its disk, and whose that is: each version is its owner's, the replica's own state that of the latest one.
// An owner has a mark instead of a name here, so that an entry of the index stays small.
import { siblingBytes } from './capacity.ts'
import { hashBits } from './position.ts'
import type { ObjectRecord } from './record.ts'

/** The mark of an owner: a whole number, below 2^53. */
export type OwnerMark = number

export interface Holding {
  readonly owner: OwnerMark
  readonly bytes: number
}

/** Whose the versions are that name no owner. */
export const NOBODY: OwnerMark = 0

/** 52 bits of a hash: whoever wants to share somebody else's has to make some 10^15 names. */
export function ownerMark(owner: string | undefined): OwnerMark {
  if (owner === undefined) return NOBODY
  const { high, low } = hashBits(owner)
  return high * 2 ** 20 + (low >>> 12)
}

/** Of a copy: one for each owner of its versions. */
export function holdingsOf(
  { siblings }: Pick<ObjectRecord, 'siblings'>,
  local: Uint8Array | null
): readonly Holding[] {
  const [only] = siblings
  if (only !== undefined && siblings.length === 1) {
    return [{ owner: ownerMark(only.owner), bytes: siblingBytes(only) + (local?.length ?? 0) }]
  }
  const held = new Map<OwnerMark, number>()
  const add = (owner: OwnerMark, bytes: number): void => {
    held.set(owner, (held.get(owner) ?? 0) + bytes)
  }
  for (const sibling of siblings) add(ownerMark(sibling.owner), siblingBytes(sibling))
  if (local !== null) add(ownerMark(siblings.at(-1)?.owner), local.length)
  return [...held].map(([owner, bytes]) => ({ owner, bytes }))
}
