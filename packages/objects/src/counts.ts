// What the objects core counts: each name with what an operator reads beside the figure.
import type { Counts } from '@halley/model'

export const OBJECTS_COUNTS = {
  busyTurns: 'events refused with BUSY because this node had too many under way',
  busyMailboxes: 'events refused with BUSY because too many were waiting for the same object',
  calls: 'operations in the network that handlers began with comet.get, comet.put and comet.lookup',
  callsRefused: 'calls of handlers that the rules forbid: of other keys, of nodes not responsible, too deep',
  callsOverspent: 'calls of handlers refused because their objects had no operations left',
  handlerMicros: 'microseconds of CPU that the handlers run here were charged',
  shareMicros:
    'microseconds of this node’s share that handlers took: as charged, or as measured where that is more; one for an answer that is remembered',
  handlerBytes:
    'bytes that the handlers run here were charged for replies, calls, and the copies of what nobody asked for',
  cpuOverspent: 'events refused or put off because the handlers of their objects had used their CPU',
  bytesOverspent: 'events refused or put off because the handlers of their objects had sent their bytes',
  ownersOverspent: 'events refused or put off because the objects of the same owner had used their CPU',
  ownerBytesOverspent: 'events refused or put off because the objects of the same owner had sent their bytes',
  refusedUnread:
    'events refused without their object being read, because such a one was refused a moment ago for its budget',
  mended: 'puts and deletes by the owners of objects that went through although a budget was used up',
  busyHandlers: 'events refused or put off because handlers had used this node’s share for them',
  budgetsRunDry: 'times that the budget of an object or an owner ran dry',
  chainsLate: 'handlers given up because they went on calling after the time that they may wait',
  busyChains: 'handlers that wanted to wait, refused because too many were waiting',
  contextsAhead: 'writes refused because no replica in reach knew the versions that their contexts name',
  selections: 'times that objects chose here, by their selectReplicas, who holds copies of them',
  selectionsFailed:
    'of objects that were to choose, those whose selectReplicas failed or named what is none of its neighbors',
  ticks: 'ticks of timers that ran here',
  ticksFailed: 'ticks of timers whose onTimer failed: the timer goes on, or is tried again if it runs once'
} as const

export type ObjectsCounts = Counts<keyof typeof OBJECTS_COUNTS>
