// The type of an active object, for authors who write in TypeScript:
//
//   import type { ActiveObject, Local } from '@halley/aso'
//
//   declare const local: Local<{ gets: number }>
//
//   interface Greeting {
//     value: string
//   }
//
//   export default {
//     value: 'Hello world!',
//     onGet() {
//       local.gets = (local.gets ?? 0) + 1
//       return { value: this.value, gets: local.gets }
//     }
//   } satisfies ActiveObject<Greeting>
//
// `local` and `comet` are declared in the object's own file, since `local` is another one for each object and neither exists
// outside of handlers.
import type { Neighbor } from './comet.ts'
import type { Coordinates } from './coordinates.ts'
import type { Storable } from './storable.ts'
import type { Tick } from './timer.ts'

/**
 * An object: its own properties, which are its state and its own functions, and its handlers.
 *
 * @typeParam Own the properties of the state, and functions that handlers call as `this.name()`
 * @typeParam Payload what a get or a delete is sent. Clients can send anything: a type other than `unknown` says what you reckon with
 * @typeParam Incoming what is put over the object; the same holds for it
 */
export type ActiveObject<Own extends object, Payload = unknown, Incoming = unknown> = Properties<Own> &
  Handlers<Own, Payload, Incoming> &
  ThisType<Own>

/** Who asks. */
export interface Caller<Payload = unknown> {
  /** libp2p peer id of the node through which the client came. */
  readonly id: string
  /** IP address of the client, where known. */
  readonly address?: string
  /** Where that node is, by its own word; absent until it has measured a round trip. */
  readonly coordinates?: Coordinates
  /** What the get or the delete was sent. */
  readonly payload?: Payload
  /** The key of the object whose handler asks, running at the node with that id, by that node's word. */
  readonly object?: string
  /** Of a get that waits: by which it can be answered later, once, with `comet.reply`. */
  readonly capability?: string
}

/** One of several versions that a merge makes one of. */
export interface Sibling<Own extends object> {
  readonly state: Data<Own>
  /** Its name: the versions come in the order of their names. */
  readonly version: string
  /** Milliseconds since the epoch, by the clock of the node that wrote it. */
  readonly writtenAt: number
}

/** This replica's own state: empty at the beginning of each life of the object, and never replicated. */
export type Local<Own extends object> = { [Name in keyof Own]?: Storable<Own[Name]> }

interface Handlers<Own extends object, Payload, Incoming> {
  /** When the key has no live object. `this` or nothing: store; `null`: refuse. */
  onPut?(caller: Caller<never>): Awaitable<Stored<Own> | null>
  /**
   * On a put over this object. `incoming`: the new object replaces this one, code and all; `this` or nothing: this one stays, as
   * it is now; `null`: refuse.
   */
  onUpdate?(incoming: Incoming, caller: Caller<never>): Awaitable<Incoming | Stored<Own> | null>
  /** On each get: the reply. Without it the state is the reply. */
  onGet?(caller: Caller<Payload>): unknown
  /** When a timer of the object is due. An object whose put sets none has one: `tick`, every ten minutes. */
  onTimer?(timer: Tick): unknown
  /**
   * When the object is placed, and every ten minutes: the nodes that hold copies besides its homes, each as it was given or by its
   * id. What it changes in `this` is dropped.
   */
  // biome-ignore lint/suspicious/noConfusingVoidType: a handler that returns nothing chooses nobody
  selectReplicas?(neighbors: readonly Neighbor[]): Awaitable<readonly (string | Neighbor)[] | null | void>
  /** On a delete: `false` vetoes. */
  // biome-ignore lint/suspicious/noConfusingVoidType: a handler that returns nothing agrees
  onDelete?(caller: Caller<Payload>): Awaitable<boolean | void>
  /** Where concurrent versions meet: the one that is made of them. Pure: without clock, randomness, node and `local`. */
  onMerge?(siblings: readonly Sibling<Own>[]): Awaitable<Stored<Own>>
}

/** A state to store; nothing is `this`. */
// biome-ignore lint/suspicious/noConfusingVoidType: a handler that returns nothing stores `this`
type Stored<Own extends object> = Own | Data<Own> | void

type Awaitable<T> = T | Promise<T>

// biome-ignore lint/suspicious/noExplicitAny: of any function whatsoever
type Method = (...args: any[]) => unknown

/** The state alone. */
type Data<Own extends object> = { [Name in keyof Own as Own[Name] extends Method ? never : Name]: Own[Name] }

type Properties<Own extends object> = {
  [Name in keyof Own]: Own[Name] extends Method ? Own[Name] : Storable<Own[Name]>
}
