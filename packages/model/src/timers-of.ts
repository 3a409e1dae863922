// The timers of an object that may have several versions. Each version has its own, and the object has each name once: the latest
// version that holds the name says how often and where it runs. A tick that was done in one version need not be done again
// for another, so of a timer that repeats the latest due time counts; one that runs once is due when it is first due.
//
// That depends on nothing but the versions, so whoever unites the same ones makes the same timers.
import type { Key } from './key.ts'
import { unpackTicks } from './local.ts'
import type { Sibling } from './record.ts'
import type { NodeId } from './request.ts'
import type { Millis } from './time.ts'
import { dueHere, type Timer } from './timer.ts'

/** The timers of these versions, in the order of their names. @param versions in the order of their dots */
export function uniteTimers(versions: readonly Pick<Sibling, 'timers'>[]): readonly Timer[] {
  const united = new Map<string, Timer>()
  for (const { timers = [] } of versions)
    for (const timer of timers) {
      const earlier = united.get(timer.name)?.due ?? timer.due
      const due = timer.every === undefined ? Math.min(earlier, timer.due) : Math.max(earlier, timer.due)
      united.set(timer.name, { ...timer, due })
    }
  return [...united.values()].sort((a, b) => (a.name < b.name ? -1 : 1))
}

/** When a copy has something to do: for its object, and for itself. */
export interface Wakes {
  readonly primary?: Millis
  readonly replica?: Millis
}

/** @param copy the versions that a node holds, and the state of its own */
export function wakesOf(
  node: NodeId,
  key: Key,
  { siblings, local }: { readonly siblings: readonly Sibling[]; readonly local: Uint8Array | null }
): Wakes {
  if (!siblings.some(({ timers }) => timers !== undefined)) return NONE
  const values = siblings.filter(({ kind }) => kind === 'value')
  const done = unpackTicks(
    values.map(({ born }) => born),
    local
  )
  let [primary, replica] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY]
  for (const timer of uniteTimers(values)) {
    if (timer.on === 'primary') primary = Math.min(primary, timer.due)
    else
      replica = Math.min(
        replica,
        dueHere(`${node}\n${key}`, timer, done.get(timer.name)) ?? Number.POSITIVE_INFINITY
      )
  }
  return {
    ...(primary < Number.POSITIVE_INFINITY ? { primary } : {}),
    ...(replica < Number.POSITIVE_INFINITY ? { replica } : {})
  }
}

/** The earlier of the two. */
export function wakeOf({ primary, replica }: Wakes): Millis | undefined {
  if (primary === undefined || replica === undefined) return primary ?? replica
  return Math.min(primary, replica)
}

const NONE: Wakes = Object.freeze({})
