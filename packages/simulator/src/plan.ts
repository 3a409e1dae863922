// A plan: all that is decided before a run begins. One seed draws a plan (draw/plan.ts), and the plan alone decides the
// run, down to each client's requests and each fault, so that a plan from which some of them are taken away is a plan
// again. That is what makes a failure small (shrink.ts) and lets it be written down (plan-text.ts).
import type { Key, Millis, NodeId, Quorum } from '@halley/model'
import type { ClockOptions } from './clock.ts'
import type { Program } from './programs.ts'
import type { WorldOptions } from './world.ts'

export interface Plan {
  readonly seed: string
  readonly nodes: readonly NodeId[]
  /** How many of them are there from the beginning; the others join by a fault step, if they do. */
  readonly founders: number
  readonly clocks: readonly ClockOptions[]
  readonly world: WorldOptions
  readonly keys: readonly KeyPlan[]
  readonly clients: readonly ClientPlan[]
  /** In the order of time. */
  readonly faults: readonly FaultStep[]
}

/** A key that clients use. */
export interface KeyPlan {
  readonly key: Key
  /** What its object runs; absent for a passive one. */
  readonly program?: Program
  /** What each put asks for. */
  readonly quorum?: Quorum
}

/** Asks, waits for the answer, thinks for a while, asks again. */
export interface ClientPlan {
  readonly name: string
  readonly steps: readonly ClientStep[]
}

export interface ClientStep {
  /** Milliseconds from the answer before to this request. */
  readonly thinkMs: Millis
  readonly node: NodeId
  readonly op: 'get' | 'put' | 'delete'
  readonly key: Key
  /** Pass on the context that the client last saw of the key, if it has one. */
  readonly knowing: boolean
  /** A put: a text that no other put writes. */
  readonly tag?: string
  /** A put: with the key's program as its code. */
  readonly code?: boolean
  /** A put: milliseconds until what it writes expires, by the clock of the client's node. */
  readonly ttlMs?: Millis
}

/** Milliseconds between the start of the founders and the beginning of the clients. */
export const FOUNDING_MS = 2_000

interface At {
  /** Milliseconds since the clients began; before that, as many as FOUNDING_MS, less than none. */
  readonly atMs: Millis
}

interface Lasting extends At {
  readonly forMs: Millis
}

/** What goes wrong, or merely changes, and when. `forMs` is how long it lasts. */
export type FaultStep =
  /** A machine joins, with an empty disk. */
  | (At & { readonly do: 'join'; readonly node: NodeId; readonly via: NodeId })
  /** A machine is gone for good, disk and all. */
  | (At & { readonly do: 'die'; readonly node: NodeId })
  /** With a ring: its operator has it leave for good. */
  | (At & { readonly do: 'leave'; readonly node: NodeId })
  /** With a ring: an operator at another node removes it, dead or not. */
  | (At & { readonly do: 'remove'; readonly node: NodeId })
  /** `kill -9`, and a restart. */
  | (Lasting & { readonly do: 'crash'; readonly node: NodeId })
  /** The process stands still; what arrives meanwhile waits. */
  | (Lasting & { readonly do: 'stall'; readonly node: NodeId })
  /** The machine is suspended or, with `off`, switched off, for longer than the grace time: nothing wakes it before. */
  | (Lasting & { readonly do: 'sleep'; readonly node: NodeId; readonly off?: true })
  /** The clock steps forwards, or backwards. */
  | (At & { readonly do: 'clock'; readonly node: NodeId; readonly byMs: Millis })
  /** A connection breaks, taking along what is under way, and is set up again. */
  | (At & { readonly do: 'break'; readonly from: NodeId; readonly to: NodeId })
  /** Nothing passes from these to those. */
  | (Lasting & { readonly do: 'cut'; readonly from: readonly NodeId[]; readonly to: readonly NodeId[] })
  /** Nothing passes between these and all others, either way. */
  | (Lasting & { readonly do: 'partition'; readonly from: readonly NodeId[] })
  /** The links between the two are cut for this long and stand for this long, in turn. */
  | (Lasting & {
      readonly do: 'flap'
      readonly from: NodeId
      readonly to: NodeId
      readonly downMs: Millis
      readonly upMs: Millis
    })
  /** Everything that the node sends and is sent takes longer. */
  | (Lasting & { readonly do: 'slow-links'; readonly node: NodeId; readonly factor: number })
  | (Lasting & { readonly do: 'slow-disk'; readonly node: NodeId; readonly addMs: Millis })
  /** Every store fails. */
  | (Lasting & { readonly do: 'full-disk'; readonly node: NodeId })
  /** The disk writes nothing any more until the node is started anew, which happens in the end. */
  | (Lasting & { readonly do: 'broken-disk'; readonly node: NodeId })
  /** The record is damaged: its checksum says so when it is read, until it is written anew. */
  | (At & { readonly do: 'corrupt'; readonly node: NodeId; readonly key: Key })

/** Whether nothing is meant to go wrong at all. */
export function isCalm({ faults, world: { links, disk } }: Plan): boolean {
  const trouble = links.loss + links.latency.slowChance + disk.storeFails + disk.loadFails
  return faults.length === 0 && trouble === 0
}

/** Handlers may do, or objects take up, so little that what objects do without being asked is put off for longer than a run lasts. */
export function isScarce(plan: Plan): boolean {
  const { node } = plan.world
  return Math.min(node.objectCpuMs, node.ownerCpuMs, node.handlerPercent) < 1 || lacksRoom(plan)
}

/** Objects may take up so little that what their handlers did is refused when it is to be written. */
export function lacksRoom({ world: { node } }: Plan): boolean {
  return Math.min(node.ownerStorageBytes, node.storageBytes) < 1_000_000
}

export function quorumOf(plan: Plan, key: Key): Quorum {
  return plan.keys.find((known) => known.key === key)?.quorum ?? plan.world.node.quorum
}
