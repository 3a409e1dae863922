/**
 * Fewer, larger writes: an encrypter whose connections pass on together what belongs together.
 *
 * Each write is a call of the system here and a wake-up at the other end, and each message is a cipher of its own: for
 * the small frames of a busy node these cost more than all that is in them. Two things are gathered:
 *
 *   - An encrypted message comes out as several pieces (a length, the bytes, a tag): they leave in one write.
 *   - The muxer says after every chunk it receives that it has room for more. Such window updates wait for the next frame to
 *     the same peer, or for the end of this turn of the event loop, and are encrypted together with it.
 *
 * The bytes of the protocol and their order are the same as without.
 */
import type { ConnectionEncrypter, MessageStream } from '@libp2p/interface'
import { Uint8ArrayList } from 'uint8arraylist'

/** The header of a frame of yamux: version, type, two bytes of flags, stream, length. In bytes. */
const HEADER_BYTES = 12
const WINDOW_UPDATE = 1

/** The encrypter, with connections that gather their writes. */
export function gathered<Components>(
  create: (components: Components) => ConnectionEncrypter
): (components: Components) => ConnectionEncrypter {
  return (components) => {
    const encrypter = create(components)
    const [inbound, outbound] = [encrypter.secureInbound, encrypter.secureOutbound]
    encrypter.secureInbound = async (raw, options) => {
      const secured = await inbound.call(encrypter, inOnePiece(raw), options)
      return { ...secured, connection: withCompany(secured.connection) }
    }
    encrypter.secureOutbound = async (raw, options) => {
      const secured = await outbound.call(encrypter, inOnePiece(raw), options)
      return { ...secured, connection: withCompany(secured.connection) }
    }
    return encrypter
  }
}

/** Sends each message as one piece. */
function inOnePiece<Connection extends MessageStream>(connection: Connection): Connection {
  const send = connection.send.bind(connection)
  connection.send = (message) => send(message.subarray())
  return connection
}

/** Sends window updates together with what follows them. */
function withCompany<Connection extends MessageStream>(connection: Connection): Connection {
  const send = connection.send.bind(connection)
  const close = connection.close.bind(connection)
  let waiting = new Uint8ArrayList()
  const release = (): boolean => {
    const message = waiting
    waiting = new Uint8ArrayList()
    return send(message)
  }
  const releaseAlone = (): void => {
    if (waiting.byteLength === 0 || connection.status !== 'open') return
    try {
      release()
    } catch {
      // The connection is about to be gone, as its muxer learns by itself.
    }
  }
  connection.send = (message) => {
    const isFirst = waiting.byteLength === 0
    waiting.append(message)
    if (!isWindowUpdate(message) || connection.status !== 'open') return release()
    // Answers to what has arrived leave in the last phase of this turn of the event loop, some after the first of these two.
    if (isFirst) setImmediate(() => setImmediate(releaseAlone))
    return !connection.writableNeedsDrain
  }
  connection.close = (options) => {
    releaseAlone()
    return close(options)
  }
  return connection
}

/** Whether it says that there is room for more, and nothing else: flags begin and end streams. */
function isWindowUpdate(message: Uint8Array | Uint8ArrayList): boolean {
  if (message.byteLength !== HEADER_BYTES) return false
  const [, type, ...flags] = message.subarray(0, 4)
  return type === WINDOW_UPDATE && flags.every((flag) => flag === 0)
}
