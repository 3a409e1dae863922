// What nodes are told about connections. A broken one is told of, or shows by silence alone: drawn anew each time. A new
// one is always told of, to both.
import type { Millis, NodeId, Prng } from '@halley/model'
import type { Agenda } from './agenda.ts'
import type { Host } from './host.ts'
import { draw, type Latency } from './latency.ts'
import type { Links } from './links.ts'
import type { Overlay } from './overlay.ts'
import type { Trace } from './trace.ts'

export interface PresenceOptions {
  /** Probability that a node learns of a broken connection by more than silence. */
  readonly told: number
  /** How long it takes to notice. */
  readonly noticing: Latency
  /** How long it takes to connect again. */
  readonly connecting: Latency
  /** As in the overlay: how long attempts to connect again have to fail until a node is forgotten. */
  readonly forgetAfterMs: Millis
  /** Whom a node is connected to: everybody, or, where there are many, the nodes of its routing table. */
  readonly reach?: 'all' | 'near'
}

export class Presence {
  readonly #options: PresenceOptions
  readonly #hosts: ReadonlyMap<NodeId, Host>
  readonly #links: Links
  readonly #overlay: Overlay
  readonly #agenda: Agenda
  readonly #trace: Trace
  readonly #prng: Prng

  constructor(
    options: PresenceOptions,
    hosts: ReadonlyMap<NodeId, Host>,
    links: Links,
    overlay: Overlay,
    agenda: Agenda,
    trace: Trace,
    prng: Prng
  ) {
    this.#options = options
    this.#hosts = hosts
    this.#links = links
    this.#overlay = overlay
    this.#agenda = agenda
    this.#trace = trace
    this.#prng = prng
  }

  /** The node has started: it connects to everybody it can reach, and finds its place in the overlay. */
  started(id: NodeId): void {
    for (const peer of this.#others(id)) this.connect(id, peer)
  }

  /** The node has crashed: its connections break. */
  ended(id: NodeId): void {
    for (const peer of this.#others(id)) {
      this.#links.breakConnection(id, peer)
      if (this.#isTold()) this.#noticeLater(peer, id, () => this.#host(id)?.isUp !== true)
      this.#redial(peer, id)
    }
  }

  /** The connection of two nodes breaks, and is set up again. */
  broke(a: NodeId, b: NodeId): void {
    this.#links.breakConnection(a, b)
    for (const [node, peer] of [
      [a, b],
      [b, a]
    ] as const)
      if (this.#isTold()) this.#tell(node, peer, 'lost')
    this.connect(a, b)
  }

  /** Messages from one to the other no longer pass: whoever waits for them may notice. */
  cut(from: NodeId, to: NodeId): void {
    const stillCut = (): boolean => this.#links.isCut(from, to) || this.#links.isCut(to, from)
    for (const [node, peer] of [
      [from, to],
      [to, from]
    ] as const)
      if (this.#isTold()) this.#noticeLater(node, peer, stillCut)
  }

  /** The two can talk: after a moment they are connected. */
  connect(a: NodeId, b: NodeId): void {
    this.#agenda.after(this.#takes(this.#options.connecting), () => {
      if (this.#host(a)?.isUp !== true || this.#host(b)?.isUp !== true) return
      if (this.#links.isCut(a, b) || this.#links.isCut(b, a)) return
      if (!this.#dials(a, b) && !this.#dials(b, a)) return
      this.#tell(a, b, 'connected')
      this.#tell(b, a, 'connected')
    })
  }

  /** A message could not be delivered because nobody is there, or can be dialled. */
  undeliverable(from: NodeId, to: NodeId): void {
    const isUnreachable = (): boolean => this.#host(to)?.isUp !== true || !this.#links.nat.isOpen(from, to)
    if (this.#isTold()) this.#noticeLater(from, to, isUnreachable)
  }

  /** Whether they are connected by what `from` does. Who is behind NAT must be dialled by nobody, and know whom to dial. */
  #dials(from: NodeId, to: NodeId): boolean {
    const { nat } = this.#links
    if (nat.isBehind(from) && !this.#overlay.contacts(from).includes(to)) return false
    return nat.passes(from, to)
  }

  /** The overlay tries to connect again in the background: what it finds out decides who is forgotten. */
  #redial(node: NodeId, peer: NodeId): void {
    for (const ms of [0, this.#options.forgetAfterMs]) {
      this.#agenda.after(this.#takes(this.#options.noticing) + ms, () => {
        if (this.#host(peer)?.isUp !== true) this.#overlay.fail(node, peer, this.#agenda.now)
      })
    }
  }

  #noticeLater(node: NodeId, peer: NodeId, stillTrue: () => boolean): void {
    this.#agenda.after(this.#takes(this.#options.noticing), () => {
      if (stillTrue()) this.#tell(node, peer, 'lost')
    })
  }

  #tell(node: NodeId, peer: NodeId, what: 'connected' | 'lost'): void {
    const host = this.#host(node)
    if (host?.isUp !== true) return
    if (what === 'connected') this.#overlay.meet(node, peer)
    this.#trace.add(node, { type: what, peer })
    host.take({ type: 'placement.changed', lost: what === 'lost' })
    host.take({ type: what === 'connected' ? 'peer.connected' : 'peer.lost', peer })
  }

  #isTold(): boolean {
    return this.#prng.chance(this.#options.told)
  }

  #takes(latency: Latency): Millis {
    return draw(latency, this.#prng)
  }

  #host(id: NodeId): Host | undefined {
    return this.#hosts.get(id)
  }

  /** Who is or was connected to the node. */
  #others(id: NodeId): NodeId[] {
    if (this.#options.reach !== 'near') return [...this.#hosts.keys()].filter((other) => other !== id)
    const others = new Set(this.#overlay.contacts(id))
    for (const { id: other, isUp } of this.#hosts.values())
      if (isUp && this.#overlay.contacts(other).includes(id)) others.add(other)
    return [...others]
  }
}
