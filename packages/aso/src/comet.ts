// The host, as handlers see it: the global `comet`. In an object's file:
//
//   declare const comet: Comet
import type { Coordinates } from './coordinates.ts'
import type { TimerOptions } from './timer.ts'

export interface Comet {
  /** Milliseconds since the epoch, by the clock of the node that runs the handler. */
  getSystemTime(): number
  /** The node's IP address. */
  getNodeIP(): string
  /** The node's libp2p peer id. */
  getNodeID(): string
  /** Where the node is in the network; nothing before it has measured a round trip. */
  coordinates(): Coordinates | undefined
  /** The key that the object is stored under. */
  getASOKey(): string
  /** Bytecode instructions that this event may still use. */
  remaining(): number
  /** SHA-256 of a text's UTF-8 or of bytes, in hex. The same everywhere: `onMerge` may use it. */
  hash(data: string | Uint8Array): string
  /**
   * Whether the Ed25519 signature is of this data and by this key; false also for what is no key or no signature.
   * @param publicKey 32 bytes: in base64url, as `halley keygen` prints it, in hex, or as they are
   * @param signature 64 bytes: in base64url, in hex, or as they are
   */
  verify(publicKey: string | Uint8Array, data: string | Uint8Array, signature: string | Uint8Array): boolean
  /** Notes a line, of at most 2,048 characters: what `halley try` and `halley logs` show. */
  log(...parts: readonly unknown[]): void
  /** Deletes the object when the event is released. */
  deleteSelf(): void
  /** Has `onTimer` run, in the place of a timer of this name. At most 16 an object. */
  setTimer(name: string, options: TimerOptions): void
  clearTimer(name: string): void
  /**
   * Asks the named nodes for what their own copies of this object answer: `key` is its own.
   * All promises are rejected with an Error that has a `code`.
   */
  get(key: string, nodes: readonly (string | Neighbor)[], payload?: unknown): Promise<readonly NodeAnswer[]>
  /** Gets another object, as a client would; undefined where there is none. For code that an operator has signed. */
  get(key: string, nodes?: undefined, payload?: unknown): Promise<unknown>
  /** Puts a value over another object; rejected with NOT_FOUND where there is none. For code that an operator has signed. */
  put(key: string, data: unknown): Promise<unknown>
  /**
   * Gives the named nodes copies of this object, as it is when the event is over: `key` is its own, and `data` is `this`. Each
   * keeps its copy for half an hour after it was last asked to; nodes that have it anyway keep it.
   */
  put(key: string, data: object, nodes: readonly (string | Neighbor)[]): Promise<readonly NodeTook[]>
  /** Deletes another object, whose `onDelete` may refuse; false where there is none. For code that an operator has signed. */
  delete(key: string, payload?: unknown): Promise<boolean>
  /** The nodes that are responsible for a key; without one, for the object's own. */
  lookup(key?: string): Promise<readonly Neighbor[]>
  /** Answers a caller that waits, of this event or an earlier one, once. */
  reply(capability: string, data?: unknown): void
}

/** A node that is responsible for the object. */
export interface Neighbor {
  /** libp2p peer id. */
  readonly id: string
  /** Its IP address, where the node that runs the handler knows it. */
  readonly address?: string
}

/** Whether one node keeps a copy; if not, why. */
export interface NodeTook {
  readonly node: string
  readonly error?: { readonly code: string; readonly message: string }
}

/** What one node's own copy answered. */
export type NodeAnswer =
  | { readonly node: string; readonly value: unknown; readonly error?: undefined }
  | {
      readonly node: string
      readonly error: { readonly code: string; readonly message: string }
      readonly value?: undefined
    }
