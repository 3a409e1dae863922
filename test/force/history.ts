// What clients saw: the only thing that the checkers look at.

/** A version as a read shows it. The last tag is that of the write that made it. */
export interface Shown {
  readonly version: string
  readonly tags: readonly string[]
}

export type Answer =
  /** Of a get: the versions shown, none where there is no object. */
  | { readonly ok: true; readonly context?: string; readonly shown: readonly Shown[] }
  /** Of a put or a delete: the versions made. */
  | { readonly ok: true; readonly context?: string; readonly versions: readonly string[] }
  | { readonly ok: false; readonly code: string }

export interface Call {
  readonly id: number
  readonly client: string
  /** The node through which it was asked. */
  readonly node: string
  readonly op: 'get' | 'put' | 'delete'
  readonly key: string
  /** What a put wants to be stored: its own tag last, before it those that it keeps. */
  readonly tags?: readonly string[]
  /** The call whose answer's context this put or delete passes on. */
  readonly basis?: number
  /** Milliseconds of one clock. */
  readonly startedAt: number
  readonly endedAt: number
  /** Absent when the connection broke, or nobody answered while the client waited: it may have happened, or happen later. */
  readonly answer?: Answer
}

/** What keys are used for. */
export type Use =
  /** A set that only grows: every put keeps what its client has read. */
  | 'set'
  /** Every put replaces what its client has read. */
  | 'register'
  /** As a register, and it is deleted besides. */
  | 'deleted'

export function useOf(key: string): Use {
  const [use] = key.split('-')
  if (use !== 'set' && use !== 'register' && use !== 'deleted') throw new Error(`a key for no use: ${key}`)
  return use
}

export interface History {
  readonly calls: readonly Call[]
  /** Reads of every key through every node, after everything was healed and had come to rest. */
  readonly lastLook: readonly Call[]
  /** Intervals in which nothing was wrong, [from, to) in milliseconds. */
  readonly calm: readonly (readonly [number, number])[]
  /** Whether a disk was damaged: what was acknowledged survives that; what a get has shown of an unfinished write need not. */
  readonly damaged: boolean
}

/** The versions that a call was shown; nothing for what is no answered get. */
export function shownTo({ answer }: Call): readonly Shown[] {
  return answer?.ok === true && 'shown' in answer ? answer.shown : []
}

export function tagOf({ tags }: { readonly tags?: readonly string[] }): string | undefined {
  return tags?.at(-1)
}
