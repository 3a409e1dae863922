// What a benchmark needs of a store: every system under test is one node of itself in a process of its own, asked by a client
// in that process. A system that is a program of its own runs as that process's child and is asked over its socket.

export interface StartOptions {
  readonly bootstrap: readonly string[]
  /** A folder for the node's data. */
  readonly data: string
  /** (N, R, W) of objects, where the system has such; else its own default. */
  readonly quorum?: { readonly n: number; readonly r: number; readonly w: number }
}

export interface System {
  /** How others join through this node. */
  readonly addresses: readonly string[]
  /** Ids of further processes that do the node's work. */
  readonly processes?: readonly number[]
  put(key: string, value: Uint8Array): Promise<void>
  /** The bytes that were put, or the reply of an active object. Rejects where nothing is found. */
  get(key: string): Promise<unknown>
  /** Puts an active object, where the system has such; its gets run a handler. */
  putActive?(key: string, code: string): Promise<void>
  /** What it has counted so far under a name. */
  count?(name: string): number
  stop(): Promise<void>
}

export type Start = (options: StartOptions) => Promise<System>

/** What a get fails with: an error that names itself as others do. */
export function absent(key: string): Error {
  return Object.assign(new Error(`${key} was put and is not there`), { code: 'ABSENT' })
}
