// The sandbox as the cores see it: encoded values in, encoded values out.
import { type Coordinate, decodeValue, NO_USAGE, PAYLOAD_BYTES, type Value } from '@halley/model'
import type { Network } from '@halley/network'
import type { Effect, Input, Node } from '@halley/node'
import type { Invocation, MergedVersion, Outcome, Resumption, Waiting } from '@halley/objects'
import type {
  CallResult,
  Sandbox,
  SandboxEvent,
  Invocation as SandboxInvocation,
  Outcome as SandboxOutcome
} from '@halley/sandbox'
import { callOf, resultOf } from './calls.ts'
import { type Counters, countInvocation } from './counters.ts'
import type { Logs } from './logs.ts'
import type { Operators } from './operators.ts'
import { outcomeOf, refused, usageOf } from './outcomes.ts'
import type { Recollections } from './recollections.ts'
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
  /** What it remembers of what handlers came to, if it does. */
  readonly recollections?: Recollections | undefined
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
  readonly recollections: Recollections
}

/** Answers `sandbox.invoke` and `sandbox.resume`: at once where the sandbox can. */
export function run(
  { sandbox, node, address, counters, operators, logs, recollections }: Running,
  effect: Extract<Effect, { type: 'sandbox.invoke' | 'sandbox.resume' }>,
  network: Pick<Network, 'self' | 'peers'>
): Input | Promise<Input> {
  const asked = effect.type === 'sandbox.invoke' ? effect.invocation : effect.resumption
  const coordinates = node.peers.coordinates.own
  const id = network.self
  const whereabouts = (): Whereabouts => whereaboutsOf(network.peers(), { id, address })
  const { event } = 'chain' in asked ? asked.invocation : asked
  const answer = (outcome: Outcome | Waiting): Input => {
    if (!('chain' in outcome)) countInvocation(counters, event, outcome.ok ? undefined : outcome.failure.code)
    return { type: 'sandbox.finished', turn: effect.turn, outcome }
  }
  const facts = { id, address, coordinates, operators, logs, whereabouts, recollections }
  const found = evaluate(sandbox, asked, facts)
  return found instanceof Promise ? found.then(answer) : answer(found)
}

/**
 * Runs one invocation, or goes on with one that waited; what the sandbox attempts at once is not waited for. Whatever goes wrong in
 * it is an outcome, never a rejection.
 */
export function evaluate(
  sandbox: Sandbox,
  asked: Invocation | Resumption,
  node: NodeFacts
): Outcome | Waiting | Promise<Outcome | Waiting> {
  return 'chain' in asked ? goOn(sandbox, asked, node) : begin(sandbox, asked, node)
}

function begin(
  sandbox: Sandbox,
  invocation: Invocation,
  node: NodeFacts
): Outcome | Waiting | Promise<Outcome | Waiting> {
  const known = node.recollections?.of(invocation, node)
  if (known !== undefined) return known
  let asked: SandboxInvocation
  try {
    asked = invocationOf(invocation, node)
  } catch (error) {
    return refused(error, NO_USAGE)
  }
  const told = (outcome: SandboxOutcome): Outcome | Waiting => found(sandbox, invocation, node, outcome)
  const attempted = sandbox.attempt(asked)
  return attempted === undefined ? sandbox.invoke(asked).then(told) : told(attempted)
}

function invocationOf(invocation: Invocation, node: NodeFacts): SandboxInvocation {
  const { source, state, local, key } = invocation
  const located = source.includes(LOCATED)
  return {
    code: source,
    event: eventOf(invocation, located, node),
    ...(state === undefined ? {} : { state: decodeValue(state, 'the state') }),
    ...(local === undefined ? {} : { local: decodeValue(local, 'the local state') }),
    key,
    node: located ? node : { id: node.id, address: node.address },
    // Objects take turns at the workers; one that floods its mailbox delays only itself.
    fairness: key
  }
}

async function goOn(
  sandbox: Sandbox,
  { chain, results, invocation }: Resumption,
  node: NodeFacts
): Promise<Outcome | Waiting> {
  const brought = (): readonly CallResult[] => results.map((result) => resultOf(result, node.whereabouts))
  try {
    return found(sandbox, invocation, node, await sandbox.resume(chain, brought()))
  } catch (error) {
    if (!(error instanceof RangeError)) return refused(error, NO_USAGE)
    // An answer is larger than a handler may take in.
    const tooLarge = { code: 'VALUE_TOO_LARGE', message: error.message }
    const none = results.map(({ id }) => ({ id, ok: false, error: tooLarge }) as const)
    return found(sandbox, invocation, node, await sandbox.resume(chain, none))
  }
}

function found(
  sandbox: Sandbox,
  invocation: Invocation,
  node: NodeFacts,
  outcome: SandboxOutcome
): Outcome | Waiting {
  const { key, event, hash, signature, source } = invocation
  node.logs?.heard(key, event, outcome)
  const privileged = node.operators?.hasSigned(hash, signature) === true
  if (outcome.ok && outcome.chain !== undefined) return waiting(sandbox, outcome, privileged)
  const translated = outcomeOf(outcome, invocation)
  if (!translated.ok) return translated
  const yielded = privileged ? { ...translated, privileged } : translated
  const isTheSameAgain = outcome.ok && outcome.repeatable && outcome.actions.length === 0
  if (isTheSameAgain && !source.includes(LOCATED)) node.recollections?.note(invocation, node, yielded)
  return yielded
}

function waiting(
  sandbox: Sandbox,
  { chain, actions, usage: used }: Extract<SandboxOutcome, { chain: string }>,
  privileged: boolean
): Outcome | Waiting {
  const usage = usageOf(used)
  try {
    return {
      ok: true,
      chain,
      calls: actions.map(callOf),
      privileged,
      usage,
      micros: used.microseconds
    }
  } catch (error) {
    sandbox.drop(chain)
    return refused(error, usage)
  }
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
    seed: seed()
  }
}

function siblingOf({ state, version, writtenAt }: MergedVersion): Value {
  return { state: decodeValue(state, 'a sibling'), version, writtenAt }
}
