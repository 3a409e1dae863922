/**
 * Everything that can go wrong between this node and the world, as one class with stable codes.
 *
 * A code is a contract: callers switch on it, operators grep for it, and it never changes meaning. The
 * message is for people and may. `details` carries the figures needed to act (sizes in bytes, the address or
 * the peer concerned), so nobody parses messages.
 *
 *     throw new NetworkError('FRAME_TOO_LARGE', 'peer announced 5000000 bytes, the limit is 1048576', { announced, limit })
 */

export type NetworkErrorCode =
  /** Another process listens on the address. `details.address`. */
  | 'PORT_IN_USE'
  /** The operating system refused to listen for another reason. `details.address`. */
  | 'LISTEN_FAILED'
  /** Not a multiaddr that TCP can use. `details.address`. */
  | 'BAD_MULTIADDR'
  /** An option is out of bounds. `details.option`, `details.value`. */
  | 'BAD_OPTION'
  /** Not a libp2p private key or peer id, or not one that can sign. */
  | 'IDENTITY_INVALID'
  /** The identity file exists but cannot be read or written. `details.path`. */
  | 'IDENTITY_FILE'
  /** A frame is larger than `maxFrameBytes`. `details.announced`, `details.limit`. */
  | 'FRAME_TOO_LARGE'
  /** The peer ended its stream in the middle of a frame. `details.got`, `details.wanted`. */
  | 'FRAME_TRUNCATED'
  /** The queue towards a peer is full. `details.queuedBytes`, `details.limit`. */
  | 'QUEUE_FULL'
  /** No address answered, or none is known, or it failed so lately that we do not try again yet. */
  | 'UNREACHABLE'
  /** The peer is there but does not speak Halley's protocol. */
  | 'PROTOCOL_UNSUPPORTED'
  /** The stream broke while it was in use. */
  | 'STREAM_LOST'
  /** The network was stopped. */
  | 'STOPPED'

export class NetworkError extends Error {
  readonly code: NetworkErrorCode
  /** The peer concerned, where there is one. */
  readonly peer: string | undefined
  readonly details: Readonly<Record<string, string | number>>

  constructor(
    code: NetworkErrorCode,
    message: string,
    details: Record<string, string | number> = {},
    cause?: unknown
  ) {
    super(message, cause === undefined ? {} : { cause })
    this.name = 'NetworkError'
    this.code = code
    this.peer = typeof details.peer === 'string' ? details.peer : undefined
    this.details = details
  }
}

/** The readable part of whatever was thrown. */
export function messageOf(thrown: unknown): string {
  if (thrown instanceof AggregateError && thrown.errors.length > 0)
    return thrown.errors.map(messageOf).join('; ')
  return thrown instanceof Error ? thrown.message : String(thrown)
}
