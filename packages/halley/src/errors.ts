// What callers of the library get: one error class with the stable codes of the network's failures.
import type { ClientResponse, Failure } from '@halley/model'

export class HalleyError extends Error {
  /** A FailureCode of the model, the sandbox's code where a handler failed, or the code of a start-up error. */
  readonly code: string
  /** The counts behind the sentence: need and got, used and allowed, line and column. */
  readonly details: Readonly<Record<string, string | number>>

  constructor(
    code: string,
    message: string,
    details: Readonly<Record<string, string | number>> = {},
    cause?: unknown
  ) {
    super(message, cause === undefined ? undefined : { cause })
    this.name = 'HalleyError'
    this.code = code
    this.details = details
  }
}

/** What a client is answered when the node stops before it could answer. */
export const STOPPING: ClientResponse = {
  ok: false,
  failure: { code: 'STOPPING', message: 'this node is shutting down' }
}

export function errorOf({ code, message, details }: Failure): HalleyError {
  return new HalleyError(code, message, details)
}

/**
 * Errors of the packages below, by their names: to know their classes, everything that speaks of errors would have to load the
 * network and the disk.
 */
const OURS: ReadonlySet<string> = new Set(['ModelError', 'NetworkError', 'StorageError'])

/** The same error as HalleyError where it is one of ours; anything else is a bug and stays what it is. */
export function publicError(error: unknown): unknown {
  if (!(error instanceof Error) || !OURS.has(error.name)) return error
  const { code, message, details = {} } = error as Error & Coded
  return new HalleyError(code, message, detailsOf(details), error)
}

interface Coded {
  readonly code: string
  readonly details?: Readonly<Record<string, unknown>>
}

function detailsOf(details: Readonly<Record<string, unknown>>): Record<string, string | number> {
  const entries = Object.entries(details).filter(
    ([, value]) => typeof value === 'string' || typeof value === 'number'
  )
  return Object.fromEntries(entries) as Record<string, string | number>
}
