// Every bound of the gateway, with where it comes from.
import assert from 'node:assert/strict'
import { CODE_BYTES, KEY_BYTES, PAYLOAD_BYTES, VALUE_BYTES } from '@halley/model'

const KiB = 1024

export const GATEWAY_LIMITS = {
  /** Largest body, in bytes: the largest code and value, each byte of them as a JSON escape (`\u001f`), and 40 KiB. */
  bodyBytes: 1024 * KiB,
  /**
   * Largest request line and headers together, in bytes: a key and a payload with each byte percent-encoded, a context
   * of 16 KiB, and 40 KiB for the rest.
   */
  headerBytes: 256 * KiB,
  /** Open connections; more are closed at once. Each may hold one body. */
  connections: 1_024,
  /** Time for a client to send its headers, and its whole request, in milliseconds. */
  headersMs: 10_000,
  requestMs: 30_000,
  /** How often slow connections are looked for, in milliseconds. */
  slowCheckMs: 1_000,
  /** Time that an idle connection is kept, in milliseconds. */
  keepAliveMs: 5_000,
  /** Time for open requests to finish when the gateway stops, in milliseconds: more than a node takes for any request. */
  graceMs: 10_000
} as const

assert(GATEWAY_LIMITS.bodyBytes >= 6 * (CODE_BYTES + VALUE_BYTES))
assert(GATEWAY_LIMITS.headerBytes >= 3 * (KEY_BYTES + PAYLOAD_BYTES) + 16 * KiB)
