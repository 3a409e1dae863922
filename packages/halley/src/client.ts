// The library's node: checks what the application gives, asks a node, and decodes what comes back.
import {
  type Caller,
  type ClientRequest,
  type ClientResponse,
  CODE_BYTES,
  checkDuration,
  decodeContext,
  decodeValue,
  encodeContext,
  encodeValue,
  type FailedResponse,
  isPlainObject,
  type Key,
  type Millis,
  PAYLOAD_BYTES,
  parseDuration,
  parseKey,
  parseQuorum,
  type Quorum,
  showDot,
  type VersionVector,
  type WrittenResponse
} from '@halley/model'
import type { DeleteOptions, GetOptions, GetResult, Inspection, PutOptions, WriteResult } from './api.ts'
import type { Counters } from './counters.ts'
import { errorOf, HalleyError, publicError } from './errors.ts'

/** The node that a client speaks to. */
export interface Asked {
  /** Resolves with the one answer. */
  request(request: ClientRequest, caller: Caller): Promise<ClientResponse>
  /** What its clock shows, in milliseconds since the epoch. */
  now(): Millis
}

export class Client {
  readonly #asked: Asked
  readonly #self: string
  readonly #quorum: Quorum
  readonly #counters: Pick<Counters, 'add'>

  /** @param quorum the (N, R, W) of puts that name some of the three */
  constructor(asked: Asked, self: string, quorum: Quorum, counters: Pick<Counters, 'add'>) {
    this.#asked = asked
    this.#self = self
    this.#quorum = quorum
    this.#counters = counters
  }

  async put(key: string, options: PutOptions): Promise<WriteResult> {
    this.#counters.add('puts')
    const request = checked(() => putRequest(parseKey(key), options, this.#quorum, () => this.#asked.now()))
    return written(key, await this.#ask(request, options.address))
  }

  async get(key: string, { payload, address }: GetOptions = {}): Promise<GetResult> {
    this.#counters.add('gets')
    const request = checked(() => {
      const encoded =
        payload === undefined ? {} : { payload: encodeValue(payload, 'the payload', PAYLOAD_BYTES) }
      return { op: 'get' as const, key: parseKey(key), ...encoded }
    })
    return got(key, await this.#ask(request, address))
  }

  async delete(
    key: string,
    { context, address }: DeleteOptions = {}
  ): Promise<WriteResult & { found: boolean }> {
    this.#counters.add('deletes')
    const request = checked(() => ({ op: 'delete' as const, key: parseKey(key), ...contextOf(key, context) }))
    const result = written(key, await this.#ask(request, address))
    return { ...result, found: result.versions.length > 0 }
  }

  async inspect(key: string): Promise<Inspection> {
    this.#counters.add('inspections')
    const response = await this.#ask(checked(() => ({ op: 'inspect' as const, key: parseKey(key) })))
    if (response.op !== 'inspect') throw mismatch(response)
    const { coordinator, versions, replicas, quorum, context } = response
    return { coordinator, versions, replicas, quorum, context: encodeContext(key, context) }
  }

  async #ask(request: ClientRequest, address?: string): Promise<Exclude<ClientResponse, FailedResponse>> {
    const response = await this.#asked.request(request, {
      id: this.#self,
      ...(address === undefined ? {} : { address })
    })
    if (response.ok) return response
    this.#counters.add('failures')
    throw errorOf(response.failure)
  }
}

function putRequest(
  key: Key,
  { code, value, context, n, r, w, ttl }: PutOptions,
  base: Quorum,
  now: () => Millis
): ClientRequest {
  if (code === undefined && value === undefined)
    throw new HalleyError('REQUEST_INVALID', 'a put needs code, or a value, or both')
  if (code !== undefined) checkCode(code)
  if (code !== undefined && value !== undefined && !isPlainObject(value)) {
    throw new HalleyError(
      'REQUEST_INVALID',
      'the value of an active object sets properties of its state: give an object with named properties'
    )
  }
  const lifetime =
    ttl === undefined ? undefined : typeof ttl === 'string' ? parseDuration(ttl) : checkDuration(ttl)
  const chosen = n !== undefined || r !== undefined || w !== undefined
  return {
    op: 'put',
    key,
    ...(code === undefined ? {} : { code }),
    ...(value === undefined ? {} : { value: encodeValue(value) }),
    ...contextOf(key, context),
    ...(chosen ? { quorum: parseQuorum({ n, r, w }, base) } : {}),
    ...(lifetime === undefined ? {} : { expiresAt: now() + lifetime })
  }
}

function checkCode(code: unknown): void {
  if (typeof code !== 'string')
    throw new HalleyError('CODE_INVALID', `code is the text of an ES module, not ${typeof code}`)
  const used = Buffer.byteLength(code)
  if (used <= CODE_BYTES) return
  throw new HalleyError('CODE_TOO_LARGE', `the code has ${used} bytes; at most ${CODE_BYTES} are allowed`, {
    used,
    allowed: CODE_BYTES
  })
}

function contextOf(key: Key, context: string | undefined): { context?: VersionVector } {
  return context === undefined ? {} : { context: decodeContext(key, context) }
}

function got(key: Key, response: Exclude<ClientResponse, FailedResponse>): GetResult {
  if (response.op !== 'get') throw mismatch(response)
  const { coordinator, usage, context } = response
  const answer = { context: encodeContext(key, context), usage, coordinator }
  const replies = response.replies.map(({ value, dot }) => ({
    value: decodeValue(value, 'the reply'),
    version: showDot(dot)
  }))
  const last = replies.at(-1)
  if (last === undefined) return { ...answer, found: false }
  return { ...answer, found: true, ...last, ...(replies.length > 1 ? { siblings: replies } : {}) }
}

function written(key: Key, response: Exclude<ClientResponse, FailedResponse>): WriteResult {
  if (response.op !== 'put' && response.op !== 'delete') throw mismatch(response)
  const { dots, context, usage, coordinator }: WrittenResponse = response
  return { versions: dots.map(showDot), context: encodeContext(key, context), usage, coordinator }
}

// A peer answered a question that was not asked.
function mismatch({ op, coordinator }: { op: string; coordinator: string }): HalleyError {
  return new HalleyError(
    'TIMEOUT',
    `the coordinator ${coordinator} gave the answer to another question (${op})`
  )
}

function checked<T>(make: () => T): T {
  try {
    return make()
  } catch (error) {
    throw publicError(error)
  }
}
