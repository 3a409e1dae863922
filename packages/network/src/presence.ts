/**
 * Presence: who is connected, who of them speaks Halley, and what follows when that changes.
 *
 * libp2p's identify tells a new peer's protocols and addresses; only then does the peer count as connected
 * here. A peer without addresses can talk to us and never enters the roster, since nobody could dial it. A
 * peer that is lost is redialled: at once by the node with the smaller id, a moment later by the other one,
 * so that a glitch does not leave two connections.
 */
import type { AbortOptions, Connection, Libp2p, PeerId } from '@libp2p/interface'
import { peerIdFromString } from '@libp2p/peer-id'
import { multiaddr } from '@multiformats/multiaddr'
import type { NetworkTuning } from './options.ts'
import type { NetworkEvents, NodeId } from './port.ts'
import { HALLEY_PROTOCOL } from './protocol.ts'
import { Redialer } from './redialer.ts'
import type { Roster } from './roster.ts'

export interface PresenceOwner {
  readonly events: NetworkEvents
  /** The peer is connected: end its pause. */
  alive(peer: NodeId): void
  /** A node entered the roster. */
  arrived(peer: NodeId): void
  /** This node was alone, or has found a bootstrap node: time to get known. */
  joined(): void
}

export class Presence {
  readonly #libp2p: Libp2p
  readonly #roster: Roster
  readonly #owner: PresenceOwner
  readonly #tuning: NetworkTuning
  readonly #redialer: Redialer
  /** Connected peers that told what they speak: true if that includes Halley. */
  readonly #identified = new Map<NodeId, boolean>()
  readonly #awaitingIdentify = new Map<NodeId, Set<() => void>>()
  /** Bootstrap addresses by the peer found there. */
  readonly #bootstrapOf = new Map<NodeId, string>()
  #stopped = false

  constructor(libp2p: Libp2p, roster: Roster, tuning: NetworkTuning, owner: PresenceOwner) {
    this.#libp2p = libp2p
    this.#roster = roster
    this.#owner = owner
    this.#tuning = tuning
    this.#redialer = new Redialer(tuning, (target) => this.#dial(target))
    libp2p.addEventListener('peer:identify', ({ detail }) => {
      const addresses = detail.listenAddrs.map((address) => address.toString())
      this.#onIdentified(detail.connection, detail.protocols.includes(HALLEY_PROTOCOL), addresses)
    })
    libp2p.addEventListener('connection:open', ({ detail }) => owner.alive(detail.remotePeer.toString()))
    libp2p.addEventListener('peer:disconnect', ({ detail }) => this.#onLost(detail.toString()))
  }

  /** Connected peers that speak Halley. */
  connected(): NodeId[] {
    return [...this.#identified].filter(([, halley]) => halley).map(([id]) => id)
  }

  /** Dials these addresses until each has answered, and again whenever its node is lost. */
  pursueBootstrap(addresses: readonly string[]): void {
    for (const address of addresses) this.#redialer.pursue(address, true, 0)
  }

  /** Resolves when the peer is connected and identified. Rejects when it cannot be dialled or `signal` aborts. */
  async reach(peer: PeerId, options: AbortOptions): Promise<void> {
    const id = peer.toString()
    try {
      const connection = await this.#libp2p.dial(peer, options)
      await this.#identity(connection, options)
    } catch (error) {
      this.dialFailed(id)
      throw error
    }
  }

  /** Evidence that a peer is gone; see the roster's rule. */
  dialFailed(id: NodeId): void {
    this.#roster.dialFailed(id, Date.now())
  }

  stop(): void {
    this.#stopped = true
    this.#redialer.stop()
  }

  #onIdentified(connection: Connection, halley: boolean, addresses: string[]): void {
    // The connection may have closed while identify was on its way; its loss will not be told again.
    if (this.#stopped || connection.status !== 'open') return
    const id = connection.remotePeer.toString()
    const before = this.#identified.get(id)
    this.#identified.set(id, halley)
    for (const resolve of this.#awaitingIdentify.get(id) ?? []) resolve()
    this.#awaitingIdentify.delete(id)
    if (!halley) return
    const alone = this.#roster.size === 0
    if (addresses.length > 0 && this.#roster.reached(id, addresses, Date.now())) this.#owner.arrived(id)
    this.#redialer.found(id)
    if (before !== true) this.#owner.events.onConnected(id)
    if (alone && this.#roster.size > 0) this.#owner.joined()
  }

  #onLost(id: NodeId): void {
    const halley = this.#identified.get(id)
    this.#identified.delete(id)
    if (this.#stopped) return
    this.#roster.lost(id, Date.now())
    if (halley === true) this.#owner.events.onDisconnected(id)
    const bootstrap = this.#bootstrapOf.get(id)
    const delayMs = this.#roster.self < id ? 0 : this.#tuning.redialFirstMs
    if (bootstrap !== undefined) this.#redialer.pursue(bootstrap, true, delayMs)
    // Near the limit libp2p prunes connections on purpose: redialling would only move the problem.
    const crowded = this.#identified.size > this.#tuning.maxConnections * 0.8
    if (this.#roster.has(id) && !crowded) this.#redialer.pursue(id, false, delayMs)
  }

  /** Rejects when the target is not connected afterwards: the redialler's signal to come back later. */
  async #dial(target: string): Promise<void> {
    const signal = AbortSignal.timeout(this.#tuning.dialTimeoutMs)
    if (!target.startsWith('/')) return this.reach(peerIdFromString(target), { signal })
    const connection = await this.#libp2p.dial(multiaddr(target), { signal })
    const id = connection.remotePeer.toString()
    this.#bootstrapOf.set(id, target)
    await this.#identity(connection, { signal })
    if (this.#identified.get(id) === true) this.#owner.joined()
  }

  async #identity(connection: Connection, options: AbortOptions): Promise<void> {
    const id = connection.remotePeer.toString()
    if (this.#identified.has(id)) return
    const { promise, resolve, reject } = Promise.withResolvers<void>()
    const waiting = this.#awaitingIdentify.get(id) ?? new Set()
    this.#awaitingIdentify.set(id, waiting)
    waiting.add(resolve)
    const gone = () => reject(new Error('the connection closed before the peer told what it speaks'))
    const late = () => reject(options.signal?.reason)
    connection.addEventListener('close', gone)
    options.signal?.addEventListener('abort', late)
    try {
      await promise
    } finally {
      connection.removeEventListener('close', gone)
      options.signal?.removeEventListener('abort', late)
      waiting.delete(resolve)
      if (waiting.size === 0) this.#awaitingIdentify.delete(id)
    }
  }
}
