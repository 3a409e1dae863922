// The library: what an application sees of Halley.
import type { Coordinate, InspectedResponse, Quorum, Usage, Value } from '@halley/model'
import type { HintsState } from '@halley/node'
import type { RepairReport } from './repairs.ts'

/** A running node, and through it the whole network. */
export interface HalleyNode {
  /** libp2p peer id. */
  readonly id: string
  /** Multiaddrs under which other nodes reach this one. */
  addresses(): string[]
  /**
   * Stores an object. With `code` it is active: `code` is an ES module whose default export holds its state and
   * handlers, and `value`, if given, sets properties of the state. Without, `value` is stored as it is.
   * @throws HalleyError REFUSED (by onPut or onUpdate), WRITE_QUORUM_UNMET, CODE_INVALID, …
   */
  put(key: string, options: PutOptions): Promise<WriteResult>
  /** Reads an object: its onGet answers, or its state is the answer. An absent object is `found: false`, not an error. */
  get(key: string, options?: GetOptions): Promise<GetResult>
  /** Deletes an object; its onDelete may veto. `found: false` where there was nothing. */
  delete(key: string, options?: DeleteOptions): Promise<WriteResult & { readonly found: boolean }>
  /** The object's versions and replicas; never its state or source. */
  inspect(key: string): Promise<Inspection>
  /**
   * The sources of the object's code, one for each concurrent version; none where there is no object, or one without code.
   * @throws HalleyError REFUSED unless the object's state says `source: 'public'`
   */
  source(key: string): Promise<readonly ObjectSource[]>
  /**
   * What the object's handlers logged that ran at this node, and why those failed that did: the last 256 lines at most. Other nodes
   * are not asked.
   * @param after only what came after the line of this number
   */
  logs(key: string, after?: number): Logged
  /** The nodes responsible for a key, nearest first. */
  lookup(key: string): Promise<string[]>
  /**
   * Makes the copies of one key whole, or without a key begins to compare all that this node holds with the other homes.
   * Both happen by themselves in time.
   */
  repair(key?: string): Promise<RepairReport>
  peers(): PeerView[]
  /**
   * Where this node is in the network, learnt from measured round trips: the distance of two coordinates is the round trip to be
   * expected between their nodes (see `distance`). Absent until the first one is measured.
   */
  coordinates(): Coordinate | undefined
  status(): Status
  /** The ring as this node sees it; absent where keys are placed in the overlay. */
  ring(): RingView | undefined
  /** For whom this node keeps copies until they are back; the homes with the most copies come first, at most 100 of them. */
  hints(): HintsView
  /**
   * Leaves the ring for good: resolves when others know it and all that was here is with its new homes, which may take as long
   * as copying it does; the node then only waits to be stopped. With the id of another member: removes that one, which is gone
   * for good.
   * @throws HalleyError RING_ABSENT, MEMBER_UNKNOWN, LAST_MEMBER
   */
  leave(member?: string): Promise<void>
  /** Resolves when this node has left the ring for good, whoever asked for it. */
  readonly departed: Promise<void>
  /** Leaves for now: everything acknowledged stays on the disk. Idempotent. */
  stop(): Promise<void>
}

/** Where a request comes from, if not from the node itself. */
interface Asked {
  /** The client's IP address, for the handlers' `caller.address`. */
  readonly address?: string
}

export interface PutOptions extends Asked {
  readonly code?: string
  /** Of the code, as `signCode` makes it: an operator answers for it. */
  readonly signature?: string
  readonly value?: Value
  /** From an earlier answer: the versions that this put supersedes. */
  readonly context?: string
  readonly n?: number
  readonly r?: number
  readonly w?: number
  /** Lifetime: milliseconds, or text such as `8h`. */
  readonly ttl?: number | string
  /** As for a get: over other code the put is not made. It needs an object that is there. */
  readonly pin?: string
  /** The put changes an object that is there. Where there is none nothing is made, and the error is NOT_FOUND. */
  readonly update?: boolean
}

export interface GetOptions extends Asked {
  /** The handlers' `caller.payload`. */
  readonly payload?: Value
  /**
   * The hash of the code that the object is expected to have. Where it has other code, no handler runs, and the error PIN_MISMATCH
   * says which it has.
   */
  readonly pin?: string
  /**
   * How long to wait for a later reply, `60s` or milliseconds, at most ten minutes. The object is given a `caller.capability`; if
   * its onGet returns nothing, the answer is what it passes to `comet.reply(capability, data)` later, in whichever event. Rejects
   * with NO_REPLY when the time is over.
   */
  readonly wait?: string | number
}

export interface ObjectSource {
  readonly version: string
  /** SHA-256 in hex: what a pin names. */
  readonly hash: string
  readonly source: string
}

export interface LogLine {
  /** Grows from line to line, also over restarts of the node as long as its clock does. */
  readonly seq: number
  /** Milliseconds since the epoch, by the node's clock, when the handler had come to its end. */
  readonly at: number
  /** What happened to the object: `get`, `put`, `timer` and so on. */
  readonly event: string
  /** As the object wrote it: it may hold any character. */
  readonly text: string
  /** The handler failed, and this is why. */
  readonly failed?: true
}

export interface Logged {
  readonly lines: readonly LogLine[]
  /** Of what came after the line that was named, the first lines are gone: there were too many. */
  readonly lost: boolean
}

export interface DeleteOptions extends Asked {
  /** The handlers' `caller.payload`. */
  readonly payload?: Value
  readonly context?: string
}

export interface Answer {
  /** Opaque; pass it to the put or delete that follows from this answer. */
  readonly context: string
  /** What handlers spent: instructions exactly; steps rounded up to a power of two, at least 1,024 where a handler ran. */
  readonly usage: Usage
  /** The node that coordinated. */
  readonly coordinator: string
}

export interface GetResult extends Answer {
  readonly found: boolean
  /** The reply: of the only version, or of the latest by dot where there are siblings. */
  readonly value?: Value
  /** The version's name. */
  readonly version?: string
  /** All replies, where concurrent versions exist: the application decides, and puts with the context. */
  readonly siblings?: readonly { readonly value: Value; readonly version: string }[]
}

export interface WriteResult extends Answer {
  /** The versions that were made; none where the object kept itself as it was. */
  readonly versions: readonly string[]
  /** Of a put with a signature: whether the node that stored it knows the operator. If not, the object is an ordinary one. */
  readonly signed?: boolean
}

/** See `halley inspect`. */
export type Inspection = Omit<InspectedResponse, 'ok' | 'op' | 'context' | 'usage'> & {
  readonly context: string
}

export interface PeerView {
  readonly id: string
  readonly addresses: readonly string[]
  readonly connected: boolean
  /** As measured on the connection. */
  readonly rttMs?: number
  /** As the coordinates of both say; absent where they are not known. */
  readonly estimatedRttMs?: number
}

export interface Status {
  readonly id: string
  readonly addresses: readonly string[]
  readonly placement: 'xor' | 'ring'
  readonly quorum: Quorum
  readonly peers: number
  /** Absent until a round trip is measured. */
  readonly coordinates?: Coordinate
  readonly records: number
  readonly uptimeMs: number
  /** Requests and operations under way, and hints kept for others. */
  readonly load: Readonly<Record<string, number>>
  /** What objects take, at this moment, of what they may. */
  readonly budgets: BudgetsView
  /** Counted since the start. */
  readonly counters: Readonly<Record<string, number>>
}

/** What objects take of what they may at a node: see docs/budgets.md. */
export interface BudgetsView {
  /** Objects, and owners, whose handlers are refused now. */
  readonly objectsOverBudget: number
  readonly ownersOverBudget: number
  /** Of the bucket of the node's share for handlers: 0, nothing, to 1, all; more where it is overdrawn. */
  readonly shareUsed: number
  /** Bytes that all objects take up here, and which part that is of what they may. */
  readonly storedBytes: number
  readonly storageUsed: number
  /** Owners whose objects have no room left. */
  readonly ownersFull: number
}

/** See `halley hints`. */
export type HintsView = HintsState

/** See `halley ring`. */
export interface RingView {
  readonly partitions: number
  /** Copies of an object that the members' `homes` are counted for: this node's N. */
  readonly copies: number
  /** Equal at nodes that know the same of the members. */
  readonly digest: string
  /** Rounds of gossip since the start. */
  readonly gossipRounds: number
  /** Where this node's departure is, if it is leaving. */
  readonly leaving?: 'storing' | 'telling' | 'moving' | 'gone'
  /** While it moves what it holds: copies, and hints of copies, that are still here. */
  readonly copiesLeft?: number
  /** In the order of their ids, those that left among them. */
  readonly members: readonly MemberView[]
}

export interface MemberView {
  readonly id: string
  readonly status: 'joined' | 'left'
  readonly weight: number
  readonly zone?: string
  readonly addresses: readonly string[]
  readonly self: boolean
  /** Whether this node reckons with it: its own judgement. */
  readonly up: boolean
  /** Partitions of which it is the first node, and of which it is one of the first N. */
  readonly first: number
  readonly homes: number
}
