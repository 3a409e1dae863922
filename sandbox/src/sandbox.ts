// The sandbox as callers see it: values in, values out; the work happens in worker threads.
import { createHash } from 'node:crypto'
import { availableParallelism } from 'node:os'
import { DEFAULT_LIMITS, type Limits, resolveLimits } from './limits.ts'
import type { Decision, EventType, InvocationError, MachineReply, Usage } from './machine/outcome.ts'
import { LruCache } from './pool/lru.ts'
import { EVENT_TYPES } from './pool/messages.ts'
import { Pool } from './pool/pool.ts'
import { openMessage, ValueReader } from './values/decode.ts'
import { encodeParts, SizeError } from './values/encode.ts'
import { isPlainObject, type PlainObject, type Value, ValueError } from './values/value.ts'
import { meteredInterpreter } from './wasm/interpreter-binary.ts'

export interface SandboxOptions {
  /** Overrides of the default limits, for all invocations. */
  readonly limits?: Partial<Limits>
  /** Worker threads; default: one fewer than the machine's cores, at least one. */
  readonly workers?: number
}

export interface Caller {
  readonly id: string
  readonly address?: string
  readonly payload?: Value
}

export interface SandboxEvent {
  readonly type: EventType
  readonly caller?: Caller
  /** Of an update: the value that was put. */
  readonly incoming?: Value
  /** Of a merge: the concurrent versions. */
  readonly siblings?: Value
  /** Of a timer event. */
  readonly timer?: Value
  /** Milliseconds since the epoch: what clocks show to the handler. */
  readonly time: number
  /** Decides what Math.random answers. */
  readonly seed: string
}

export interface Invocation {
  /** An ES module whose default export is the object. */
  readonly code: string
  readonly event: SandboxEvent
  /** The object's replicated state; for `load` and `put` it is laid over the code's own data. */
  readonly state?: Value
  /** This replica's own state; default `{}`. */
  readonly local?: Value
  readonly limits?: Partial<Limits>
  /** What comet.getASOKey answers. */
  readonly key?: string
  /** What comet.getNodeID and comet.getNodeIP answer. */
  readonly node?: { readonly id: string; readonly address?: string }
  /** Invocations with the same key wait for each other, others take turns with them; default: the code's hash. */
  readonly fairness?: string
}

export type Action = { readonly type: 'log'; readonly text: string } | { readonly type: 'deleteSelf' }

export type Outcome =
  | {
      readonly ok: true
      readonly decision: Decision
      readonly state: Value
      readonly stateChanged: boolean
      readonly local: PlainObject
      readonly localChanged: boolean
      readonly reply: Value | undefined
      readonly actions: readonly Action[]
      /** Names of the object's handlers. */
      readonly handlers: readonly string[]
      readonly usage: Usage
    }
  | { readonly ok: false; readonly error: InvocationError; readonly usage: Usage }

export interface Sandbox {
  /** Runs one event of one object. Never rejects for what the object or its values do. @throws RangeError for impossible limits or events */
  invoke(invocation: Invocation): Promise<Outcome>
  /** Ends all workers. What was not answered yet is answered CLOSED. */
  close(): Promise<void>
}

/** @throws RewriteError when the installed interpreter is not the pinned one; RangeError for impossible limits */
export async function createSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const limits = resolveLimits(DEFAULT_LIMITS, options.limits)
  const workers = options.workers ?? Math.max(1, availableParallelism() - 1)
  const pool = await Pool.start(meteredInterpreter(), workers)
  const hashes = new LruCache<string, string>(HASHED_CHARACTERS, () => 1)
  return {
    invoke: (invocation) => invoke(pool, limits, hashes, invocation),
    close: () => pool.close()
  }
}

/** Sources whose hash is remembered. */
const HASHED_CHARACTERS = 1024

async function invoke(
  pool: Pool,
  base: Limits,
  hashes: LruCache<string, string>,
  invocation: Invocation
): Promise<Outcome> {
  const limits = resolveLimits(base, invocation.limits)
  const { code, event } = invocation
  if (!EVENT_TYPES.includes(event.type)) throw new RangeError(`there is no event of type ${event.type}`)
  const hash = hashOf(hashes, code)
  let frame: Uint8Array
  try {
    frame = encodeFrame(invocation, limits)
  } catch (error) {
    return rejected(error)
  }
  const reply = await pool.run(
    { code, hash, type: event.type, frame, time: event.time, seed: seedOf(event.seed), limits },
    invocation.fairness ?? hash
  )
  return outcomeOf(reply, invocation, limits)
}

function hashOf(hashes: LruCache<string, string>, code: string): string {
  let hash = hashes.get(code)
  if (hash === undefined) {
    hash = createHash('sha256').update(code).digest('base64url')
    hashes.set(code, hash)
  }
  return hash
}

// FNV-1a over the seed's characters, twice with different offsets. Not secret: it only has to differ between seeds.
function seedOf(seed: string): bigint {
  let low = 0x811c9dc5
  let high = 0x9747b28c
  for (let index = 0; index < seed.length; index++) {
    const unit = seed.charCodeAt(index)
    low = Math.imul(low ^ unit, 0x01000193)
    high = Math.imul(high ^ unit, 0x85ebca6b) ^ (high >>> 13)
  }
  return (BigInt(high >>> 0) << 32n) | BigInt(low >>> 0)
}

function encodeFrame(invocation: Invocation, limits: Limits): Uint8Array {
  const { event, state, local = {}, key, node } = invocation
  if (state !== undefined && !isPlainObject(state)) throw new ValueError('the state', 'is not a plain object')
  if (!isPlainObject(local)) throw new ValueError('local', 'is not a plain object')
  const overlaid = event.type === 'load' || event.type === 'put'
  const maxBytes = limits.stateBytes
  const [first, second] = argumentsOf(event)
  return encodeParts([
    { name: 'the state', value: state ?? (overlaid ? undefined : {}), maxBytes },
    { name: 'local', value: local, maxBytes },
    { name: first.name, value: first.value, maxBytes: 10 * maxBytes },
    { name: second.name, value: second.value, maxBytes },
    { name: 'merge', value: event.type === 'merge', maxBytes },
    { name: 'the time', value: event.time, maxBytes },
    { name: 'the key', value: key ?? '', maxBytes },
    { name: "the node's id", value: node?.id ?? '', maxBytes },
    { name: "the node's address", value: node?.address ?? '', maxBytes }
  ]).bytes
}

interface Argument {
  readonly name: string
  readonly value: unknown
}

const NONE: Argument = { name: 'an argument', value: undefined }

function argumentsOf(event: SandboxEvent): readonly [Argument, Argument] {
  const caller = { name: 'the caller', value: event.caller }
  switch (event.type) {
    case 'update':
      return [{ name: 'the incoming value', value: event.incoming }, caller]
    case 'timer':
      return [{ name: 'the timer', value: event.timer }, NONE]
    case 'merge':
      return [{ name: 'the siblings', value: event.siblings }, NONE]
    case 'load':
      return [NONE, NONE]
    default:
      return [caller, NONE]
  }
}

function rejected(error: unknown): Outcome {
  const none = { instructions: 0, steps: 0, memory: 0, microseconds: 0 }
  if (error instanceof ValueError) {
    return { ok: false, error: { code: 'VALUE_INVALID', message: error.message }, usage: none }
  }
  if (error instanceof SizeError) {
    const { message, used, allowed } = error
    return {
      ok: false,
      error: { code: 'STATE_TOO_LARGE', message, limit: 'stateBytes', used, allowed },
      usage: none
    }
  }
  throw error
}

function outcomeOf(reply: MachineReply, invocation: Invocation, limits: Limits): Outcome {
  if (!reply.ok) return reply
  try {
    return success(reply, invocation, limits)
  } catch (error) {
    if (!(error instanceof ValueError)) throw error
    return { ok: false, error: { code: 'VALUE_INVALID', message: error.message }, usage: reply.usage }
  }
}

function success(reply: MachineReply & { ok: true }, invocation: Invocation, limits: Limits): Outcome {
  const { decision, stateChanged, localChanged, handlers, usage, frame } = reply
  const given = { state: invocation.state ?? {}, local: (invocation.local ?? {}) as PlainObject }
  if (frame === undefined) {
    const { type, incoming } = invocation.event
    const state = type === 'update' ? (incoming ?? null) : given.state
    const answered = type === 'get' ? given.state : undefined
    return {
      ok: true,
      decision,
      ...given,
      state,
      stateChanged,
      localChanged,
      reply: answered,
      actions: [],
      handlers,
      usage
    }
  }
  const reader = new ValueReader(openMessage(frame))
  const state = reader.next('the state', limits.stateBytes)!
  const local = reader.next('local', limits.stateBytes) as PlainObject
  const answer = reader.next('the reply', limits.stateBytes)
  const actions = (reader.next('the actions', ACTION_BYTES) ?? []) as unknown as Action[]
  return {
    ok: true,
    decision,
    state: stateChanged ? state : given.state,
    stateChanged,
    local: localChanged ? local : given.local,
    localChanged,
    reply: answer,
    actions: decision === 'refuse' ? actions.filter(({ type }) => type === 'log') : actions,
    handlers,
    usage
  }
}

const ACTION_BYTES = 1_000_000
