/**
 * Fewer, larger writes: an encrypter whose connections pass on together what belongs together, and leave out what can wait.
 *
 * Each write is a call of the system here and a wake-up at the other end, and each message is a cipher of its own: for
 * the small frames of a busy node these cost more than all that is in them.
 *
 *   - An encrypted message comes out as several pieces (a length, the bytes, a tag): they leave in one write.
 *   - The muxer says after every chunk it receives that it has room for more. What it says is added up, and leaves
 *     when it is worth a message: the other side still has seven eighths of the smallest window by then.
 *   - Noise's own reader throws an error at the end of each chunk, for want of another message: that costs as much as
 *     decrypting a small message. Messages are cut out like our frames.
 *
 * The bytes of the protocol and their order are the same as without, but for the number of window updates.
 */
import type { ConnectionEncrypter, MessageStream } from '@libp2p/interface'
import type { Uint8ArrayList } from 'uint8arraylist'
import { FrameDecoder } from './frames.ts'

/** The header of a frame of yamux: version, type, two bytes of flags, stream, length. In bytes. */
const HEADER_BYTES = 12
const WINDOW_UPDATE = 1
/** Room that a stream's sender is not told of yet, at most: an eighth of the window that it begins with. In bytes. */
const UNTOLD_BYTES = 32 * 1024
/** Streams of a connection whose senders may have untold room. Most streams are short, and nobody tells us of their end. */
const UNTOLD_STREAMS = 16

/** An encrypted message of Noise: its length has two bytes. */
const LENGTH_BYTES = 2
const MESSAGE_BYTES = 0xffff

/** The encrypter, with connections that gather their writes. */
export function gathered<Components>(
  create: (components: Components) => ConnectionEncrypter
): (components: Components) => ConnectionEncrypter {
  return (components) => {
    const encrypter = create(components)
    const [inbound, outbound] = [encrypter.secureInbound, encrypter.secureOutbound]
    encrypter.secureInbound = async (raw, options) => {
      const secured = await inbound.call(encrypter, inOnePiece(raw), options)
      return { ...secured, connection: withFewUpdates(withCheapCuts(secured.connection)) }
    }
    encrypter.secureOutbound = async (raw, options) => {
      const secured = await outbound.call(encrypter, inOnePiece(raw), options)
      return { ...secured, connection: withFewUpdates(withCheapCuts(secured.connection)) }
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

/** Adds up window updates. */
function withFewUpdates<Connection extends MessageStream>(connection: Connection): Connection {
  const send = connection.send.bind(connection)
  /** Bytes of room by stream, the stream that was added first first. */
  const untold = new Map<number, number>()
  connection.send = (message) => {
    if (!isWindowUpdate(message)) return send(message)
    const header = new DataView(message.buffer, message.byteOffset, HEADER_BYTES)
    const stream = header.getUint32(4)
    const room = (untold.get(stream) ?? 0) + header.getUint32(8)
    if (room < UNTOLD_BYTES) {
      untold.set(stream, room)
      if (untold.size <= UNTOLD_STREAMS) return !connection.writableNeedsDrain
      const [oldest, its] = untold.entries().next().value!
      untold.delete(oldest)
      return send(windowUpdate(oldest, its))
    }
    untold.delete(stream)
    return send(windowUpdate(stream, room))
  }
  return connection
}

/** Whether it says that there is room for more, and nothing else: flags begin and end streams. */
function isWindowUpdate(message: Uint8Array | Uint8ArrayList): message is Uint8Array {
  if (!(message instanceof Uint8Array) || message.byteLength !== HEADER_BYTES) return false
  return message[1] === WINDOW_UPDATE && message[2] === 0 && message[3] === 0
}

function windowUpdate(stream: number, room: number): Uint8Array {
  const header = new DataView(new ArrayBuffer(HEADER_BYTES))
  header.setUint8(1, WINDOW_UPDATE)
  header.setUint32(4, stream)
  header.setUint32(8, room)
  return new Uint8Array(header.buffer)
}

/** What Noise's connections cut messages out of chunks with: not part of its interface, so a test checks that it is used. */
interface Cutting {
  decoder?: {
    /** The beginning of a message. */
    readonly buffer: Uint8ArrayList
    decode(chunk: Uint8Array | Uint8ArrayList): Iterable<Uint8Array | Uint8ArrayList>
  }
}

function withCheapCuts<Connection extends MessageStream>(connection: Connection): Connection {
  const { decoder } = connection as Cutting
  if (decoder === undefined) return connection
  const messages = new FrameDecoder(MESSAGE_BYTES, LENGTH_BYTES)
  messages.push(decoder.buffer.subarray(), [])
  decoder.decode = (chunk) => {
    const complete: Uint8Array[] = []
    for (const part of chunk instanceof Uint8Array ? [chunk] : chunk) messages.push(part, complete)
    return complete
  }
  return connection
}
