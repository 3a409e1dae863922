// The library's node: checks what the application gives, asks a node, and decodes what comes back.
import { randomBytes } from 'node:crypto'
import {
  type Caller,
  type ClientRequest,
  type ClientResponse,
  CODE_BYTES,
  capabilityOf,
  checkDuration,
  decodeContext,
  decodeValue,
  type EncodedValue,
  encodeContext,
  encodeValue,
  type FailedResponse,
  isPlainObject,
  type Key,
  type Millis,
  PAYLOAD_BYTES,
  parseDuration,
  parseKey,
  parsePin,
  parseQuorum,
  type Quorum,
  SIGNATURE_CHARACTERS,
  sha256,
  showDot,
  type Value,
  type VersionVector,
  WAIT_MS,
  type WrittenResponse
} from '@halley/model'
import type {
  DeleteOptions,
  GetOptions,
  GetResult,
  Inspection,
  ObjectSource,
  PutOptions,
  WriteResult
} from './api.ts'
import type { Counters } from './counters.ts'
import { errorOf, HalleyError, publicError } from './errors.ts'

/** The node that a client speaks to. */
export interface Asked {
  /** Resolves with the one answer. @param waitMs how long a caller with a capability waits to be answered later */
  request(request: ClientRequest, caller: Caller, waitMs?: number): Promise<ClientResponse>
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

  async get(key: string, { payload, address, wait, pin }: GetOptions = {}): Promise<GetResult> {
    this.#counters.add('gets')
    const request = checked(() => {
      return { op: 'get' as const, key: parseKey(key), ...payloadOf(payload), ...pinOf(pin) }
    })
    const waitMs = wait === undefined ? undefined : checked(() => waitOf(wait))
    return got(key, await this.#ask(request, address, waitMs))
  }

  async delete(
    key: string,
    { payload, context, address }: DeleteOptions = {}
  ): Promise<WriteResult & { found: boolean }> {
    this.#counters.add('deletes')
    const request = checked(() => {
      return { op: 'delete' as const, key: parseKey(key), ...payloadOf(payload), ...contextOf(key, context) }
    })
    const result = written(key, await this.#ask(request, address))
    return { ...result, found: result.versions.length > 0 }
  }

  async inspect(key: string): Promise<Inspection> {
    this.#counters.add('inspections')
    const response = await this.#ask(checked(() => ({ op: 'inspect' as const, key: parseKey(key) })))
    if (response.op !== 'inspect') throw mismatch(response)
    const { coordinator, versions, replicas, quorum, spent, context } = response
    return { coordinator, versions, replicas, quorum, spent, context: encodeContext(key, context) }
  }

  async source(key: string): Promise<ObjectSource[]> {
    this.#counters.add('gets')
    const response = await this.#ask(checked(() => ({ op: 'get', key: parseKey(key), source: true })))
    if (response.op !== 'get') throw mismatch(response)
    return response.replies.map(({ value, dot }) => {
      const source = String(decodeValue(value, 'the source'))
      return { version: showDot(dot), hash: sha256(source), source }
    })
  }

  async #ask(
    request: ClientRequest,
    address?: string,
    waitMs?: number
  ): Promise<Exclude<ClientResponse, FailedResponse>> {
    const caller: Caller = {
      id: this.#self,
      ...(address === undefined ? {} : { address }),
      ...(waitMs === undefined
        ? {}
        : { capability: capabilityOf(this.#self, randomBytes(16).toString('hex')) })
    }
    const response = await this.#asked.request(request, caller, waitMs)
    if (response.ok) return response
    this.#counters.add('failures')
    throw errorOf(response.failure)
  }
}

function waitOf(wait: string | number): number {
  const ms = typeof wait === 'string' ? parseDuration(wait) : checkDuration(wait)
  if (ms <= WAIT_MS) return ms
  throw new HalleyError('DURATION_INVALID', `a wait of ${ms} ms; at most ${WAIT_MS} are allowed`)
}

function putRequest(
  key: Key,
  { code, signature, value, context, n, r, w, ttl, pin, update }: PutOptions,
  base: Quorum,
  now: () => Millis
): ClientRequest {
  if (code === undefined && value === undefined)
    throw new HalleyError('REQUEST_INVALID', 'a put needs code, or a value, or both')
  if (code !== undefined) checkCode(code)
  if (signature !== undefined) checkSignature(code, signature)
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
    ...(signature === undefined ? {} : { signature }),
    ...(value === undefined ? {} : { value: encodeValue(value) }),
    ...contextOf(key, context),
    ...pinOf(pin),
    ...(update === true ? { update } : {}),
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

function checkSignature(code: unknown, signature: string): void {
  if (code === undefined)
    throw new HalleyError('REQUEST_INVALID', 'a signature is of code, and there is none')
  if (typeof signature === 'string' && signature.length <= SIGNATURE_CHARACTERS) return
  const message = `a signature is text of at most ${SIGNATURE_CHARACTERS} characters, as halley sign prints it`
  throw new HalleyError('REQUEST_INVALID', message)
}

function contextOf(key: Key, context: string | undefined): { context?: VersionVector } {
  return context === undefined ? {} : { context: decodeContext(key, context) }
}

function payloadOf(payload: Value | undefined): { payload?: EncodedValue } {
  return payload === undefined ? {} : { payload: encodeValue(payload, 'the payload', PAYLOAD_BYTES) }
}

function pinOf(pin: string | undefined): { pin?: string } {
  return pin === undefined ? {} : { pin: parsePin(pin) }
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
  const { dots, context, usage, coordinator, signed }: WrittenResponse = response
  const result = { versions: dots.map(showDot), context: encodeContext(key, context), usage, coordinator }
  return signed === undefined ? result : { ...result, signed }
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
