/**
 * The memory twin: a hub whose nodes implement the same port inside one process, for tests and demonstrations.
 *
 *     const hub = createMemoryNetwork()
 *     const a = hub.createNode({ id: 'a', events })
 *     hub.partition([['a', 'b'], ['c']])      // frames cross no border until heal()
 *     hub.kill('c')                           // as SIGKILL: silence, and its peers see the connection break
 *
 * It keeps the port's promises and nothing else: frames in order and never from within `send`, caps, who is
 * nearest computed exactly over the nodes that were not forgotten. There is no latency, loss or reordering
 * here; a simulator is the place for those.
 */
import { NetworkError } from './errors.ts'
import { kadId, nearest } from './nearest.ts'
import { NETWORK_OPTIONS } from './options.ts'
import type { Network, NetworkEvents, NodeId } from './port.ts'

export interface MemoryNodeOptions {
  readonly id: NodeId
  readonly events: NetworkEvents
  readonly maxFrameBytes?: number
  readonly maxQueuedBytes?: number
}

export interface MemoryHub {
  /** Joins a node; everybody in its part of the hub is connected to it in the next tick. An id may rejoin. */
  createNode(options: MemoryNodeOptions): Network
  /** Silences a node at once. It keeps its place in `closest` until `forget`. */
  kill(id: NodeId): void
  /** What the libp2p twin does to a killed node after `forgetAfterMs`. */
  forget(id: NodeId): void
  /** Nodes reach each other only within a group; those named nowhere form one more group. */
  partition(groups: readonly (readonly NodeId[])[]): void
  heal(): void
}

export function createMemoryNetwork(): MemoryHub {
  return new Hub()
}

class Hub implements MemoryHub {
  /** Live nodes, and killed or stopped ones that are not forgotten. */
  readonly nodes = new Map<NodeId, MemoryNode>()
  #groupOf = new Map<NodeId, number>()

  createNode(options: MemoryNodeOptions): Network {
    const node = new MemoryNode(this, options)
    this.nodes.set(node.self, node)
    this.connect()
    return node
  }

  kill(id: NodeId): void {
    const node = this.nodes.get(id)
    if (node === undefined) return
    node.alive = false
    this.connect()
  }

  forget(id: NodeId): void {
    if (this.nodes.get(id)?.alive === false) this.nodes.delete(id)
  }

  partition(groups: readonly (readonly NodeId[])[]): void {
    this.#groupOf = new Map(groups.flatMap((group, index) => group.map((id) => [id, index])))
    this.connect()
  }

  heal(): void {
    this.partition([])
  }

  reach(a: MemoryNode, b: MemoryNode): boolean {
    return a.alive && b.alive && this.#groupOf.get(a.self) === this.#groupOf.get(b.self)
  }

  /** Makes everybody's view of who is connected follow the facts. */
  connect(): void {
    for (const node of this.nodes.values()) node.update()
  }
}

class MemoryNode implements Network {
  readonly self: NodeId
  alive = true
  readonly #hub: Hub
  readonly #events: NetworkEvents
  readonly #maxFrameBytes: number
  readonly #maxQueuedBytes: number
  readonly #connected = new Map<NodeId, MemoryNode>()
  /** Its owner stopped it: it neither sends nor calls back any more. */
  #stopped = false
  /** Bytes under way to each peer. */
  readonly #queued = new Map<NodeId, number>()

  constructor(hub: Hub, options: MemoryNodeOptions) {
    this.self = options.id
    this.#hub = hub
    this.#events = options.events
    this.#maxFrameBytes = options.maxFrameBytes ?? NETWORK_OPTIONS.maxFrameBytes.default
    this.#maxQueuedBytes = options.maxQueuedBytes ?? NETWORK_OPTIONS.maxQueuedBytes.default
  }

  addresses(): string[] {
    return [`/memory/${this.self}/p2p/${this.self}`]
  }

  send(to: NodeId, frame: Uint8Array): void {
    if (!this.alive || this.#stopped) return
    const peer = to === this.self ? this : this.#hub.nodes.get(to)
    const queued = this.#queued.get(to) ?? 0
    if (frame.length > this.#maxFrameBytes)
      return this.#giveUp(to, 'FRAME_TOO_LARGE', 'the frame is too large')
    if (queued > 0 && queued + frame.length > this.#maxQueuedBytes)
      return this.#giveUp(to, 'QUEUE_FULL', 'the queue is full')
    if (peer === undefined || !this.#hub.reach(this, peer))
      return this.#giveUp(to, 'UNREACHABLE', `cannot reach ${to}`)
    this.#queued.set(to, queued + frame.length)
    // The receiver gets bytes of its own, as it would from a socket.
    const bytes = frame.slice()
    setImmediate(() => {
      this.#queued.set(to, (this.#queued.get(to) ?? 0) - bytes.length)
      // What is under way when a connection breaks is lost, and nobody is told: the port says so.
      if (this.#hub.reach(this, peer) && !peer.#stopped) peer.#events.onFrame(this.self, bytes)
    })
  }

  async closest(key: string, count: number): Promise<NodeId[]> {
    return nearest(this.#hub.nodes.keys(), key, count)
  }

  /** Everybody in the hub can be reached by name alone. */
  learn(): void {}

  peers() {
    const others = [...this.#hub.nodes.values()].filter((node) => node !== this)
    return others.map((node) => ({
      id: node.self,
      addresses: node.addresses(),
      connected: this.#connected.get(node.self) === node
    }))
  }

  neighbours() {
    return [...this.#hub.nodes.keys()].map((id) => ({ id, position: kadId(id) }))
  }

  async stop(): Promise<void> {
    this.#stopped = true
    // What was sent before is delivered in the next tick.
    await new Promise((resolve) => setImmediate(resolve))
    this.alive = false
    this.#hub.connect()
  }

  /** Compares the peers connected so far with those that are reachable now, and tells the difference. */
  update(): void {
    for (const [id, peer] of this.#connected) {
      if (this.#hub.nodes.get(id) === peer && this.#hub.reach(this, peer)) continue
      this.#connected.delete(id)
      this.#soon(() => this.#events.onDisconnected(id))
    }
    for (const [id, peer] of this.#hub.nodes) {
      if (peer === this || this.#connected.has(id) || !this.#hub.reach(this, peer)) continue
      this.#connected.set(id, peer)
      this.#soon(() => this.#events.onConnected(id))
    }
  }

  #giveUp(to: NodeId, code: NetworkError['code'], message: string): void {
    this.#soon(() => this.#events.onUndeliverable(to, 1, new NetworkError(code, message, { peer: to })))
  }

  /** Callbacks never come from within a call, and not after a stop. */
  #soon(callback: () => void): void {
    setImmediate(() => {
      if (this.alive && !this.#stopped) callback()
    })
  }
}
