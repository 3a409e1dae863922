// From whatever was thrown to what the client is told: a status, and `{ error: { code, message, …details } }`. Never a stack
// of ours; what is not a known kind of error is reported to the operator and becomes a bare INTERNAL.
import { ModelError } from '@halley/model'
import { HalleyError } from 'halley'
import { type Details, GatewayError } from './errors.ts'
import { GATEWAY_LIMITS } from './limits.ts'
import { statusOf } from './statuses.ts'

export interface ErrorBody {
  readonly error: Details & { readonly code: string; readonly message: string }
}

export interface Failed {
  readonly status: number
  /** To be sent beside what every answer has. */
  readonly headers: Readonly<Record<string, string>>
  readonly body: ErrorBody
}

/** @param report is told of faults that are ours */
export function failureOf(thrown: unknown, report: (fault: unknown) => void): Failed {
  const known = knownError(thrown)
  if (known === undefined) {
    report(thrown)
    return failed('INTERNAL', 'something went wrong inside this node; its log says more')
  }
  const { code, message } = known
  return failed(code, message, known instanceof ModelError ? {} : known.details)
}

function failed(code: string, message: string, details: Details = {}): Failed {
  // Details come first: nothing in them may stand in for the code.
  return {
    status: statusOf(code),
    headers: retryAfter(details),
    body: { error: { ...details, code, message } }
  }
}

// Where it is known when the same request would be served.
function retryAfter({ retryAfterMs }: Details): Failed['headers'] {
  return typeof retryAfterMs === 'number' ? { 'Retry-After': String(Math.ceil(retryAfterMs / 1_000)) } : {}
}

function knownError(thrown: unknown): HalleyError | GatewayError | ModelError | undefined {
  if (thrown instanceof HalleyError || thrown instanceof GatewayError || thrown instanceof ModelError)
    return thrown
  return fromFramework(thrown)
}

// What fastify and the HTTP parser underneath object to, in our words. Both name their errors by `code`.
function fromFramework(thrown: unknown): GatewayError | undefined {
  const { code, statusCode } = thrown as { code?: unknown; statusCode?: unknown }
  switch (code) {
    case 'FST_ERR_CTP_BODY_TOO_LARGE': {
      const allowed = GATEWAY_LIMITS.bodyBytes
      return new GatewayError('BODY_TOO_LARGE', `the body is larger than ${allowed} bytes`, { allowed })
    }
    case 'FST_ERR_CTP_INVALID_MEDIA_TYPE':
      return new GatewayError(
        'MEDIA_TYPE_UNSUPPORTED',
        'send the body as Content-Type application/json, or handler code as text/javascript'
      )
    case 'FST_ERR_BAD_URL':
    case 'FST_ERR_MAX_PARAM_LENGTH':
      return new GatewayError('URL_INVALID', 'the path has a malformed percent-encoding')
    case 'HPE_HEADER_OVERFLOW': {
      const allowed = GATEWAY_LIMITS.headerBytes
      const message = `the request line and the headers are larger than ${allowed} bytes together`
      return new GatewayError('HEADERS_TOO_LARGE', message, { allowed })
    }
    case 'ECONNRESET':
      return new GatewayError('HTTP_INVALID', 'the connection ended before the request did')
    case 'ERR_HTTP_REQUEST_TIMEOUT': {
      const allowed = GATEWAY_LIMITS.requestMs
      return new GatewayError('REQUEST_SLOW', 'the request did not arrive in time', { allowed })
    }
  }
  if (typeof code === 'string' && code.startsWith('HPE_')) {
    return new GatewayError('HTTP_INVALID', `this is not HTTP/1.1: ${(thrown as Error).message}`)
  }
  if (typeof code === 'string' && code.startsWith('FST_ERR_') && Number(statusCode) < 500) {
    return new GatewayError('HTTP_INVALID', (thrown as Error).message)
  }
  return undefined
}
