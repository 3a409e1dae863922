// A command that failed: exit 1. Wrong usage is commander's error, exit 2.

/**
 * Codes of the command line's own; those of nodes and of the library pass through unchanged.
 *
 * - NODE_UNREACHABLE: nothing answers at --node
 * - NOT_A_NODE: something answers there, but not Halley's gateway
 * - FILE_UNREADABLE: a file given as argument
 * - FILE_INVALID: a file given as argument holds something else than wanted
 * - CODE_INVALID: a file of TypeScript that its types cannot be taken off of
 * - NAME_TAKEN: what `init` would make is there already
 * - CHILD_FAILED: a node of the demo did not start
 * - LEAVE_UNKNOWN: a node that was leaving is gone before it said that it has left
 * - STOP_SLOW: a node did not stop in time
 */
export class CliError extends Error {
  readonly code: string
  readonly details: Readonly<Record<string, unknown>>

  constructor(
    code: string,
    message: string,
    details: Readonly<Record<string, unknown>> = {},
    cause?: unknown
  ) {
    super(message, cause === undefined ? undefined : { cause })
    this.name = 'CliError'
    this.code = code
    this.details = details
  }
}
