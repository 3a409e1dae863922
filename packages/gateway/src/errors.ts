// What the gateway itself refuses, before or beside the node. Codes are stable: clients switch on them.

/** Each code with what it means. Their HTTP statuses are in statuses.ts, beside those of the node's own codes. */
const GATEWAY_ERROR_CODES = {
  NOT_FOUND: 'the key has no object',
  ROUTE_UNKNOWN: 'no such path',
  HOST_FOREIGN: 'the Host header names neither this machine nor a name given with --http-host; details: host',
  ORIGIN_FOREIGN: 'a web page from elsewhere asks; details: origin',
  METHOD_NOT_ALLOWED: 'the path is there, but not for this method; details: allowed',
  URL_INVALID: 'the path or the query cannot be decoded',
  JSON_INVALID: 'the text is not JSON, or repeats a name, or has a name that is not allowed',
  MEDIA_TYPE_UNSUPPORTED: 'the body is neither JSON nor JavaScript, or it is compressed',
  BODY_TOO_LARGE: 'the body is larger than any object can be; details: allowed (bytes)',
  KEY_TOO_LARGE: 'the key is longer than the limit; details: used, allowed (bytes)',
  HEADERS_TOO_LARGE:
    'the request line and the headers are larger than the limit; details: allowed (bytes together)',
  REQUEST_SLOW: 'the request did not arrive in time; details: allowed (milliseconds)',
  HTTP_INVALID: 'the bytes on the connection are not HTTP/1.1',
  INTERNAL: 'a fault of this node; its log says more',
  PORT_IN_USE: 'at the start: another process listens on the address; details: address',
  LISTEN_FAILED: 'at the start: the address cannot be listened on; details: address'
} as const

export type GatewayErrorCode = keyof typeof GATEWAY_ERROR_CODES

export type Details = Readonly<Record<string, string | number>>

export class GatewayError extends Error {
  readonly code: GatewayErrorCode
  /** The counts and names behind the sentence, as listed with the code. */
  readonly details: Details

  constructor(code: GatewayErrorCode, message: string, details: Details = {}, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause })
    this.name = 'GatewayError'
    this.code = code
    this.details = details
  }
}
