// The one table from error codes to HTTP statuses. The compiler sees to it that no code of the model, the sandbox or the
// gateway is missing.
import type { FailureCode, ModelErrorCode } from '@halley/model'
import type { ErrorCode } from '@halley/sandbox'
import type { GatewayErrorCode } from './errors.ts'

/** Codes that the library adds to the model's. */
type LibraryCode = 'CODE_TOO_LARGE'

const STATUSES = {
  // What was asked for cannot be understood.
  REQUEST_INVALID: 400,
  KEY_INVALID: 400,
  VALUE_INVALID: 400,
  CODE_INVALID: 400,
  QUORUM_INVALID: 400,
  CONTEXT_INVALID: 400,
  DURATION_INVALID: 400,
  JSON_INVALID: 400,
  URL_INVALID: 400,
  HTTP_INVALID: 400,
  // The object, the node on its behalf, or the gateway to a stranger's web page, says no.
  REFUSED: 403,
  CALLER_UNPROVEN: 403,
  HOST_FOREIGN: 403,
  ORIGIN_FOREIGN: 403,
  // There is nothing.
  NOT_FOUND: 404,
  ROUTE_UNKNOWN: 404,
  MEMBER_UNKNOWN: 404,
  METHOD_NOT_ALLOWED: 405,
  REQUEST_SLOW: 408,
  // The client has to read first, and to write with what it has read.
  CONFLICT: 409,
  RING_ABSENT: 409,
  LAST_MEMBER: 409,
  SIBLINGS_FULL: 409,
  PIN_MISMATCH: 412,
  // Too large to be taken at all.
  VALUE_TOO_LARGE: 413,
  STATE_TOO_LARGE: 413,
  RECORD_FULL: 413,
  CODE_TOO_LARGE: 413,
  BODY_TOO_LARGE: 413,
  KEY_TOO_LARGE: 413,
  HEADERS_TOO_LARGE: 431,
  MEDIA_TYPE_UNSUPPORTED: 415,
  // The object's code did something that it must not, or failed.
  HANDLER_THREW: 422,
  PROMISE_PENDING: 422,
  TIMER_INVALID: 422,
  STATE_NOT_REPLICAS: 422,
  // Over a budget: of the object's handlers, or of what a node takes on at a time.
  BUSY: 429,
  BUDGET_EXCEEDED: 429,
  INSTRUCTIONS_EXCEEDED: 429,
  STEPS_EXCEEDED: 429,
  MEMORY_EXCEEDED: 429,
  STACK_EXCEEDED: 429,
  WALL_CLOCK_EXCEEDED: 429,
  // Faults of this node, or of bytes that came from its disk or from another node.
  INTERNAL: 500,
  SANDBOX_FAULT: 500,
  RECORD_INVALID: 500,
  MESSAGE_INVALID: 500,
  MEMBERSHIP_INVALID: 500,
  PORT_IN_USE: 500,
  LISTEN_FAILED: 500,
  // Not now: try again, here or elsewhere.
  READ_QUORUM_UNMET: 503,
  WRITE_QUORUM_UNMET: 503,
  NO_REPLICA: 503,
  CONTEXT_AHEAD: 503,
  STORAGE_FAILED: 503,
  STOPPING: 503,
  CHAIN_LOST: 503,
  CLOSED: 503,
  CHAIN_TIMEOUT: 504,
  NO_REPLY: 504,
  TIMEOUT: 504,
  // No room for more of this owner's, or of anybody's, until something is deleted.
  STORAGE_EXCEEDED: 507
} satisfies Record<FailureCode | ModelErrorCode | GatewayErrorCode | LibraryCode | ErrorCode, number>

/** The HTTP status of an error code. A code that nobody has told the table of is a fault of ours: 500. */
export function statusOf(code: string): number {
  return Object.hasOwn(STATUSES, code) ? STATUSES[code as keyof typeof STATUSES] : 500
}
