// What a benchmark needs of a store: every system under test is one node of itself in a process of its own.

export interface StartOptions {
  readonly bootstrap: readonly string[]
  /** A folder for the node's data. */
  readonly data: string
}

export interface System {
  readonly addresses: readonly string[]
  put(key: string, value: Uint8Array): Promise<void>
  get(key: string): Promise<void>
  /** Puts an active object, where the system has such; its gets run a handler. */
  putActive?(key: string, code: string): Promise<void>
  /** What it has counted so far under a name. */
  count?(name: string): number
  stop(): Promise<void>
}

export type Start = (options: StartOptions) => Promise<System>
