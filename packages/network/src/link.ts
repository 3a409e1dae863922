/**
 * A link: everything between this node and one peer. A queue of frames, and the stream they leave through.
 *
 * Frames sent in one tick leave in one write. While the stream is congested they wait here, up to
 * `maxQueuedBytes`; beyond that they are undeliverable, because a slow peer must not fill our memory.
 *
 * Both sides may open a stream at the same moment. Both then exist, and frames may already travel on both, so
 * one cannot simply be dropped. The rule that loses nothing and keeps the order:
 *
 *   1. The stream opened by the node with the smaller id wins.
 *   2. While the loser is not read to its end, nothing is written to or read from the winner.
 *   3. The opener of the loser ends its side at once; the other side ends its own when it has read that end.
 *
 * Whatever a side sent on the loser is thus read before what it sends on the winner, and neither side waits
 * for more than the other's end of stream. A loser that does not end within `settleTimeoutMs` is cut.
 */
import type { Stream } from '@libp2p/interface'
import { messageOf, NetworkError } from './errors.ts'
import { encodeFrames, HEADER_BYTES } from './frames.ts'
import type { NodeId } from './port.ts'
import { readFrames } from './reading.ts'

export interface LinkOwner {
  readonly self: NodeId
  readonly maxFrameBytes: number
  readonly maxQueuedBytes: number
  readonly settleTimeoutMs: number
  onFrame(from: NodeId, frame: Uint8Array): void
  onUndeliverable(peer: NodeId, frames: number, reason: NetworkError): void
  onFault(fault: NetworkError): void
  /** Frames wait and there is no stream: open one, then `adopt` it, or `giveUp`. */
  openStream(link: Link): void
  /** The stream ended and nothing replaced it. */
  onIdle(link: Link): void
}

interface Channel {
  readonly stream: Stream
  readonly ours: boolean
}

/** Yamux's initial window: a larger write could not leave anyway. In bytes. */
const BATCH_BYTES = 256 * 1024
/** What a queued frame costs besides its bytes. */
const OVERHEAD_BYTES = HEADER_BYTES + 60

export class Link {
  readonly peer: NodeId
  readonly #owner: LinkOwner
  #queue: Uint8Array[] = []
  #queuedBytes = 0
  #flushAsked = false
  /** Frames refused since the last report, and why. */
  #refused = 0
  #refusal: NetworkError | undefined
  /** The channel that frames are written to. */
  #current: Channel | undefined
  /** The loser of two, still being read; see the opening comment. */
  #loser: Channel | undefined

  constructor(peer: NodeId, owner: LinkOwner) {
    this.peer = peer
    this.#owner = owner
  }

  /** Frames wait, or a stream exists. */
  get busy(): boolean {
    return this.#queue.length > 0 || this.#current !== undefined || this.#loser !== undefined
  }

  get hasStream(): boolean {
    return this.#current !== undefined
  }

  get waitingFrames(): number {
    return this.#queue.length
  }

  /** Queues a frame. Never throws; failures are reported later, never from within this call. */
  send(frame: Uint8Array): void {
    const { maxFrameBytes, maxQueuedBytes } = this.#owner
    if (frame.length > maxFrameBytes) {
      const details = { announced: frame.length, limit: maxFrameBytes, peer: this.peer }
      const message = `a frame of ${frame.length} bytes was sent, the limit is ${maxFrameBytes}`
      this.refuse(new NetworkError('FRAME_TOO_LARGE', message, details))
      return
    }
    const cost = frame.length + OVERHEAD_BYTES
    if (this.#queuedBytes + cost > maxQueuedBytes && this.#queue.length > 0) {
      const details = { queuedBytes: this.#queuedBytes, limit: maxQueuedBytes, peer: this.peer }
      this.refuse(new NetworkError('QUEUE_FULL', `${this.#queuedBytes} bytes wait for ${this.peer}`, details))
      return
    }
    this.#queue.push(frame)
    this.#queuedBytes += cost
    this.#askFlush()
  }

  /** Counts a frame that will not be sent; the report follows in a tick of its own. */
  refuse(reason: NetworkError): void {
    this.#refused++
    this.#refusal = reason
    this.#askFlush()
  }

  /** Everything that waits is undeliverable. */
  giveUp(reason: NetworkError): void {
    const frames = this.#queue.length
    this.#queue = []
    this.#queuedBytes = 0
    if (frames > 0) this.#owner.onUndeliverable(this.peer, frames, reason)
  }

  /** Takes over a stream, opened by us or by the peer. */
  adopt(stream: Stream, ours: boolean): void {
    stream.addEventListener('drain', () => this.#askFlush())
    const newcomer = { stream, ours }
    const rivals = [this.#loser, this.#current]
    for (const rival of rivals) {
      // Nobody opens a second stream unless its first one is dead, whatever we know of that.
      if (rival?.ours === ours) rival.stream.abort(new Error('superseded by a newer stream'))
    }
    const rival = rivals.find((channel) => channel !== undefined && channel.ours !== ours)
    if (rival === undefined) {
      this.#current = newcomer
      void this.#read(newcomer)
      this.#askFlush()
      return
    }
    const oursWins = this.#owner.self < this.peer
    const [winner, loser] = ours === oursWins ? [newcomer, rival] : [rival, newcomer]
    this.#settle(winner, loser, newcomer)
  }

  /** Writes what can be written and ends our side, as far as that is possible before `signal` aborts. */
  async finish(signal: AbortSignal): Promise<void> {
    this.#flush()
    try {
      await this.#current?.stream.close({ signal })
    } catch {
      // Too slow, or gone: `cut` is next in either case.
    }
  }

  /** Cuts both streams; what waits is dropped without a report. */
  cut(reason: Error): void {
    this.#queue = []
    this.#queuedBytes = 0
    for (const channel of [this.#current, this.#loser]) channel?.stream.abort(reason)
    this.#current = undefined
    this.#loser = undefined
  }

  #settle(winner: Channel, loser: Channel, newcomer: Channel): void {
    this.#current = winner
    this.#loser = loser
    const cut = setTimeout(
      () => loser.stream.abort(new Error('did not end in time')),
      this.#owner.settleTimeoutMs
    )
    const readLoser = newcomer === loser ? this.#read(loser) : this.#ended(loser)
    if (loser.ours) endWriting(loser.stream)
    void readLoser.then(() => {
      clearTimeout(cut)
      if (this.#loser === loser) this.#loser = undefined
      if (this.#current === winner && newcomer === winner) void this.#read(winner)
      this.#askFlush()
    })
  }

  /** For each channel being read: resolves when it was read to its end. */
  readonly #reading = new Map<Channel, Promise<void>>()

  #ended(channel: Channel): Promise<void> {
    return this.#reading.get(channel) ?? Promise.resolve()
  }

  #read(channel: Channel): Promise<void> {
    const reading = this.#readToEnd(channel).finally(() => {
      this.#reading.delete(channel)
      if (this.#current !== channel) return
      this.#current = undefined
      if (this.#queue.length > 0) this.#askFlush()
      else if (!this.busy) this.#owner.onIdle(this)
    })
    this.#reading.set(channel, reading)
    return reading
  }

  async #readToEnd(channel: Channel): Promise<void> {
    const { stream } = channel
    try {
      await readFrames(stream, this.#owner.maxFrameBytes, (frame) => this.#owner.onFrame(this.peer, frame))
      endWriting(stream)
    } catch (error) {
      stream.abort(error instanceof Error ? error : new Error(messageOf(error)))
      // Anything else is a reset or a lost connection: the world, not a breach of protocol.
      if (error instanceof NetworkError) {
        this.#owner.onFault(
          new NetworkError(error.code, error.message, { ...error.details, peer: this.peer })
        )
      }
    }
  }

  #askFlush(): void {
    if (this.#flushAsked) return
    this.#flushAsked = true
    setImmediate(() => this.#flush())
  }

  #flush(): void {
    this.#flushAsked = false
    if (this.#refused > 0) {
      const [frames, reason] = [this.#refused, this.#refusal!]
      this.#refused = 0
      this.#owner.onUndeliverable(this.peer, frames, reason)
    }
    if (this.#queue.length === 0 || this.#loser !== undefined) return
    if (this.#current === undefined) return this.#owner.openStream(this)
    const { stream } = this.#current
    while (this.#queue.length > 0 && !stream.writableNeedsDrain) {
      // A stream that can no longer be written to is about to be read to its end, which asks for another flush.
      if (stream.writeStatus !== 'writable') return
      const batch = this.#takeBatch()
      try {
        stream.send(encodeFrames(batch))
      } catch (error) {
        const reason = new NetworkError(
          'STREAM_LOST',
          `the stream broke: ${messageOf(error)}`,
          { peer: this.peer },
          error
        )
        this.#owner.onUndeliverable(this.peer, batch.length, reason)
        stream.abort(reason)
        return
      }
    }
  }

  #takeBatch(): Uint8Array[] {
    let count = 0
    let bytes = 0
    while (count < this.#queue.length && (count === 0 || bytes + this.#queue[count]!.length <= BATCH_BYTES)) {
      bytes += this.#queue[count++]!.length
    }
    this.#queuedBytes -= bytes + count * OVERHEAD_BYTES
    if (count < this.#queue.length) return this.#queue.splice(0, count)
    const all = this.#queue
    this.#queue = []
    return all
  }
}

/** Ends our side of a stream once its bytes are out. */
function endWriting(stream: Stream): void {
  // A failure means that the stream is gone, which its reader sees and handles.
  stream.close().catch(() => {})
}
