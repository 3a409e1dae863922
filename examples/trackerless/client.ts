// As much of a Mainline client (BEP 5) as it takes to announce oneself and to ask for peers. It answers pings, as a node does, and asks
// one node only. Peers are at one address here: a peer's port is its name, and also the one that it announces.

import { createSocket, type Socket } from 'node:dgram'
import { once } from 'node:events'

type Bencoded = number | Buffer | readonly Bencoded[] | { readonly [key: string]: Bencoded }
type Sayable = number | string | Buffer | { readonly [key: string]: Sayable }

export class MainlineClient {
  readonly #socket: Socket
  readonly #id: Buffer
  readonly #waiting = new Map<string, (answer: Bencoded) => void>()
  #asked = 0

  /** @param name at most 20 bytes: its id */
  static async open(name: string): Promise<MainlineClient> {
    const socket = createSocket('udp4')
    socket.bind(0, '127.0.0.1')
    await once(socket, 'listening')
    return new MainlineClient(socket, name)
  }

  private constructor(socket: Socket, name: string) {
    this.#socket = socket
    this.#id = Buffer.alloc(20, name.padEnd(20))
    socket.on('message', (packet, { port }) => this.#receive(packet, port))
  }

  get port(): number {
    return this.#socket.address().port
  }

  /** Ports of the peers that it is told of, in order, and the token with which it may announce itself. */
  async getPeers(gateway: string, infoHash: Buffer): Promise<{ peers: number[]; token: Buffer }> {
    const { token, values = [] } = await this.#ask(gateway, 'get_peers', { info_hash: infoHash })
    if (!Buffer.isBuffer(token)) throw new Error(`${gateway} sent no token`)
    return { token, peers: (values as readonly Buffer[]).map((compact) => compact.readUInt16BE(4)) }
  }

  async announce(gateway: string, infoHash: Buffer, token: Buffer): Promise<void> {
    await this.#ask(gateway, 'announce_peer', { implied_port: 1, info_hash: infoHash, port: 0, token })
  }

  close(): void {
    this.#socket.close()
  }

  async #ask(gateway: string, q: string, args: { readonly [key: string]: Sayable }) {
    const [host, port] = gateway.split(':')
    const t = `${this.#asked++}`.padStart(4, '0')
    const { promise, resolve, reject } = Promise.withResolvers<Bencoded>()
    this.#waiting.set(t, resolve)
    const late = setTimeout(() => reject(new Error(`${gateway} did not answer to ${q}`)), PATIENCE_MS)
    this.#socket.send(encode({ a: { id: this.#id, ...args }, q, t, y: 'q' }), Number(port), host)
    const answer = (await promise.finally(() => clearTimeout(late))) as { readonly [key: string]: Bencoded }
    if (answer.r === undefined) throw new Error(`${gateway} refused ${q}: ${answer.e}`)
    return answer.r as { readonly [key: string]: Bencoded }
  }

  #receive(packet: Buffer, from: number): void {
    const message = decode(packet) as { readonly t: Buffer; readonly y: Buffer }
    if (message.y.toString() === 'q')
      this.#socket.send(encode({ r: { id: this.#id }, t: message.t, y: 'r' }), from, '127.0.0.1')
    else this.#waiting.get(message.t.toString())?.(message)
  }
}

const PATIENCE_MS = 10_000

/** Bencode (BEP 3). */
function encode(value: Sayable): Buffer {
  if (typeof value === 'number') return Buffer.from(`i${value}e`)
  if (typeof value === 'string') return encode(Buffer.from(value))
  if (Buffer.isBuffer(value)) return Buffer.concat([Buffer.from(`${value.length}:`), value])
  const keys = Object.keys(value).sort()
  const entries = keys.flatMap((key) => [encode(key), encode((value as { [key: string]: Sayable })[key]!)])
  return Buffer.concat([Buffer.from('d'), ...entries, Buffer.from('e')])
}

/** Of what a gateway says, which is well-formed; that is not checked here. */
function decode(bytes: Buffer): Bencoded {
  let at = 0
  const upTo = (end: string) => {
    const begin = at
    at = bytes.indexOf(end, begin) + 1
    return Number(bytes.toString('latin1', begin, at - 1))
  }
  const values = () => {
    const all: Bencoded[] = []
    for (at++; bytes[at] !== 0x65; ) all.push(value())
    at++
    return all
  }
  const value = (): Bencoded => {
    const type = String.fromCharCode(bytes[at]!)
    if (type === 'i') {
      at++
      return upTo('e')
    }
    if (type === 'l') return values()
    if (type === 'd') {
      const all = values()
      return Object.fromEntries(
        all.flatMap((key, index) => (index % 2 === 0 ? [[`${key}`, all[index + 1]!]] : []))
      )
    }
    const length = upTo(':')
    at += length
    return bytes.subarray(at - length, at)
  }
  return value()
}
