// Why a request was not fulfilled, in a form that travels: a stable code, a sentence, and the counts needed to act.

/** Codes that a client may see. Those of handlers are the sandbox's own, prefixed by nothing: INSTRUCTIONS_EXCEEDED, … */
export type FailureCode =
  // the network
  | 'READ_QUORUM_UNMET'
  | 'WRITE_QUORUM_UNMET'
  | 'NO_REPLICA'
  | 'TIMEOUT'
  | 'BUSY'
  | 'STOPPING'
  | 'STORAGE_FAILED'
  // the ring
  | 'RING_ABSENT'
  | 'MEMBER_UNKNOWN'
  | 'LAST_MEMBER'
  // the object
  | 'REFUSED'
  | 'NOT_FOUND'
  | 'CONFLICT'
  | 'PIN_MISMATCH'
  | 'SIBLINGS_FULL'
  | 'RECORD_FULL'
  | 'CONTEXT_AHEAD'
  | 'CHAIN_TIMEOUT'
  | 'BUDGET_EXCEEDED'
  | 'STORAGE_EXCEEDED'
  | 'NO_REPLY'
  // the input
  | 'REQUEST_INVALID'
  | 'CALLER_UNPROVEN'
  | 'CODE_INVALID'
  | 'TIMER_INVALID'
  | 'STATE_NOT_REPLICAS'
  | 'VALUE_TOO_LARGE'

/**
 * What a node answers that is not, or not alone, to coordinate a get, of an object whose handlers would have to run, or would change it: two
 * coordinators that run handlers at the same time do not see each other's changes. No client sees it.
 */
export const HEDGE_DECLINED = 'HEDGE_DECLINED'

export interface Failure {
  /** A FailureCode, or the sandbox's own code where a handler failed. */
  readonly code: FailureCode | (string & {})
  readonly message: string
  /** The counts behind the sentence: need and got, used and allowed, line and column. */
  readonly details?: Readonly<Record<string, string | number>>
}
