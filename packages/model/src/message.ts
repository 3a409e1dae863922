// What nodes say to each other. A message that asks carries an id, which its answer repeats.
import type { Coordinate } from './coordinate.ts'
import type { Failure } from './failure.ts'
import type { Key } from './key.ts'
import type { Member } from './member.ts'
import type { ObjectRecord } from './record.ts'
import type { Region } from './region.ts'
import type { Caller, ClientRequest, ClientResponse, NodeId } from './request.ts'
import type { Millis } from './time.ts'
import type { EncodedValue } from './value.ts'
import type { Dot, VersionVector } from './version.ts'

/** Names one question of one node; chosen by the asker. */
export type MessageId = number

export type Message =
  /** A client's request, handed to its coordinator. The caller is the sender: the channel proves it. */
  | {
      readonly type: 'request'
      readonly id: MessageId
      readonly request: ClientRequest
      readonly caller: Caller
    }
  | { readonly type: 'response'; readonly id: MessageId; readonly response: ClientResponse }
  /**
   * A coordinator is about to supersede versions that the client has not seen, for the question `request`: does who asked
   * it still wait? One who has turned to another coordinator does not, and answers `failed`.
   */
  | { readonly type: 'confirm'; readonly id: MessageId; readonly request: MessageId }
  | { readonly type: 'confirmed'; readonly id: MessageId }
  /** An object answers a client of the receiver's, by the capability that came with an earlier request. Not answered itself. */
  | {
      readonly type: 'reply'
      readonly id: MessageId
      readonly key: Key
      readonly capability: string
      readonly data: EncodedValue
    }
  /** A coordinator reads a replica. `background`: nobody waits for it, and requests go first. */
  | { readonly type: 'read'; readonly id: MessageId; readonly key: Key; readonly background?: true }
  | { readonly type: 'record'; readonly id: MessageId; readonly record: ObjectRecord }
  /** A coordinator writes, repairs, or hands a hinted copy home. `hint` names the home that this copy is kept for. */
  | {
      readonly type: 'write'
      readonly id: MessageId
      readonly key: Key
      readonly record: ObjectRecord
      readonly hint?: NodeId
      readonly background?: true
    }
  /** The copy is durable. */
  | { readonly type: 'stored'; readonly id: MessageId }
  /** The replica could not read or store. */
  | { readonly type: 'failed'; readonly id: MessageId; readonly failure: Failure }
  /** Are you there? */
  | { readonly type: 'ping'; readonly id: MessageId }
  /** `coordinates`: where the one who answers is (see coordinate.ts). */
  | { readonly type: 'pong'; readonly id: MessageId; readonly coordinates?: Coordinate }
  /**
   * Once a second to one member of the ring: is what we know of the members the same? The digest has a hash for each group of
   * members; `partitions` is the ring's constant, and who has another one is in another ring.
   */
  | {
      readonly type: 'gossip'
      readonly id: MessageId
      readonly partitions: number
      readonly digest: Uint8Array
    }
  /** The members in the groups that differ; none where all is the same. */
  | {
      readonly type: 'gossiped'
      readonly id: MessageId
      readonly partitions: number
      readonly digest: Uint8Array
      readonly members: readonly Member[]
    }
  /** Members that the other one lacks: in answer to `gossiped`, and not answered itself. */
  | {
      readonly type: 'members'
      readonly id: MessageId
      readonly partitions: number
      readonly members: readonly Member[]
    }
  /**
   * Two replicas compare what they hold of objects with N = `n`: the asker's sums (SUM_BYTES each) of some regions. Answered by
   * `sums`, or `failed` while the other one does not know its own yet.
   */
  | {
      readonly type: 'compare'
      readonly id: MessageId
      readonly n: number
      readonly regions: readonly Region[]
      readonly sums: Uint8Array
    }
  /** For each region asked about: nothing where the sums are the same, else the sums of its parts. */
  | { readonly type: 'sums'; readonly id: MessageId; readonly parts: readonly Uint8Array[] }
  /** Which keys lie in these regions, in the order of positions, beginning behind `after`; answered by `listing`. */
  | {
      readonly type: 'list'
      readonly id: MessageId
      readonly n: number
      readonly regions: readonly Region[]
      readonly after?: Key
    }
  /** The keys, and for each the 8 bytes of its record's digest. `more`: there are others behind the last one. */
  | {
      readonly type: 'listing'
      readonly id: MessageId
      readonly keys: readonly Key[]
      readonly digests: Uint8Array
      readonly more: boolean
    }
  /**
   * Will the other one, which is no home of the object, keep a copy of it for so long? The copy, of about so many bytes, comes
   * with a `write`, if it is needed. Answered by `leased`, or `failed`.
   */
  | {
      readonly type: 'lease'
      readonly id: MessageId
      readonly key: Key
      readonly forMs: Millis
      readonly bytes: number
    }
  /** It will. `digest`: what its copy says at present (see content-digest.ts); no bytes where it has none. */
  | { readonly type: 'leased'; readonly id: MessageId; readonly digest: Uint8Array }
  /** What does the other one durably know of this key? Answered by `known`. */
  | { readonly type: 'versions'; readonly id: MessageId; readonly n: number; readonly key: Key }
  /**
   * `home`: the one who answers counts itself among the key's `n` homes, and will not drop its copy. `since`: when its
   * database began; what a newcomer does not know proves nothing.
   */
  | {
      readonly type: 'known'
      readonly id: MessageId
      readonly home: boolean
      readonly since: Millis
      readonly context: VersionVector
      readonly dots: readonly Dot[]
    }
