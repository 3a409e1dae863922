// A cluster in memory: real nodes, perfect delivery in order, disks that survive a restart, and handlers that are plain
// functions. Nothing here decides anything, and nothing waits: `settle` carries out effects until none is left.
//
//   const cluster = new Cluster('ABCD')
//   cluster.put('A', 'k', 'x')                 a client of A puts; every key's preference list is A, B, C, D
//   cluster.kill('B')                          messages to B are lost, its peers learn of it
//   cluster.get('C', 'k')                      → the response
import assert from 'node:assert/strict'
import {
  type Caller,
  type ClientRequest,
  type ClientResponse,
  decodeMessage,
  encodeMessage,
  encodeValue,
  type Key,
  type Message,
  ModelError,
  NO_USAGE,
  type NodeId,
  type ObjectRecord,
  type PutRequest,
  type Value
} from '@halley/model'
import type { Invocation, Outcome } from '@halley/objects'
import { actor } from '../../model/test/words.ts'
import type { Effect } from '../src/effects.ts'
import type { Input } from '../src/inputs.ts'
import { Node } from '../src/node.ts'
import { NODE_DEFAULTS, type NodeOptions } from '../src/options.ts'
import { Disk } from './disk.ts'

interface Host {
  node: Node
  alive: boolean
  readonly disk: Disk
}

/** Runs a handler. The default accepts everything and answers a get with nothing. */
export type Handlers = (invocation: Invocation) => Partial<Outcome>

export interface ClusterOptions extends Partial<NodeOptions> {
  readonly handlers?: Handlers
}

export class Cluster {
  now = 1_000
  /** The preference list of every key; change it, and tell the nodes by `placementChanged`. */
  list: NodeId[]
  /** Everything that was sent, as `A>B write`. */
  readonly traffic: string[] = []
  readonly #options: NodeOptions
  #boots = 0
  readonly #handlers: Handlers
  readonly #hosts = new Map<NodeId, Host>()
  readonly #inputs: { readonly to: NodeId; readonly input: Input }[] = []
  readonly #responses = new Map<number, ClientResponse>()
  readonly #partitions = new Set<string>()
  #nextRequest = 1

  constructor(names: string, { handlers = () => ({}), ...options }: ClusterOptions = {}) {
    this.list = [...names]
    this.#options = { ...NODE_DEFAULTS, ...options }
    this.#handlers = handlers
    for (const name of names) {
      this.#hosts.set(name, { node: this.#start(name), alive: true, disk: new Disk() })
      this.feed(name, { type: 'storage.upcoming', wakes: [], last: true })
    }
  }

  // ── clients ──

  put(
    at: NodeId,
    key: Key,
    value: Value,
    options: Partial<Omit<PutRequest, 'op' | 'key' | 'value'>> = {}
  ): ClientResponse {
    return this.request(at, { op: 'put', key, value: encodeValue(value), ...options })
  }

  get(at: NodeId, key: Key): ClientResponse {
    return this.request(at, { op: 'get', key })
  }

  delete(at: NodeId, key: Key): ClientResponse {
    return this.request(at, { op: 'delete', key })
  }

  /** The one answer to a request at the node; time passes where it has to. */
  request(at: NodeId, request: ClientRequest): ClientResponse {
    const id = this.begin(at, request)
    this.settle()
    for (let waits = 0; !this.#responses.has(id) && waits < 100; waits++) this.passTime()
    return this.response(id)
  }

  /** Gives the request to the node without carrying anything out. */
  begin(at: NodeId, request: ClientRequest, caller: Caller = { id: at }): number {
    const id = this.#nextRequest++
    this.feed(at, { type: 'client.request', id, request, caller })
    return id
  }

  response(id: number): ClientResponse {
    const response = this.#responses.get(id)
    assert.ok(response, `request ${id} was not answered`)
    return response
  }

  // ── the world ──

  /** A message that the sender's node did not make. */
  forge(from: NodeId, to: NodeId, message: Message): void {
    this.feed(to, { type: 'message.received', from, message })
    this.settle()
  }

  kill(name: NodeId): void {
    this.#host(name).alive = false
    this.#tell({ type: 'peer.lost', peer: name })
    this.settle()
  }

  /** The node comes back with its disk and nothing else. */
  restart(name: NodeId): void {
    const host = this.#host(name)
    host.node = this.#start(name)
    host.alive = true
    for (const hint of host.disk.hints) {
      const [home = '', key = ''] = hint.split(' ')
      this.feed(name, { type: 'storage.hinted', home, key })
    }
    this.feed(name, { type: 'storage.upcoming', wakes: host.disk.wakes(), last: true })
    this.#tell({ type: 'peer.connected', peer: name })
    for (const peer of this.#alive()) if (peer !== name) this.feed(name, { type: 'peer.connected', peer })
    this.settle()
  }

  /** No message passes between the two; nobody is told. */
  cut(a: NodeId, b: NodeId): void {
    this.#partitions.add(a + b).add(b + a)
  }

  /** Messages pass again, and both see the channel stand. */
  mend(a: NodeId, b: NodeId): void {
    this.#partitions.delete(a + b)
    this.#partitions.delete(b + a)
    this.feed(a, { type: 'peer.connected', peer: b })
    this.feed(b, { type: 'peer.connected', peer: a })
    this.settle()
  }

  breakDisk(name: NodeId, broken = true): void {
    this.#host(name).disk.broken = broken
  }

  placementChanged(list: string): void {
    this.list = [...list]
    this.#tell({ type: 'placement.changed' })
    this.settle()
  }

  /** Goes to the next deadline of any node, or as far as `to`. */
  passTime(to = Number.POSITIVE_INFINITY): void {
    const deadlines = this.#alive().map(
      (name) => this.#host(name).node.deadline()?.at ?? Number.POSITIVE_INFINITY
    )
    const next = Math.min(to, ...deadlines)
    if (next !== Number.POSITIVE_INFINITY) this.now = Math.max(this.now, next)
    this.#tell({ type: 'time.reached' })
    this.settle()
  }

  /** Lets `ms` milliseconds pass, deadline by deadline. */
  rest(ms: number): void {
    const end = this.now + ms
    while (this.now < end) this.passTime(end)
  }

  feed(to: NodeId, input: Input): void {
    this.#inputs.push({ to, input })
  }

  settle(): void {
    for (let steps = 0; steps < 100_000; steps++) {
      const next = this.#inputs.shift()
      if (next === undefined) return
      const host = this.#host(next.to)
      if (!host.alive) continue
      for (const effect of host.node.step(next.input, this.now)) this.#carryOut(next.to, host, effect)
    }
    throw new Error('the cluster does not come to rest')
  }

  // ── what can be seen from outside ──

  /** What the node's disk holds. */
  held(name: NodeId, key: Key): ObjectRecord {
    return this.#host(name).disk.record(key)
  }

  /** The bytes of the node's disk: record and local state. */
  bytes(name: NodeId, key: Key): string {
    return this.#host(name).disk.bytes(key)
  }

  /** Hints on the node's disk, as `home key`. */
  hints(name: NodeId): string[] {
    return [...this.#host(name).disk.hints]
  }

  /** What is under way at all nodes, added up. */
  get open(): number {
    return this.#alive()
      .map((name) => this.#host(name).node.load)
      .reduce(
        (sum, { reads, writes, routes, questions, turns }) =>
          sum + reads + writes + routes + questions + turns,
        0
      )
  }

  // ── how effects are carried out ──

  #carryOut(name: NodeId, host: Host, effect: Effect): void {
    switch (effect.type) {
      case 'client.respond':
        assert.ok(!this.#responses.has(effect.id), 'a request is answered once')
        this.#responses.set(effect.id, effect.response)
        return
      case 'message.send':
        return this.#deliver(name, effect.to, effect.message)
      case 'placement.find':
        return this.feed(name, { type: 'placement.found', key: effect.key, list: this.list })
      case 'storage.load':
        return this.feed(name, host.disk.load(effect.key))
      case 'storage.store':
        return this.feed(name, host.disk.store(effect))
      case 'storage.remember':
      case 'storage.owe':
      case 'operator.repaired':
        return
      case 'storage.list':
        return this.feed(name, { type: 'storage.listed', id: effect.id, page: { keys: [] } })
      case 'sandbox.invoke': {
        const outcome = { ...UNCHANGED, ...this.#handlers(effect.invocation) } as Outcome
        return this.feed(name, { type: 'sandbox.finished', turn: effect.turn, outcome })
      }
    }
  }

  #deliver(from: NodeId, to: NodeId, message: Message): void {
    this.traffic.push(`${from}>${to} ${message.type}`)
    if (!this.#host(to).alive) return this.feed(from, { type: 'peer.lost', peer: to })
    if (this.#partitions.has(from + to)) return
    const received = this.#overTheWire(message)
    if (received !== undefined) this.feed(to, { type: 'message.received', from, message: received })
  }

  // What the receiver cannot decode is dropped, as a node does.
  #overTheWire(message: Message): Message | undefined {
    try {
      return decodeMessage(encodeMessage(message))
    } catch (error) {
      assert.ok(error instanceof ModelError, String(error))
      return undefined
    }
  }

  #start(name: NodeId): Node {
    return new Node({
      self: name,
      actor: actor(name.toLowerCase()),
      boot: 4_096 * ++this.#boots,
      secret: name,
      options: this.#options
    })
  }

  #tell(input: Input): void {
    const about = 'peer' in input ? input.peer : undefined
    for (const name of this.#alive()) if (name !== about) this.feed(name, input)
  }

  #alive(): NodeId[] {
    return [...this.#hosts].filter(([, { alive }]) => alive).map(([name]) => name)
  }

  #host(name: NodeId): Host {
    return this.#hosts.get(name) ?? assert.fail(`there is no node ${name}`)
  }
}

const UNCHANGED: Outcome = {
  ok: true,
  decision: 'accept',
  state: encodeValue({}),
  stateChanged: false,
  local: encodeValue({}),
  localChanged: false,
  deleteSelf: false,
  handlers: [],
  usage: NO_USAGE
}
