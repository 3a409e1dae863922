// What a write of a copy changes of its place among the timers of the disk (model/wake-entry.ts).
import { type Key, type Millis, type NodeId, wakeOf, wakesOf } from '@halley/model'
import type { Copy, Retimed } from './copy.ts'

/** When the copy wakes that was written, and what the disk has to change for it; nothing where neither copy has a timer. */
export function retimed(
  node: NodeId,
  key: Key,
  before: Copy,
  after: Copy
): { readonly wakesAt: Millis | undefined; readonly change: Retimed } | undefined {
  const was = wakesWhen(node, key, before)
  const wakesAt = wakesWhen(node, key, after)
  if (was === undefined && wakesAt === undefined) return undefined
  const change =
    was === wakesAt
      ? {}
      : {
          ...(wakesAt === undefined ? {} : { wake: wakesAt }),
          ...(was === undefined ? {} : { unwake: was })
        }
  return { wakesAt, change }
}

function wakesWhen(node: NodeId, key: Key, { record, local }: Copy): Millis | undefined {
  return wakeOf(wakesOf(node, key, { siblings: record.siblings, local }))
}
