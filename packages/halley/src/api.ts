// The library: what an application sees of Halley.
import type { InspectedResponse, Quorum, Usage, Value } from '@halley/model'

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
  /** The nodes responsible for a key, nearest first. */
  lookup(key: string): Promise<string[]>
  peers(): PeerView[]
  status(): Status
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
  readonly value?: Value
  /** From an earlier answer: the versions that this put supersedes. */
  readonly context?: string
  readonly n?: number
  readonly r?: number
  readonly w?: number
  /** Lifetime: milliseconds, or text such as `8h`. */
  readonly ttl?: number | string
}

export interface GetOptions extends Asked {
  /** The handlers' `caller.payload`. */
  readonly payload?: Value
}

export interface DeleteOptions extends Asked {
  readonly context?: string
}

export interface Answer {
  /** Opaque; pass it to the put or delete that follows from this answer. */
  readonly context: string
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
}

/** See `halley inspect`. */
export type Inspection = Omit<InspectedResponse, 'ok' | 'op' | 'context' | 'usage'> & {
  readonly context: string
}

export interface PeerView {
  readonly id: string
  readonly addresses: readonly string[]
  readonly connected: boolean
  readonly rttMs?: number
}

export interface Status {
  readonly id: string
  readonly addresses: readonly string[]
  readonly placement: 'xor'
  readonly quorum: Quorum
  readonly peers: number
  readonly records: number
  readonly uptimeMs: number
  /** Requests and operations under way, and hints kept for others. */
  readonly load: Readonly<Record<string, number>>
  /** Counted since the start. */
  readonly counters: Readonly<Record<string, number>>
}
