// Scenarios for people: a small network in virtual time, in which nothing goes wrong unless the scenario says so.
//
//   const simulation = createSimulation({ nodes: 5 })
//   const put = simulation.put('n0', { key: 'greeting', value: encodeValue('hello') })
//   simulation.crash('n1')
//   simulation.advance(1_000)
//   put.response                                  // what the client was told, once it was
//   simulation.answer(simulation.get('n2', { key: 'greeting' }))
//   simulation.lines()                            // all that happened, as text
import {
  type ClientRequest,
  type ClientResponse,
  type Coordinate,
  type DeleteRequest,
  EMPTY_RECORD,
  type GetRequest,
  type InspectRequest,
  type Key,
  type Millis,
  type NodeId,
  type PutRequest
} from '@halley/model'
import type { NodeOptions } from '@halley/node'
import type { Copy } from './disk.ts'
import { type Handle, handleAtOnce, type Rejecting } from './handlers.ts'
import { exactly } from './latency.ts'
import { MEASURING, SIMULATED_DEFAULTS } from './node-options.ts'
import { OVERLAY_DEFAULTS } from './overlay.ts'
import { line } from './text.ts'
import type { TraceEvent } from './trace.ts'
import { type Said, World, type WorldOptions } from './world.ts'

export interface SimulationOptions {
  /** Draws what is left to chance. Default: `scenario`. */
  readonly seed?: string
  /** How many nodes, named n0, n1 and so on; or their names. Default: 5. */
  readonly nodes?: number | readonly NodeId[]
  /** Options of every node that depart from the defaults. */
  readonly options?: Partial<NodeOptions>
  /** Milliseconds that a message takes, or what says so for a way from one node to another. Default: 1. */
  readonly latencyMs?: Millis | ((from: NodeId, to: NodeId) => Millis)
  /** Whether nodes measure round trips, and so learn where they are. Default: where `latencyMs` says who is far from whom. */
  readonly coordinates?: boolean
  /** Nodes that dial out and cannot be dialled (nat.ts). Default: none. */
  readonly behindNat?: readonly NodeId[]
  /** Milliseconds until a store is durable. Default: 1. */
  readonly storingMs?: Millis
  /** Probability that a message is lost. Default: 0. */
  readonly loss?: number
  /** Whether messages are encoded and decoded on their way, as on a real network. Default: true. */
  readonly bytes?: boolean
  /** Whether `events` and `lines()` keep what happened: dear, where much does. Default: true. */
  readonly story?: boolean
  /** Runs the objects' handlers. Default: a stand-in for the sandbox (handlers.ts). */
  readonly handle?: Handle
  /** Hears what a node rejects of what handlers yielded. Default: nobody does. */
  readonly rejecting?: Rejecting
}

/** One request on its way. */
export interface Call {
  /** Absent until the node has answered. */
  readonly response?: ClientResponse
  /** The node crashed before it answered. */
  readonly broken: boolean
}

type Without<T extends ClientRequest> = Omit<T, 'op'>

export interface Simulation {
  readonly nodes: readonly NodeId[]
  /** Virtual milliseconds since the beginning. */
  readonly now: Millis
  /** All that happened so far. */
  readonly events: readonly TraceEvent[]
  /** The same as text, one line per event. */
  lines(): string[]
  /** A client of `node` asks. Time stands still until `advance` or `answer`. */
  ask(node: NodeId, request: ClientRequest, said?: Said): Call
  put(node: NodeId, request: Without<PutRequest>): Call
  get(node: NodeId, request: Without<GetRequest>): Call
  delete(node: NodeId, request: Without<DeleteRequest>): Call
  inspect(node: NodeId, request: Without<InspectRequest>): Call
  /** Lets time pass, until `stop` says so. */
  advance(ms: Millis, stop?: () => boolean): void
  /** What the node's clock shows, in milliseconds since the epoch. */
  clock(node: NodeId): Millis
  /** Where the node is, once it has measured a round trip. */
  coordinates(node: NodeId): Coordinate | undefined
  /** Whether a stranger who dials the node gets an answer: it is up, does not stand still, and is not behind NAT. */
  isReachable(node: NodeId): boolean
  /**
   * Lets time pass until the call is answered, and returns the answer.
   * @throws Error when the node crashed before, or no answer came within a minute of virtual time
   */
  answer(call: Call): ClientResponse
  /** As `kill -9`; with `forGood` the disk is lost too. */
  crash(node: NodeId, options?: { forGood?: boolean }): void
  restart(node: NodeId): void
  /** The node stands still for a while. */
  stall(node: NodeId, ms: Millis): void
  /** Nothing passes any more between these nodes and all others. */
  partition(nodes: readonly NodeId[]): void
  /** Ends all partitions. */
  heal(): void
  /** Of what these nodes send or are sent, such a share is lost; 0: no more than usual. */
  lose(nodes: readonly NodeId[], share: number): void
  /** What the node's disk holds of a key; nothing where the disk is lost. */
  copy(node: NodeId, key: Key): Copy
}

export function createSimulation({
  seed = 'scenario',
  nodes = 5,
  options = {},
  latencyMs = 1,
  storingMs = 1,
  coordinates = typeof latencyMs === 'function',
  behindNat = [],
  loss = 0,
  bytes = true,
  story = true,
  handle = handleAtOnce,
  rejecting
}: SimulationOptions = {}): Simulation {
  const names = typeof nodes === 'number' ? Array.from({ length: nodes }, (_, at) => `n${at}`) : nodes
  const farthestMs = typeof latencyMs === 'number' ? latencyMs : farthest(names, latencyMs)
  const worldOptions: WorldOptions = {
    node: { ...SIMULATED_DEFAULTS, ...(coordinates ? MEASURING : {}), ...options },
    links: {
      latency: exactly(farthestMs),
      ...(typeof latencyMs === 'number' ? {} : { between: latencyMs }),
      farthest: 1,
      loss,
      duplication: 0,
      ordered: true
    },
    disk: { storing: exactly(storingMs), loading: exactly(0), storeFails: 0, loadFails: 0, commits: 'alone' },
    overlay: OVERLAY_DEFAULTS,
    presence: {
      told: 1,
      noticing: exactly(farthestMs),
      connecting: exactly(2 * farthestMs),
      forgetAfterMs: OVERLAY_DEFAULTS.forgetAfterMs
    },
    handling: exactly(1),
    bytes
  }
  const world = new World(seed, worldOptions, undefined, { handle, rejecting })
  if (!story) world.trace.listen(() => {})
  // Those that cannot be dialled come last, and dial all others.
  const isBehind = (name: NodeId): boolean => behindNat.includes(name)
  const inOrder = [...names.filter((name) => !isBehind(name)), ...names.filter(isBehind)]
  for (const [at, name] of inOrder.entries())
    world.add(name, inOrder.slice(0, at), { offsetMs: 0, drift: 0 }, isBehind(name))
  world.agenda.run(10 * farthestMs)

  const ask = (node: NodeId, request: ClientRequest, said: Said = {}): Call => {
    const call: { response?: ClientResponse; broken: boolean } = { broken: false }
    const caller = {
      answered: (response: ClientResponse) => {
        call.response = response
      },
      broken: () => {
        call.broken = true
      }
    }
    const taken = world.ask(node, `client of ${node}`, request, caller, said)
    if (!taken) call.broken = true
    return call
  }
  const across = (group: readonly NodeId[], act: (from: NodeId, to: NodeId) => void): void => {
    for (const here of group)
      for (const there of names.filter((name) => !group.includes(name))) {
        act(here, there)
        act(there, here)
      }
  }
  return {
    nodes: names,
    get now() {
      return world.agenda.now
    },
    events: world.trace.events,
    lines: () => world.trace.events.map(line),
    ask,
    put: (node, request) => ask(node, { op: 'put', ...request }),
    get: (node, request) => ask(node, { op: 'get', ...request }),
    delete: (node, request) => ask(node, { op: 'delete', ...request }),
    inspect: (node, request) => ask(node, { op: 'inspect', ...request }),
    advance: (ms, stop) => world.agenda.run(world.agenda.now + ms, stop),
    clock: (node) => world.host(node).reading,
    coordinates: (node) => world.host(node).coordinates,
    isReachable: (node) => {
      const { isUp, isStalled } = world.host(node)
      return isUp && !isStalled && !world.links.nat.isBehind(node)
    },
    answer: (call) => {
      world.agenda.run(world.agenda.now + 60_000, () => call.response !== undefined || call.broken)
      if (call.response !== undefined) return call.response
      throw new Error(call.broken ? 'the node crashed before it answered' : 'no answer within a minute')
    },
    crash: (node, { forGood = false } = {}) => world.crash(node, forGood),
    restart: (node) => world.start(node),
    stall: (node, ms) => world.host(node).stall(ms),
    partition: (group) => across(group, (from, to) => world.cut(from, to)),
    heal: () => {
      for (const from of names) for (const to of names) if (world.links.isCut(from, to)) world.heal(from, to)
    },
    lose: (group, share) => {
      for (const node of group) world.links.lose(node, share)
    },
    copy: (node, key) => {
      const { gone, disk } = world.host(node)
      return gone ? { record: EMPTY_RECORD, local: null } : disk.copy(key)
    }
  }
}

function farthest(names: readonly NodeId[], between: (from: NodeId, to: NodeId) => Millis): Millis {
  return Math.max(
    0,
    ...names.map((from) => Math.max(0, ...names.map((to) => (from === to ? 0 : between(from, to)))))
  )
}
