// How the tests of this package read responses.
import assert from 'node:assert/strict'
import { type ClientResponse, decodeValue, type Value, type VersionVector } from '@halley/model'

/** The values that a get answered. */
export function values(response: ClientResponse): Value[] {
  assert.ok(response.ok && response.op === 'get', JSON.stringify(response))
  return response.replies.map(({ value }) => decodeValue(value))
}

/** The context of an answer that succeeded. */
export function contextOf(response: ClientResponse): VersionVector {
  assert.ok(response.ok, JSON.stringify(response))
  return response.context
}

/** `ok`, or the code of the failure. */
export function told(response: ClientResponse): string {
  return response.ok ? 'ok' : response.failure.code
}
