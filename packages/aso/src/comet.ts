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
  get(key: string, nodes: readonly string[], payload?: unknown): Promise<readonly NodeAnswer[]>
  /** Gets another object, as a client would: for code that an operator has signed. */
  get(key: string, nodes?: undefined, payload?: unknown): Promise<unknown>
  /** Puts a value as another object, or over it: for code that an operator has signed. */
  put(key: string, data: unknown): Promise<unknown>
  /** The nodes that are responsible for a key; without one, for the object's own. */
  lookup(key?: string): Promise<readonly { readonly id: string }[]>
  /** Answers a caller that waits, of this event or an earlier one, once. */
  reply(capability: string, data?: unknown): void
}

/** What one node's own copy answered. */
export type NodeAnswer =
  | { readonly node: string; readonly value: unknown; readonly error?: undefined }
  | {
      readonly node: string
      readonly error: { readonly code: string; readonly message: string }
      readonly value?: undefined
    }
