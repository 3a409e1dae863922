// The sandbox as the cores see it: encoded values in, encoded values out.
import {
  type Coordinate,
  decodeValue,
  encodeValue,
  type Failure,
  ModelError,
  NO_USAGE,
  PAYLOAD_BYTES,
  type Usage,
  type Value
} from '@halley/model'
import type { Network } from '@halley/network'
import type { Effect, Input, Node } from '@halley/node'
import type {
  Invocation,
  LateReply,
  MergedVersion,
  Outcome,
  Resumption,
  Waiting,
  Yielded
} from '@halley/objects'
import type {
  Action,
  Failed,
  Finished,
  Sandbox,
  SandboxEvent,
  Outcome as SandboxOutcome
} from '@halley/sandbox'
import { callOf, resultOf } from './calls.ts'
import { type Counters, countInvocation } from './counters.ts'
import type { Logs, Runner } from './logs.ts'
import type { Operators } from './operators.ts'
import { timersOf } from './timers.ts'
import { toldNodes, type Whereabouts, whereaboutsOf } from './whereabouts.ts'

/** What handlers may know about the node that runs them. */
export interface NodeFacts {
  readonly id: string
  readonly address: string
  /** Where it is, if it knows. */
  readonly coordinates?: Coordinate | undefined
  /** Whose code may address other keys. Absent: nobody's. */
  readonly operators?: Operators | undefined
  /** Where other nodes are. Absent: it does not know. */
  readonly whereabouts?: (() => Whereabouts) | undefined
  /** Where it keeps what handlers log, if it does. */
  readonly logs?: Logs | undefined
}

/** What running handlers takes. */
export interface Running {
  /** Whose code may address other keys. Absent: nobody's. */
  readonly operators?: Operators
  readonly sandbox: Sandbox
  readonly node: Node
  /** This machine's address as handlers may know it. */
  readonly address: string
  readonly counters: Counters
  readonly logs: Logs
}

/** Answers `sandbox.invoke` and `sandbox.resume`. */
export async function run(
  { sandbox, node, address, counters, operators, logs }: Running,
  effect: Extract<Effect, { type: 'sandbox.invoke' | 'sandbox.resume' }>,
  network: Pick<Network, 'self' | 'peers'>
): Promise<Input> {
  const asked = effect.type === 'sandbox.invoke' ? effect.invocation : effect.resumption
  const coordinates = node.peers.coordinates.own
  const id = network.self
  const whereabouts = (): Whereabouts => whereaboutsOf(network.peers(), { id, address })
  const facts = { id, address, coordinates, operators, logs, whereabouts }
  const outcome = await evaluate(sandbox, asked, facts)
  const { event } = 'chain' in asked ? asked.invocation : asked
  if (!('chain' in outcome)) countInvocation(counters, event, outcome.ok ? undefined : outcome.failure.code)
  return { type: 'sandbox.finished', turn: effect.turn, outcome }
}

/** Runs one invocation, or goes on with one that waited. Whatever goes wrong in it is an outcome, never a rejection. */
export async function evaluate(
  sandbox: Sandbox,
  asked: Invocation | Resumption,
  node: NodeFacts
): Promise<Outcome | Waiting> {
  const { key, event, hash, signature } = 'chain' in asked ? asked.invocation : asked
  const runner = node.logs?.listening(sandbox, key, event) ?? sandbox
  const outcome = await ('chain' in asked ? goOn(runner, asked, node) : begin(runner, asked, node))
  const privileged = outcome.ok && (node.operators?.hasSigned(hash, signature) ?? false)
  return privileged ? { ...outcome, privileged } : outcome
}

async function begin(sandbox: Runner, invocation: Invocation, node: NodeFacts): Promise<Outcome | Waiting> {
  try {
    const { source, state, local, key } = invocation
    const located = source.includes(LOCATED)
    return found(
      sandbox,
      await sandbox.invoke({
        code: source,
        event: eventOf(invocation, located, node),
        ...(state === undefined ? {} : { state: decodeValue(state, 'the state') }),
        ...(local === undefined ? {} : { local: decodeValue(local, 'the local state') }),
        key,
        node: located ? node : { id: node.id, address: node.address },
        // Objects take turns at the workers; one that floods its mailbox delays only itself.
        fairness: key
      })
    )
  } catch (error) {
    return refused(error, NO_USAGE)
  }
}

async function goOn(
  sandbox: Runner,
  { chain, results }: Resumption,
  node: NodeFacts
): Promise<Outcome | Waiting> {
  try {
    return found(
      sandbox,
      await sandbox.resume(
        chain,
        results.map((result) => resultOf(result, node.whereabouts))
      )
    )
  } catch (error) {
    if (!(error instanceof RangeError)) return refused(error, NO_USAGE)
    // An answer is larger than a handler may take in.
    const tooLarge = { code: 'VALUE_TOO_LARGE', message: error.message }
    return found(
      sandbox,
      await sandbox.resume(
        chain,
        results.map(({ id }) => ({ id, ok: false, error: tooLarge }))
      )
    )
  }
}

function found(sandbox: Runner, outcome: SandboxOutcome): Outcome | Waiting {
  if (!outcome.ok || outcome.chain === undefined) return outcomeOf(outcome)
  const { chain, actions } = outcome
  const usage = usageOf(outcome.usage)
  try {
    const { microseconds: micros } = outcome.usage
    return { ok: true, chain, calls: actions.map(callOf), privileged: false, usage, micros }
  } catch (error) {
    sandbox.drop(chain)
    return refused(error, usage)
  }
}

function refused(error: unknown, usage: Usage): Outcome {
  if (!(error instanceof ModelError)) throw error
  return { ok: false, failure: { code: error.code, message: error.message }, usage }
}

/**
 * The word in an object's code without which it is given no coordinates, its caller's or its node's: taking them in costs an
 * invocation some microseconds, which those that do not look at them need not pay.
 */
const LOCATED = 'coordinates'

function eventOf(
  { event, caller, payload, incoming, siblings, neighbors, timer, time, seed }: Invocation,
  located: boolean,
  { whereabouts }: NodeFacts
): SandboxEvent {
  const { coordinates, depth: _, ...known } = caller
  return {
    type: event,
    caller: {
      ...known,
      ...(located && coordinates !== undefined ? { coordinates } : {}),
      ...(payload === undefined ? {} : { payload: decodeValue(payload, 'the payload', PAYLOAD_BYTES) })
    },
    ...(incoming === undefined ? {} : { incoming: decodeValue(incoming, 'the incoming state') }),
    ...(siblings === undefined ? {} : { siblings: siblings.map(siblingOf) }),
    ...(neighbors === undefined ? {} : { neighbors: toldNodes(neighbors, whereabouts) }),
    ...(timer === undefined ? {} : { timer: { ...timer } }),
    time,
    seed
  }
}

function siblingOf({ state, version, writtenAt }: MergedVersion): Value {
  return { state: decodeValue(state, 'a sibling'), version, writtenAt }
}

function outcomeOf(outcome: Finished | Failed): Outcome {
  const usage = usageOf(outcome.usage)
  const micros = outcome.usage.microseconds
  if (!outcome.ok) return { ok: false, failure: failureOf(outcome.error), usage, micros }
  try {
    return { ...yieldedBy(outcome, usage), micros }
  } catch (error) {
    return { ...refused(error, usage), micros }
  }
}

function yieldedBy(outcome: Finished, usage: Usage): Yielded {
  const { decision, stateChanged, localChanged, handlers, reply, actions } = outcome
  return {
    ok: true,
    decision,
    state: encodeValue(outcome.state, 'the state'),
    stateChanged,
    local: encodeValue(outcome.local, 'the local state'),
    localChanged,
    ...(reply === undefined ? {} : { reply: encodeValue(reply, 'the reply') }),
    ...repliesOf(actions),
    deleteSelf: actions.some(({ type }) => type === 'deleteSelf'),
    ...timersOf(actions),
    handlers,
    usage
  }
}

function repliesOf(actions: readonly Action[]): { replies?: readonly LateReply[] } {
  const replies = actions.flatMap((action) =>
    action.type === 'reply'
      ? [{ capability: action.capability, data: encodeValue(action.data, 'the data of comet.reply') }]
      : []
  )
  return replies.length === 0 ? {} : { replies }
}

function usageOf({ instructions, steps, memory }: Usage): Usage {
  return { instructions, steps, memory }
}

function failureOf({ code, message, ...rest }: Failed['error']): Failure {
  const details: Record<string, string | number> = {}
  for (const [name, value] of Object.entries(rest)) {
    if (typeof value === 'string') details[name] = value.slice(0, 2_000)
    else if (typeof value === 'number') details[name] = value
  }
  return { code, message: message.slice(0, 2_000), details }
}
