// A network of nodes inside a test: whole nodes with the real sandbox, in simulated time, on simulated links and disks.
//
//   await using network = await createTestNetwork({ nodes: 5 })
//   const [here, there] = network.nodes
//   network.partition([here])
//   await Promise.all([here.put('cart', …), there.put('cart', …)])
//   network.heal()
//   await network.advance('1m')                   a minute, in some milliseconds
//   assert.deepEqual((await there.get('cart')).value, …)
//
// One seed decides everything that is left to chance, handlers' randomness included: a test that passes once passes always.
import { checkDuration, DEFAULT_QUORUM, parseDuration, parseQuorum } from '@halley/model'
import { createSandbox, type Limits } from '@halley/sandbox'
import { createSimulation } from '@halley/simulator'
import { evaluate, type LogLine, Logs, Operators } from 'halley'
import { type TestNode, testNode } from './node.ts'
import { replicasOf, type TestReplica } from './replicas.ts'
import { Time } from './time.ts'

export interface TestNetworkOptions {
  /** How many nodes, named n0, n1 and so on. Default: 5. */
  readonly nodes?: number
  /** Decides what is left to chance. Default: `test`. */
  readonly seed?: string
  /** Copies of an object, and how many a read and a write wait for, unless a put says otherwise. Default: 3, 2, 2. */
  readonly n?: number
  readonly r?: number
  readonly w?: number
  /** How keys find their nodes. Default: `xor`. */
  readonly placement?: 'xor' | 'ring'
  /** Milliseconds that a message takes, or a function that says so for the way from one node to another. Default: 1. */
  readonly latencyMs?: number | ((from: string, to: string) => number)
  /**
   * Whether nodes measure round trips, as real ones do every five seconds, so that handlers are given coordinates. It makes a long run
   * dearer. Default: where `latencyMs` is a function.
   */
  readonly coordinates?: boolean
  /** Names of nodes that dial out and cannot be dialled: only whom they are connected to reaches them. Default: none. */
  readonly behindNat?: readonly string[]
  /** Probability that a message is lost. Default: 0. */
  readonly loss?: number
  /** Whether what happens is kept for `story()`: not for a run of days. Default: true. */
  readonly story?: boolean
  /** Limits of the sandbox that differ from a node's. */
  readonly limits?: Partial<Limits>
  /** Public keys of operators, whose signed code may address other objects: see `createOperatorKey`, `signCode`. Default: none. */
  readonly operatorKeys?: readonly string[]
}

export interface TestNetwork extends AsyncDisposable {
  readonly nodes: readonly TestNode[]
  /** Milliseconds of simulated time since the network was made. */
  readonly now: number
  /** What the nodes' clocks show, and `Date` in handlers: milliseconds since the epoch. */
  readonly time: number
  /**
   * Lets so much time pass, `10m` or milliseconds: retries, timeouts, expiry, hints that go home, copies that are compared.
   * @throws ModelError DURATION_INVALID
   */
  advance(duration: string | number): Promise<void>
  /**
   * Lets time pass until `condition` holds, which is looked at every 100 ms and may ask nodes.
   * @param atMost after which it rejects, `10m` or milliseconds; default: an hour
   * @throws ModelError DURATION_INVALID; Error when it did not hold in time
   */
  until(condition: () => boolean | Promise<boolean>, atMost?: string | number): Promise<void>
  /** Nothing passes any more between these nodes and all others. */
  partition(nodes: readonly TestNode[]): void
  /**
   * Of the messages that these nodes, or all, send or are sent, such a share is lost: 0.1 is every tenth. 0 ends it.
   * @throws RangeError for what is no probability
   */
  drop(share: number, nodes?: readonly TestNode[]): void
  /** Ends all partitions and all that `drop` began. */
  heal(): void
  /** What the nodes' disks hold of an object, a copy each, those of nodes that are down among them. */
  replicas(key: string): TestReplica[]
  /** What an object's handlers logged at all nodes, and why they failed, in the order in which it happened. */
  logs(key: string): readonly (LogLine & { readonly node: string })[]
  /** All that happened so far, a line each: for a test that fails. */
  story(): string[]
  /** Ends the sandbox. `await using` does it by itself. */
  close(): Promise<void>
}

/** @throws ModelError QUORUM_INVALID; HalleyError OPERATOR_KEY_INVALID; RangeError for impossible limits, or an unknown name */
export async function createTestNetwork(options: TestNetworkOptions = {}): Promise<TestNetwork> {
  const { nodes: count = 5, seed = 'test', placement = 'xor', limits = {} } = options
  const { latencyMs = 1, coordinates = typeof latencyMs === 'function', behindNat = [], loss = 0 } = options
  const { story = true } = options
  const operators = new Operators(options.operatorKeys ?? [], [])
  const quorum = parseQuorum(options, DEFAULT_QUORUM)
  const sandbox = await createSandbox({ workers: 0, limits })
  const names = Array.from({ length: count }, (_, at) => `n${at}`)
  const addressOf = (id: string): string => `10.0.0.${names.indexOf(id) + 1}`
  const time = new Time(async (id, invocation) => {
    // Without what it took by this machine's clock: whatever follows from it would be another story each time.
    const { micros: _, ...outcome } = await evaluate(sandbox, invocation, {
      id,
      address: addressOf(id),
      whereabouts: () => new Map(names.map((name) => [name, addressOf(name)])),
      coordinates: simulation.coordinates(id),
      logs: logs.get(id),
      operators
    })
    return outcome
  })
  const { handle } = time
  const nodeOptions = { quorum, placement }
  // Encoding messages would take half of the time, and tests the codec, not objects.
  const simulation = createSimulation({
    seed,
    nodes: names,
    options: nodeOptions,
    latencyMs,
    coordinates,
    behindNat: behindNat.map((name) => known(name, names)),
    loss,
    handle,
    rejecting: (id, rejected) => logs.get(id)?.rejected(rejected),
    bytes: false,
    story
  })
  time.begin(simulation)
  const logs = new Map(names.map((id) => [id, new Logs(() => simulation.clock(id))]))
  const close = (): Promise<void> => sandbox.close()
  const idsOf = (group: readonly TestNode[]) => group.map(({ id }) => id)
  return {
    nodes: names.map((name) => testNode(name, simulation, time, quorum)),
    get now() {
      return simulation.now
    },
    get time() {
      return simulation.clock(names[0]!)
    },
    advance: async (duration) => time.wait(() => false, simulation.now + millisOf(duration)),
    until: async (condition, atMost = '1h') => {
      const end = simulation.now + millisOf(atMost)
      while (!(await condition())) {
        if (simulation.now >= end) throw new Error(`the condition did not hold within ${show(atMost)}`)
        await time.wait(() => false, Math.min(end, simulation.now + LOOK_MS))
      }
    },
    partition: (group) => simulation.partition(idsOf(group)),
    drop: (share, group) => simulation.lose(group === undefined ? names : idsOf(group), probability(share)),
    heal: () => {
      simulation.heal()
      simulation.lose(names, 0)
    },
    replicas: (key) => replicasOf(simulation, key),
    logs: (key) =>
      [...logs]
        .flatMap(([node, kept]) => kept.read(key).lines.map((line) => ({ node, ...line })))
        .sort((a, b) => a.at - b.at),
    story: () => simulation.lines(),
    close,
    [Symbol.asyncDispose]: close
  }
}

/** How often `until` looks, in simulated milliseconds. */
const LOOK_MS = 100

function show(duration: string | number): string {
  return typeof duration === 'string' ? duration : `${duration} ms`
}

function millisOf(duration: string | number): number {
  return typeof duration === 'string' ? parseDuration(duration) : checkDuration(duration)
}

function known(name: string, names: readonly string[]): string {
  if (names.includes(name)) return name
  throw new RangeError(`there is no node ${name} to be behind NAT; there are ${names[0]} to ${names.at(-1)}`)
}

function probability(share: number): number {
  if (share >= 0 && share <= 1) return share
  throw new RangeError(`a share of ${share} of the messages; from 0 to 1 is allowed`)
}
