// What an HTTP request asks for, taken apart and checked: the key in the path, the query, the headers, the body.
//
//   PUT /v1/objects/caf%C3%A9          Halley-Context: owA…            {"value": {"a": 1}, "w": 3, "ttl": "8h"}
//   PUT /v1/objects/greeting           Content-Type: text/javascript    export default { … }
//   GET /v1/objects/greeting?payload=%7B%22name%22%3A%22Ann%22%7D&wait=60s
//
// What is unknown is refused rather than ignored: `{"vlaue": 1}` must not store nothing.
import { fromJson, KEY_BYTES, ModelError, parseKey, type Value } from '@halley/model'
import type { FastifyRequest } from 'fastify'
import type { DeleteOptions, GetOptions, PutOptions } from 'halley'
import type { Body } from './bodies.ts'
import { GatewayError } from './errors.ts'
import { parseStrictJson } from './strict-json.ts'

export const CONTEXT_HEADER = 'halley-context'
const PIN_HEADER = 'halley-pin'
const UPDATE_HEADER = 'halley-update'

/** @throws GatewayError KEY_TOO_LARGE, ModelError KEY_INVALID */
export function keyOf(request: FastifyRequest): string {
  const { key } = request.params as { key: string }
  const used = Buffer.byteLength(key)
  if (used > KEY_BYTES) {
    const message = `the key has ${used} bytes; at most ${KEY_BYTES} are allowed`
    throw new GatewayError('KEY_TOO_LARGE', message, { used, allowed: KEY_BYTES })
  }
  return parseKey(key)
}

export function readGet(request: FastifyRequest): GetOptions {
  const { payload, wait } = readQuery(request, ['payload', 'wait'])
  return {
    ...addressOf(request),
    ...pinOf(request),
    ...payloadOf({ payload }),
    ...(wait === undefined ? {} : { wait })
  }
}

/** The number of the line after which logs are asked for. @throws ModelError REQUEST_INVALID */
export function readAfter(request: FastifyRequest): number {
  const { after = '0' } = readQuery(request, ['after'])
  const number = /^\d{1,16}$/.test(after) ? Number(after) : Number.NaN
  if (Number.isSafeInteger(number)) return number
  throw invalid('after is the number of a line that was answered before')
}

export function readDelete(request: FastifyRequest): DeleteOptions {
  const query = readQuery(request, ['payload'])
  if (request.body !== undefined) throw invalid('a DELETE has no body')
  return { ...addressOf(request), ...contextOf(request), ...payloadOf(query) }
}

export function readPut(request: FastifyRequest): PutOptions {
  readQuery(request, [])
  const body = request.body as Body | undefined
  if (body === undefined) {
    throw invalid('a PUT needs a body: JSON such as {"value": 1}, or handler code as text/javascript')
  }
  const asked = body.type === 'code' ? { code: body.text } : readPutJson(body.text)
  return { ...asked, ...addressOf(request), ...contextOf(request), ...pinOf(request), ...updateOf(request) }
}

function readPutJson(text: string): PutOptions {
  const json = parseStrictJson(text, 'the body')
  if (typeof json !== 'object' || json === null || Array.isArray(json)) {
    throw invalid('the body is JSON, but not an object; to store a value, wrap it: {"value": …}')
  }
  const { code, signature, value, n, r, w, ttl, ...rest } = json as Record<string, unknown>
  const [unknown] = Object.keys(rest)
  if (unknown !== undefined) {
    const name = JSON.stringify(unknown.slice(0, 100))
    throw invalid(
      `the body has an unknown property ${name}; allowed are code, signature, value, n, r, w and ttl`
    )
  }
  return {
    ...optional('code', code, 'text', isText),
    ...optional('signature', signature, 'text', isText),
    ...(value === undefined ? {} : { value: fromJson(value) }),
    ...optional('n', n, 'a number', isNumber),
    ...optional('r', r, 'a number', isNumber),
    ...optional('w', w, 'a number', isNumber),
    ...optional('ttl', ttl, 'milliseconds, or text such as "8h"', (thing) => isNumber(thing) || isText(thing))
  }
}

/** The query's parameters, each at most once and none but `allowed`. */
export function readQuery(request: FastifyRequest, allowed: readonly string[]): Record<string, string> {
  const start = request.url.indexOf('?')
  const found: Record<string, string> = {}
  if (start < 0) return found
  for (const part of request.url.slice(start + 1).split('&')) {
    if (part === '') continue
    const [name, value] = (part.includes('=') ? part : `${part}=`).split(/=(.*)/s).map(decodeQuery)
    if (name === undefined || value === undefined || !allowed.includes(name)) {
      const names = allowed.length === 0 ? 'none are allowed here' : `allowed: ${allowed.join(', ')}`
      throw invalid(`unknown query parameter ${JSON.stringify((name ?? '').slice(0, 100))}; ${names}`)
    }
    if (found[name] !== undefined) throw invalid(`the query gives ${name} twice`)
    found[name] = value
  }
  return found
}

function decodeQuery(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '))
  } catch {
    throw new GatewayError('URL_INVALID', 'the query has a malformed percent-encoding')
  }
}

// A client that speaks IPv4 to an IPv6 socket is still known by its IPv4 address.
function addressOf(request: FastifyRequest): { address?: string } {
  const address = request.socket.remoteAddress
  return address === undefined ? {} : { address: address.replace(/^::ffff:(?=\d+\.)/, '') }
}

function contextOf(request: FastifyRequest): { context?: string } {
  const context = request.headers[CONTEXT_HEADER]
  return typeof context === 'string' ? { context } : {}
}

function payloadOf({ payload }: { payload?: string | undefined }): { payload?: Value } {
  return payload === undefined ? {} : { payload: fromJson(parseStrictJson(payload, 'the payload')) }
}

function pinOf(request: FastifyRequest): { pin?: string } {
  const pin = request.headers[PIN_HEADER]
  return typeof pin === 'string' ? { pin } : {}
}

function updateOf(request: FastifyRequest): { update?: true } {
  const update = request.headers[UPDATE_HEADER]
  if (update === undefined) return {}
  if (update === 'true') return { update: true }
  throw invalid('the header Halley-Update says "true", or is left out')
}

function optional<N extends string, T>(
  name: N,
  thing: unknown,
  wanted: string,
  is: (thing: unknown) => thing is T
): { [K in N]?: T } {
  if (thing === undefined) return {}
  if (!is(thing)) throw invalid(`"${name}" has to be ${wanted}`)
  return { [name]: thing } as { [K in N]?: T }
}

function isText(thing: unknown): thing is string {
  return typeof thing === 'string'
}

function isNumber(thing: unknown): thing is number {
  return typeof thing === 'number'
}

function invalid(message: string): ModelError {
  return new ModelError('REQUEST_INVALID', message)
}
