// One question to a node's gateway. The path goes out as it is: fetch would take an object named `..` for a step upwards.
import { type IncomingMessage, request } from 'node:http'
import { toJson, type Value } from '@halley/model'
import { CliError } from './errors.ts'

export interface Question {
  readonly method: 'GET' | 'PUT' | 'POST' | 'DELETE'
  readonly path: string
  readonly context?: string
  /** Hash of the code that the object is expected to have. */
  readonly pin?: string
  /** A put that makes no object. */
  readonly update?: boolean
  /** Sent as JSON. */
  readonly body?: unknown
  /** Milliseconds that the node may take beyond what it takes for a request. */
  readonly patienceMs?: number
}

export interface Reply {
  readonly status: number
  readonly context?: string
  readonly body: Readonly<Record<string, unknown>>
}

/** Longer than any node takes for a request. */
const PATIENCE_MS = 30_000
/** More than the most siblings of the largest size, written as JSON. */
const ANSWER_BYTES = 64 * 1024 * 1024

/** @throws CliError with the node's own code and details, or NODE_UNREACHABLE, NOT_A_NODE */
export async function ask(node: string, question: Question): Promise<Reply> {
  const { status, headers, text } = await exchange(node, question)
  const body = parsed(text)
  if (body === undefined) {
    throw new CliError('NOT_A_NODE', `what answers at ${node} is not a Halley node (status ${status})`, {
      status
    })
  }
  if (status >= 400) throw failure(node, status, body)
  const context = headers['halley-context']
  return { status, body, ...(typeof context === 'string' ? { context } : {}) }
}

/** The path of an object. */
export function objectPath(key: string, rest = ''): string {
  return `/v1/objects/${encodeURIComponent(key)}${rest}`
}

/** The part of a query that carries the argument of a get or a delete. */
export function payloadQuery(payload: Value): string {
  return `payload=${encodeURIComponent(JSON.stringify(toJson(payload)))}`
}

interface Exchanged {
  readonly status: number
  readonly headers: IncomingMessage['headers']
  readonly text: string
}

function exchange(
  node: string,
  { method, path, context, pin, update, body, patienceMs = 0 }: Question
): Promise<Exchanged> {
  const { hostname, port } = new URL(node)
  const text = body === undefined ? undefined : JSON.stringify(body)
  const headers = {
    ...(context === undefined ? {} : { 'Halley-Context': context }),
    ...(pin === undefined ? {} : { 'Halley-Pin': pin }),
    ...(update ? { 'Halley-Update': 'true' } : {}),
    ...(text === undefined
      ? {}
      : { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(text) })
  }
  return new Promise((resolve, reject) => {
    const patience = PATIENCE_MS + patienceMs
    const fail = (error: unknown) => reject(unreachable(node, error, patience))
    const signal = AbortSignal.timeout(patience)
    const host = hostname.replace(/^\[(.*)\]$/, '$1')
    const asking = request(
      { host, port: port || 80, method, path, headers, signal, agent: false },
      (response) => {
        readAll(response).then(
          (answer) => resolve({ status: response.statusCode ?? 0, headers: response.headers, text: answer }),
          fail
        )
      }
    )
    asking.on('error', fail)
    asking.end(text)
  })
}

async function readAll(response: IncomingMessage): Promise<string> {
  const parts: Buffer[] = []
  let bytes = 0
  for await (const part of response) {
    bytes += part.length
    if (bytes > ANSWER_BYTES) throw new Error(`the answer is larger than ${ANSWER_BYTES} bytes`)
    parts.push(part)
  }
  return Buffer.concat(parts).toString('utf8')
}

function parsed(text: string): Record<string, unknown> | undefined {
  try {
    const json = JSON.parse(text)
    return typeof json === 'object' && json !== null && !Array.isArray(json) ? json : undefined
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}

function failure(node: string, status: number, body: Record<string, unknown>): CliError {
  const { code, message, ...details } = (body.error ?? {}) as Record<string, unknown>
  if (typeof code === 'string' && typeof message === 'string') {
    return new CliError(code, `${message}${placeOf(message, details)}`, details)
  }
  return new CliError('NOT_A_NODE', `what answers at ${node} is not a Halley node (status ${status})`, {
    status
  })
}

// Where in the object's code, unless the message says so itself.
function placeOf(message: string, { line, column }: Record<string, unknown>): string {
  if (typeof line !== 'number' || message.includes(`line ${line}`) || message.includes(`:${line}:`)) return ''
  return `, at line ${line}, column ${column}`
}

function unreachable(node: string, error: unknown, patienceMs: number): CliError {
  const { code, name, message } = error as NodeJS.ErrnoException
  const why =
    code === 'ECONNREFUSED'
      ? 'connection refused; "halley start" starts one, --node names another'
      : name === 'TimeoutError' || name === 'AbortError'
        ? `no answer within ${patienceMs / 1_000} s`
        : message
  return new CliError('NODE_UNREACHABLE', `no node answers at ${node}: ${why}`, { node }, error)
}
