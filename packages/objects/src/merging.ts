// onMerge: where concurrent versions of an object meet at its coordinator, the object itself may make one of them, before
// the get or the update that met them goes on.
//
//   [a1: x] [b1: y]  ──merge──► z, standing for a1 and b1 ──get, update──► one edit that supersedes a1 and b1
//
// Only versions of the same code are merged with each other (model/mergeable.ts). A merge is a pure function of the versions
// that it is given (it sees no clock, no caller and no state of this replica), so two coordinators that merge the same
// versions make equal ones, which readers see as one. A merge that fails leaves the versions as they were: an object must not
// become unreadable because its author made a mistake in it.
//
// Where versions come together without any event, the merge is an event of its own, and all that it does is to keep what it made.
import { type Dot, dotsOfEquals, mergeGroups, type Sibling, showDot, uniteTimers } from '@halley/model'
import type { MergedVersion, Outcome } from './invocation.ts'
import { siblingsFull } from './siblings-full.ts'
import { handles, invoke, mergeEdit, type Scene, type Step } from './step.ts'
import { sorted } from './timers.ts'

/** The versions of one code that are to become one, in the order of their dots. */
type Group = readonly Sibling[]

/** Whether a get would merge some of the live versions. */
export function merges(live: readonly Sibling[]): boolean {
  return mergeGroups(live).length > 0
}

/**
 * The next merge to run; or the scene with each group's versions replaced by the one that the merge made, and the merges'
 * outcomes taken off.
 *
 * @param handler only versions that define it too are merged: an event that runs nothing on them need not wait for it
 */
export function mergeStep<S extends Scene>(scene: S, handler?: string): { next: Step } | { scene: S } {
  const groups = groupsOf(scene.live, handler)
  const group = groups[scene.outcomes.length]
  if (group !== undefined) return { next: invokeMerge(scene, group) }
  if (groups.length === 0) return { scene }
  const made = new Map<Sibling, readonly Dot[]>()
  let { live } = scene
  groups.forEach((versions, at) => {
    const merged = mergedVersion(versions, scene.outcomes[at] as Outcome)
    if (merged === undefined) return
    made.set(
      merged,
      versions.flatMap((version) => dotsOfEquals(scene.record.siblings, version))
    )
    live = live.flatMap((version) => {
      if (!versions.includes(version)) return version
      return version === versions.at(-1) ? merged : []
    })
  })
  return { scene: { ...scene, live, made, outcomes: scene.outcomes.slice(groups.length) } }
}

/** Makes durable what the merges made, of each group; nothing where none is apart any more, or its merge failed. */
export function keepStep(scene: Scene): Step {
  const edits = scene.live.flatMap((version) => mergeEdit(scene, version) ?? [])
  const failure = siblingsFull(scene.record, edits)
  if (failure !== undefined) return { do: 'fail', failure }
  return { do: 'commit', edits, quorum: scene.quorum, answer: ({ context }) => ({ context }) }
}

/** What the merges made that came before the event's own handlers. */
export function mergedBy({ request: { op }, live, outcomes }: Scene): readonly Outcome[] {
  const handler = op === 'put' ? 'onUpdate' : op === 'tick' ? 'onTimer' : undefined
  return outcomes.slice(0, groupsOf(live, handler).length)
}

function groupsOf(live: readonly Sibling[], handler: string | undefined): readonly Group[] {
  return mergeGroups(handler === undefined ? live : live.filter((version) => handles(version, handler)))
}

function invokeMerge(scene: Scene, group: Group): Step {
  const latest = group.at(-1) as Sibling
  const siblings = group.map(
    ({ state, dot, writtenAt }): MergedVersion => ({ state, version: showDot(dot), writtenAt })
  )
  return invoke(scene, latest.code as NonNullable<Sibling['code']>, 'merge', {
    state: latest.state,
    siblings
  })
}

// All that is not the state comes from the latest version, but for the times, which are the greatest, and the timers, which are
// united: the same for whoever merges the same versions.
function mergedVersion(versions: Group, outcome: Outcome): Sibling | undefined {
  if (!outcome.ok) return undefined
  const { expiresAt: _, timers: __, ...latest } = versions.at(-1) as Sibling
  const lasting = versions.some(({ expiresAt }) => expiresAt === undefined)
  return {
    ...latest,
    ...sorted(uniteTimers(versions)),
    state: outcome.state,
    writtenAt: Math.max(...versions.map(({ writtenAt }) => writtenAt)),
    ...(lasting ? {} : { expiresAt: Math.max(...versions.map(({ expiresAt }) => expiresAt as number)) })
  }
}
