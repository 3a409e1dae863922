/**
 * All links, and how a link gets its stream: an existing connection if there is one, else a dial to the
 * addresses libp2p knows, else one search for the peer in the overlay, all within `dialTimeoutMs`.
 *
 * After a failure the peer is left alone for a pause that doubles up to `redialMaxMs`: frames sent meanwhile
 * are undeliverable at once instead of waiting for a dial that would fail. Any sign of life (a connection, a
 * stream) ends the pause.
 */
import type { Connection, Libp2p, Stream } from '@libp2p/interface'
import { peerIdFromString } from '@libp2p/peer-id'
import type { Directory } from './directory.ts'
import { messageOf, NetworkError } from './errors.ts'
import { Link, type LinkOwner } from './link.ts'
import type { NetworkTuning } from './options.ts'
import type { NetworkEvents, NodeId } from './port.ts'
import { HALLEY_PROTOCOL, STREAMS_PER_CONNECTION } from './protocol.ts'

/** Links without a stream that are remembered for their pause after a failure. */
const MAX_IDLE_LINKS = 4096

/** How long a stop waits for frames that were sent before it, in milliseconds. */
const FAREWELL_MS = 300

/** How libp2p says that a connection is on its way out. */
const CLOSING = new Set(['ConnectionClosedError', 'MuxerClosedError'])

interface Pause {
  untilMs: number
  lengthMs: number
  reason: NetworkError
}

export class Links implements LinkOwner {
  readonly self: NodeId
  readonly maxFrameBytes: number
  readonly maxQueuedBytes: number
  readonly settleTimeoutMs: number
  readonly #tuning: NetworkTuning
  readonly #libp2p: Libp2p
  readonly #events: NetworkEvents
  readonly #directory: Directory
  readonly #onDialFailed: (peer: NodeId) => void
  readonly #links = new Map<NodeId, Link>()
  readonly #pauses = new Map<NodeId, Pause>()
  readonly #opening = new Set<NodeId>()
  #stopped = false

  constructor(
    libp2p: Libp2p,
    tuning: NetworkTuning,
    events: NetworkEvents,
    directory: Directory,
    onDialFailed: (peer: NodeId) => void
  ) {
    this.self = libp2p.peerId.toString()
    this.maxFrameBytes = tuning.maxFrameBytes
    this.maxQueuedBytes = tuning.maxQueuedBytes
    this.settleTimeoutMs = tuning.settleTimeoutMs
    this.#tuning = tuning
    this.#libp2p = libp2p
    this.#events = events
    this.#directory = directory
    this.#onDialFailed = onDialFailed
  }

  send(to: NodeId, frame: Uint8Array): void {
    if (this.#stopped) return
    const link = this.#linkTo(to)
    const pause = this.#pauses.get(to)
    if (pause !== undefined && !link.hasStream && Date.now() < pause.untilMs) link.refuse(pause.reason)
    else link.send(frame)
  }

  /** A stream that a peer opened to us. */
  accept(stream: Stream, connection: Connection): void {
    const peer = connection.remotePeer.toString()
    if (this.#stopped) stream.abort(new Error('stopped'))
    else this.#linkTo(peer).adopt(stream, false)
    this.#pauses.delete(peer)
  }

  /** The peer was heard of: try it again at once. */
  alive(peer: NodeId): void {
    this.#pauses.delete(peer)
  }

  openStream(link: Link): void {
    if (this.#opening.has(link.peer) || this.#stopped) return
    this.#opening.add(link.peer)
    this.#open(link)
      .catch((error: unknown) => {
        const reason = openingError(link.peer, error)
        this.#pause(link.peer, reason)
        link.giveUp(reason)
        if (reason.code === 'UNREACHABLE') this.#onDialFailed(link.peer)
      })
      .finally(() => {
        this.#opening.delete(link.peer)
        if (!link.busy) this.onIdle(link)
      })
  }

  onFrame(from: NodeId, frame: Uint8Array): void {
    if (this.#stopped) return
    try {
      this.#events.onFrame(from, frame)
    } catch (error) {
      // The owner's bug, not the peer's: it must neither break the peer's stream nor stay hidden.
      process.nextTick(() => {
        throw error
      })
    }
  }

  onUndeliverable(peer: NodeId, frames: number, reason: NetworkError): void {
    if (!this.#stopped) this.#events.onUndeliverable(peer, frames, reason)
  }

  onFault(fault: NetworkError): void {
    if (!this.#stopped) this.#events.onFault?.(fault)
  }

  onIdle(link: Link): void {
    // A stream that is being opened will be adopted by this very link: another one beside it would open a rival.
    if (!this.#pauses.has(link.peer) && !this.#opening.has(link.peer)) this.#links.delete(link.peer)
  }

  /** Lets the frames that were sent so far leave, for a moment, and ends all streams. */
  async stop(): Promise<void> {
    this.#stopped = true
    const signal = AbortSignal.timeout(FAREWELL_MS)
    await Promise.all([...this.#links.values()].map((link) => link.finish(signal)))
    for (const link of this.#links.values()) link.cut(new NetworkError('STOPPED', 'the network was stopped'))
    this.#links.clear()
  }

  async #open(link: Link): Promise<void> {
    const signal = AbortSignal.timeout(this.#tuning.dialTimeoutMs)
    const peer = peerIdFromString(link.peer)
    const options = { signal, maxOutboundStreams: STREAMS_PER_CONNECTION }
    await this.#directory.renew(link.peer)
    // With nobody to ask, libp2p would wait for somebody until the signal aborts.
    if (this.#libp2p.getPeers().length === 0 && !(await this.#libp2p.peerStore.has(peer))) {
      throw new Error('no address is known, and there is nobody to ask')
    }
    let connection = await this.#libp2p.dial(peer, { signal })
    // The peer may have opened a stream while we dialled.
    if (link.hasStream) return
    let stream: Stream
    try {
      stream = await connection.newStream(HALLEY_PROTOCOL, options)
    } catch (error) {
      // A connection that is being closed is still offered for a moment; behind it the peer may be up again.
      if (!CLOSING.has((error as Error).name)) throw error
      connection = await this.#libp2p.dial(peer, { signal, force: true })
      stream = await connection.newStream(HALLEY_PROTOCOL, options)
    }
    if (this.#stopped) stream.abort(new Error('stopped'))
    else link.adopt(stream, true)
    this.#pauses.delete(link.peer)
  }

  #linkTo(peer: NodeId): Link {
    let link = this.#links.get(peer)
    if (link === undefined) {
      this.#trim()
      link = new Link(peer, this)
      this.#links.set(peer, link)
    }
    return link
  }

  #trim(): void {
    if (this.#links.size < MAX_IDLE_LINKS) return
    for (const [peer, link] of this.#links) {
      if (link.busy || this.#opening.has(peer)) continue
      this.#links.delete(peer)
      this.#pauses.delete(peer)
    }
  }

  #pause(peer: NodeId, reason: NetworkError): void {
    const last = this.#pauses.get(peer)?.lengthMs
    const lengthMs = Math.min(
      last === undefined ? this.#tuning.redialFirstMs : last * 2,
      this.#tuning.redialMaxMs
    )
    this.#pauses.set(peer, { untilMs: Date.now() + lengthMs, lengthMs, reason })
  }
}

function openingError(peer: NodeId, error: unknown): NetworkError {
  const unsupported = error instanceof Error && error.name === 'UnsupportedProtocolError'
  return unsupported
    ? new NetworkError('PROTOCOL_UNSUPPORTED', `${peer} does not speak ${HALLEY_PROTOCOL}`, { peer }, error)
    : new NetworkError('UNREACHABLE', `cannot reach ${peer}: ${messageOf(error)}`, { peer }, error)
}
