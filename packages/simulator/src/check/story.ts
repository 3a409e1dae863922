// What the checkers know: the trace, read once and put in order. Nothing here comes from a core's own word about itself
// but what it has under way.
import type { Key, Member, Millis, NodeId, ObjectRecord } from '@halley/model'
import { type ClockOptions, readingOf } from '../clock.ts'
import type { TraceEvent } from '../trace.ts'
import { gather, type Operation } from './operations.ts'

export interface Story {
  readonly events: readonly TraceEvent[]
  /** All requests, in the order in which they were made. */
  readonly operations: readonly Operation[]
  readonly byCall: ReadonlyMap<number, Operation>
  /** Nodes that were ever there, in the order in which they came. */
  readonly nodes: ReadonlySet<NodeId>
  /** Nodes that are gone for good. */
  readonly gone: ReadonlySet<NodeId>
  /** Nodes that have left the ring. */
  readonly left: ReadonlySet<NodeId>
  /** With a ring: what each node knew of the members in the end. */
  readonly members: ReadonlyMap<NodeId, readonly Member[]>
  /** Records as they became durable, in order. */
  readonly stores: readonly Stored[]
  /** What the disks hold in the end, by key and node. */
  readonly held: ReadonlyMap<Key, ReadonlyMap<NodeId, ObjectRecord>>
  /** By node and key: copies that were damaged at some time. */
  readonly damages: ReadonlySet<string>
  /** What the clock that was ever farthest ahead showed. */
  readonly latestReading: Millis
}

export type Stored = TraceEvent & { type: 'stored'; record: ObjectRecord }

export function readStory(events: readonly TraceEvent[]): Story {
  const byCall = gather(events)
  const nodes = new Set<NodeId>()
  const gone = new Set<NodeId>()
  const left = new Set<NodeId>()
  const members = new Map<NodeId, readonly Member[]>()
  const stores: Stored[] = []
  const held = new Map<Key, Map<NodeId, ObjectRecord>>()
  const damages = new Set<string>()
  const clocks = new Map<NodeId, ClockOptions>()
  let latestReading = 0
  const look = (at: Millis, clock: ClockOptions | undefined): void => {
    if (clock !== undefined) latestReading = Math.max(latestReading, readingOf(clock, at))
  }
  for (const event of events) {
    switch (event.type) {
      case 'started':
        nodes.add(event.node)
        clocks.set(event.node, event.clock)
        break
      case 'clock':
        look(event.at, clocks.get(event.node))
        clocks.set(event.node, event.clock)
        break
      case 'gone':
        gone.add(event.node)
        break
      case 'left':
        left.add(event.node)
        break
      case 'members':
        members.set(event.node, event.members)
        break
      case 'damaged':
        damages.add(`${event.node} ${event.key}`)
        break
      case 'stored':
        if (event.record === undefined) break
        stores.push(event as Stored)
        break
      case 'holds': {
        const copies = held.get(event.key) ?? new Map<NodeId, ObjectRecord>()
        held.set(event.key, copies.set(event.node, event.record))
      }
    }
  }
  for (const clock of clocks.values()) look(events.at(-1)?.at ?? 0, clock)
  const operations = [...byCall.values()]
  return {
    events,
    operations,
    byCall,
    nodes,
    gone,
    left,
    members,
    stores,
    held,
    damages,
    latestReading
  }
}
