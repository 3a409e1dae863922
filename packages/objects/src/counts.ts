// What the objects core counts: each name with what an operator reads beside the figure.
import type { Counts } from '@halley/model'

export const OBJECTS_COUNTS = {
  busyTurns: 'events refused with BUSY because this node had too many under way',
  busyMailboxes: 'events refused with BUSY because too many were waiting for the same object',
  contextsAhead: 'writes refused because no replica in reach knew the versions that their contexts name'
} as const

export type ObjectsCounts = Counts<keyof typeof OBJECTS_COUNTS>
