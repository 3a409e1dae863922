// A client of both trackers, as small as a test needs.
import { createSocket, type Socket } from 'node:dgram'
import { once } from 'node:events'
import { decode } from '../../src/bencode.ts'

type Answer = ReadonlyMap<string, unknown>

/** Bytes, each percent-encoded. */
export function percent(bytes: Uint8Array): string {
  return [...bytes].map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join('')
}

export async function httpGet(address: string, path: string): Promise<{ status: number; answer: Answer }> {
  const response = await fetch(`http://${address}${path}`)
  return { status: response.status, answer: decode(Buffer.from(await response.arrayBuffer())) as Answer }
}

export function announcePath(infoHash: Uint8Array, port: number, more = ''): string {
  return `/announce?info_hash=${percent(infoHash)}&peer_id=-XX0001-123456789012&port=${port}&uploaded=0&downloaded=0${more}`
}

export function textOf(answer: Answer, name: string): string {
  return Buffer.from(answer.get(name) as Uint8Array).toString()
}

export class UdpClient implements AsyncDisposable {
  readonly #socket: Socket
  readonly #to: { readonly host: string; readonly port: number }
  #transaction = 0

  constructor(address: string, from = '127.0.0.1') {
    const [, host, port] = /^\[?([^\]]*?)\]?:(\d+)$/.exec(address)!
    this.#to = { host: host!, port: Number(port) }
    this.#socket = createSocket(host!.includes(':') ? 'udp6' : 'udp4')
    this.#socket.bind(0, host!.includes(':') ? '::1' : from)
  }

  /** @param rest what follows the transaction @returns action and what follows the transaction */
  async ask(
    id: Uint8Array,
    action: number,
    rest: Uint8Array
  ): Promise<{ action: number; rest: Buffer; sent: number }> {
    const head = Buffer.alloc(8)
    head.writeUInt32BE(action)
    head.writeUInt32BE(++this.#transaction, 4)
    const packet = Buffer.concat([id, head, rest])
    const answered = once(this.#socket, 'message')
    this.#socket.send(packet, this.#to.port, this.#to.host)
    const [answer] = (await answered) as [Buffer]
    if (answer.readUInt32BE(4) !== this.#transaction) throw new Error('another transaction')
    return { action: answer.readUInt32BE(0), rest: answer.subarray(8), sent: packet.length }
  }

  async connect(): Promise<Buffer> {
    const protocol = Buffer.from('0000041727101980', 'hex')
    return (await this.ask(protocol, 0, new Uint8Array())).rest
  }

  announce(id: Uint8Array, infoHash: Uint8Array, port: number, { event = 0, left = 1, most = -1 } = {}) {
    return this.ask(id, 1, announceBytes(infoHash, port, { event, left, most }))
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await new Promise<void>((resolve) => this.#socket.close(() => resolve()))
  }
}

function announceBytes(
  infoHash: Uint8Array,
  port: number,
  { event, left, most }: { event: number; left: number; most: number }
): Buffer {
  const rest = Buffer.alloc(82)
  rest.set(infoHash)
  rest.writeBigUInt64BE(BigInt(left), 48)
  rest.writeUInt32BE(event, 64)
  rest.writeInt32BE(most, 76)
  rest.writeUInt16BE(port, 80)
  return rest
}
