// The public face of a node that runs.
import { type Coordinate, parseKey, type Quorum, REPLICAS } from '@halley/model'
import type { Network } from '@halley/network'
import type { Input, Node } from '@halley/node'
import type { Storage } from '@halley/storage'
import type {
  DeleteOptions,
  GetOptions,
  GetResult,
  HalleyNode,
  HintsView,
  Inspection,
  Logged,
  ObjectSource,
  PeerView,
  PutOptions,
  RingView,
  Status,
  WriteResult
} from './api.ts'
import type { Client } from './client.ts'
import { now } from './clock.ts'
import type { Counters } from './counters.ts'
import type { Departures } from './departures.ts'
import { HalleyError, publicError } from './errors.ts'
import type { Logs } from './logs.ts'
import type { RepairReport, Repairs } from './repairs.ts'
import { ringView } from './ring.ts'

export interface Parts {
  readonly client: Client
  readonly network: Network
  readonly node: Node
  readonly storage: Storage
  readonly counters: Counters
  readonly departures: Departures
  readonly repairs: Repairs
  readonly logs: Logs
  /** Gives the node an input. */
  readonly feed: (input: Input) => void
  readonly quorum: Quorum
  readonly close: () => Promise<void>
}

export class RunningNode implements HalleyNode {
  readonly id: string
  readonly #parts: Parts
  readonly #startedAt = performance.now()
  #stopping: Promise<void> | undefined

  constructor(parts: Parts) {
    this.#parts = parts
    this.id = parts.network.self
  }

  addresses(): string[] {
    return this.#parts.network.addresses()
  }

  put(key: string, options: PutOptions): Promise<WriteResult> {
    return this.#parts.client.put(key, options)
  }

  get(key: string, options?: GetOptions): Promise<GetResult> {
    return this.#parts.client.get(key, options)
  }

  delete(key: string, options?: DeleteOptions): Promise<WriteResult & { found: boolean }> {
    return this.#parts.client.delete(key, options)
  }

  inspect(key: string): Promise<Inspection> {
    return this.#parts.client.inspect(key)
  }

  source(key: string): Promise<readonly ObjectSource[]> {
    return this.#parts.client.source(key)
  }

  logs(key: string, after?: number): Logged {
    try {
      return this.#parts.logs.read(parseKey(key), after)
    } catch (error) {
      throw publicError(error)
    }
  }

  async lookup(key: string): Promise<string[]> {
    const { node, network } = this.#parts
    try {
      return [
        ...(node.membership?.ring.list(parseKey(key)) ?? (await network.closest(parseKey(key), REPLICAS)))
      ]
    } catch (error) {
      throw publicError(error)
    }
  }

  peers(): PeerView[] {
    const { network, node } = this.#parts
    return network.peers().map((peer) => {
      const estimatedRttMs = node.peers.coordinates.estimate(peer.id)
      return estimatedRttMs === undefined ? peer : { ...peer, estimatedRttMs }
    })
  }

  coordinates(): Coordinate | undefined {
    return this.#parts.node.peers.coordinates.own
  }

  status(): Status {
    const { network, storage, node, counters, quorum } = this.#parts
    const { underWay, leftovers } = node.copies.comparisons
    const coordinates = this.coordinates()
    return {
      id: this.id,
      addresses: network.addresses(),
      placement: node.membership === undefined ? 'xor' : 'ring',
      quorum,
      peers: network.peers().filter(({ connected }) => connected).length,
      ...(coordinates === undefined ? {} : { coordinates }),
      records: storage.count('record'),
      uptimeMs: Math.round(performance.now() - this.#startedAt),
      load: { ...node.load, background: underWay, leftovers },
      budgets: node.budgets(now()),
      counters: { ...counters.all(), ...node.counts }
    }
  }

  ring(): RingView | undefined {
    const { node, quorum } = this.#parts
    return ringView(node, this.id, quorum.n)
  }

  hints(): HintsView {
    return this.#parts.node.copies.hints
  }

  async leave(member: string = this.id): Promise<void> {
    const { node, departures, feed } = this.#parts
    if (node.membership === undefined)
      throw new HalleyError(
        'RING_ABSENT',
        'this node places keys in the overlay, which nobody has to leave: just stop it'
      )
    await departures.ask(member, feed)
  }

  async repair(key?: string): Promise<RepairReport> {
    const { repairs, feed } = this.#parts
    try {
      return await repairs.ask(key === undefined ? undefined : parseKey(key), feed)
    } catch (error) {
      throw publicError(error)
    }
  }

  get departed(): Promise<void> {
    return this.#parts.departures.gone
  }

  stop(): Promise<void> {
    this.#stopping ??= this.#parts.close()
    return this.#stopping
  }
}
