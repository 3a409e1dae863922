/**
 * The libp2p twin of the network port: puts the parts together.
 *
 *     host       libp2p with Halley's settings
 *     presence   who is connected; redials who is lost          → roster: who is known, who is forgotten
 *     directory  where others say that peers are
 *     links      frames, one long-lived stream for each pair
 *     overlay    who is nearest to a key                        → regions: where a local answer is exact
 */
import { parseAddress, peerOf } from './addresses.ts'
import { Directory } from './directory.ts'
import { createHost, type Host, startHost } from './host.ts'
import { parsePrivateKey } from './identity.ts'
import { Links } from './links.ts'
import { kadId } from './nearest.ts'
import { type NetworkOptionName, type NetworkTuning, tuned } from './options.ts'
import { Overlay } from './overlay.ts'
import type { Network, NetworkEvents, NodeId, PeerView } from './port.ts'
import { Presence } from './presence.ts'
import { BUCKET_SIZE, HALLEY_PROTOCOL, STREAMS_PER_CONNECTION } from './protocol.ts'
import { asking } from './question.ts'
import { Roster } from './roster.ts'

/** How long a stop waits for connections to end politely, in milliseconds. */
const CLOSE_MS = 300

/** The numbers are those of the table in `options.ts`. */
export interface Libp2pNetworkOptions extends Partial<Record<NetworkOptionName, number>> {
  /** A libp2p Ed25519 private key in protobuf bytes; see `identity.ts`. */
  readonly privateKey: Uint8Array
  /** TCP multiaddrs to listen on, for example `/ip4/0.0.0.0/tcp/4001`; port 0 lets the system choose. */
  readonly listen: readonly string[]
  /** Nodes to start from; `/p2p/…` at the end pins who must answer there. */
  readonly bootstrap: readonly string[]
  /** What to tell others instead of the addresses listened on (behind a port mapping). */
  readonly announce?: readonly string[]
  /** Find nodes on the local network by multicast. */
  readonly mdns?: boolean
  readonly events: NetworkEvents
}

/**
 * A running network. With bootstrap addresses it waits up to `joinTimeoutMs` until one has answered and the
 * neighbours are known; when none does, it starts alone and keeps trying.
 * @throws NetworkError IDENTITY_INVALID, BAD_MULTIADDR, BAD_OPTION, PORT_IN_USE, LISTEN_FAILED
 */
export async function createLibp2pNetwork(options: Libp2pNetworkOptions): Promise<Network> {
  const tuning = tuned(options)
  const privateKey = parsePrivateKey(options.privateKey)
  const listen = options.listen.map((address) => parseAddress(address).toString())
  const announce = (options.announce ?? []).map((address) => parseAddress(address).toString())
  const bootstrap = options.bootstrap.map((address) => {
    const parsed = parseAddress(address)
    return { address: parsed.toString(), peer: peerOf(parsed)?.toString() }
  })
  const pinned = bootstrap.filter(({ peer }) => peer !== undefined).map(({ address }) => address)
  const host = await createHost({
    privateKey,
    listen,
    announce,
    bootstrap: pinned,
    mdns: options.mdns === true,
    tuning
  })
  const network = new Libp2pNetwork(host, tuning, options.events)
  await network.handle()
  await startHost(host, listen)
  const others = bootstrap.filter(({ peer }) => peer !== network.self).map(({ address }) => address)
  await network.join(others, options.mdns === true)
  return network
}

class Libp2pNetwork implements Network {
  readonly self: NodeId
  readonly #host: Host
  readonly #tuning: NetworkTuning
  readonly #roster: Roster
  readonly #directory: Directory
  readonly #links: Links
  readonly #presence: Presence
  readonly #overlay: Overlay
  #stopped: Promise<void> | undefined
  #firstJoin: (() => void) | undefined

  constructor(host: Host, tuning: NetworkTuning, events: NetworkEvents) {
    this.self = host.peerId.toString()
    this.#host = host
    this.#tuning = tuning
    this.#roster = new Roster(this.self, tuning.forgetAfterMs)
    this.#directory = new Directory(host)
    this.#links = new Links(host, tuning, events, this.#directory, (peer) => this.#presence.dialFailed(peer))
    this.#presence = new Presence(host, this.#roster, tuning, {
      events,
      alive: (peer) => this.#links.alive(peer),
      arrived: (peer) => this.#overlay.arrived(peer),
      joined: () => void this.#overlay.join().then(() => this.#firstJoin?.())
    })
    const { dht } = host.services
    this.#overlay = new Overlay(host, dht, this.#roster, this.#presence, asking(dht), tuning)
  }

  async handle(): Promise<void> {
    await this.#host.handle(HALLEY_PROTOCOL, (stream, connection) => this.#links.accept(stream, connection), {
      maxInboundStreams: STREAMS_PER_CONNECTION,
      maxOutboundStreams: STREAMS_PER_CONNECTION
    })
  }

  async join(bootstrap: readonly string[], mdns: boolean): Promise<void> {
    if (mdns) this.#dialDiscovered()
    if (bootstrap.length === 0) return
    const { promise, resolve } = Promise.withResolvers<void>()
    this.#firstJoin = resolve
    const late = setTimeout(resolve, this.#tuning.joinTimeoutMs)
    this.#presence.pursueBootstrap(bootstrap)
    await promise
    clearTimeout(late)
  }

  addresses(): string[] {
    return this.#host.getMultiaddrs().map((address) => address.toString())
  }

  send(to: NodeId, frame: Uint8Array): void {
    if (to === this.self) setImmediate(() => this.#links.onFrame(to, frame))
    else this.#links.send(to, frame)
  }

  closest(key: string, count: number): Promise<NodeId[]> {
    return this.#overlay.closest(key, count)
  }

  learn(peer: NodeId, addresses: readonly string[]): void {
    if (peer === this.self) return
    this.#directory.learn(peer, addresses)
    this.#links.alive(peer)
  }

  peers(): PeerView[] {
    const rtts = new Map<NodeId, number>()
    for (const connection of this.#host.getConnections()) {
      if (connection.rtt !== undefined) rtts.set(connection.remotePeer.toString(), connection.rtt)
    }
    const view = (id: NodeId, addresses: readonly string[], connected: boolean): PeerView => {
      const rttMs = rtts.get(id)
      return { id, addresses: [...addresses], connected, ...(rttMs === undefined ? {} : { rttMs }) }
    }
    const known = [...this.#roster.all()].map((peer) => view(peer.id, peer.addresses, peer.connected))
    const undialable = this.#presence.connected().filter((id) => !this.#roster.has(id))
    return [...known, ...undialable.map((id) => view(id, [], true))]
  }

  neighbours(): { readonly id: NodeId; readonly position: Uint8Array }[] {
    const known = [...this.#roster.all()].map(({ id, position }) => ({ id, position }))
    return [{ id: this.self, position: kadId(this.self) }, ...known]
  }

  stop(): Promise<void> {
    this.#stopped ??= this.#stop()
    return this.#stopped
  }

  async #stop(): Promise<void> {
    this.#overlay.stop()
    this.#presence.stop()
    await this.#links.stop()
    // libp2p waits half a second for the end of a connection that the other side has ended already.
    const signal = AbortSignal.timeout(CLOSE_MS)
    await Promise.allSettled(this.#host.getConnections().map((connection) => connection.close({ signal })))
    await this.#host.stop()
  }

  /** Nodes that announce themselves on the local network, as many as a small mesh needs. */
  #dialDiscovered(): void {
    this.#host.addEventListener('peer:discovery', ({ detail }) => {
      if (this.#presence.connected().length >= BUCKET_SIZE) return
      const signal = AbortSignal.timeout(this.#tuning.dialTimeoutMs)
      // A neighbour that does not answer announces itself again in ten seconds.
      this.#presence.reach(detail.id, { signal }).catch(() => {})
    })
  }
}
