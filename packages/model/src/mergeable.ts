// Which concurrent versions an object's own onMerge may make one: those of the same code. Which of two programs should judge
// the other's state, nobody can say.
import { distinctSiblings, liveSiblings, type ObjectRecord, type Sibling } from './record.ts'

/** The groups of versions that each may become one, every group and its versions in the order of the dots. */
export function mergeGroups(versions: readonly Sibling[]): readonly (readonly Sibling[])[] {
  if (versions.length < 2) return []
  const byCode = new Map<string, Sibling[]>()
  for (const version of versions) {
    const { code } = version
    if (code === undefined || !code.handlers.includes('onMerge')) continue
    byCode.set(code.hash, [...(byCode.get(code.hash) ?? []), version])
  }
  return [...byCode.values()].filter((group) => group.length > 1)
}

/**
 * Whether the record holds versions at `now` that a merge would make one. Equal versions are one already: two coordinators
 * that merge the same versions make equals, and what they made is not merged again.
 */
export function isApart(record: ObjectRecord, now: number): boolean {
  return record.siblings.length > 1 && mergeGroups(distinctSiblings(liveSiblings(record, now))).length > 0
}
