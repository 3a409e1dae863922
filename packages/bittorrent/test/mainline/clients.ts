// Clients for tests on real sockets: a raw one, and a node of another implementation, which is told whom to ask first, so that it asks
// nobody else: without that it would call at public routers.
import { createPublicKey, verify } from 'node:crypto'
import { createSocket } from 'node:dgram'
import type { EventEmitter } from 'node:events'
import { Client } from 'bittorrent-dht'
import { decode, encode } from '../../src/bencode.ts'
import { plain } from './wired.ts'

export interface Raw {
  // biome-ignore lint/suspicious/noExplicitAny: what a test expects to find there
  ask(method: string, args?: object, more?: object): Promise<any>
  /** The next packet that comes. */
  send(packet: Uint8Array): Promise<Buffer>
  close(): void
}

/** Asks one node, and answers no questions but pings where it is told to. */
export async function rawClient(to: string, { pongs = true, from = '' } = {}): Promise<Raw> {
  const [, host, port] = /^\[?(.*?)\]?:(\d+)$/.exec(to)!
  const socket = createSocket(host!.includes(':') ? 'udp6' : 'udp4')
  await new Promise<void>((resolve) => socket.bind(0, from === '' ? host! : from, resolve))
  const id = Buffer.from(`client ${socket.address().port}`.padEnd(20))
  const waiting: ((packet: Buffer) => void)[] = []
  socket.on('message', (packet, { address, port }) => {
    const message = plain(decode(packet)) as { y: Buffer; t: Buffer }
    if (message.y.toString() !== 'q') waiting.shift()?.(packet)
    else if (pongs) socket.send(encode({ r: { id }, t: message.t, y: 'r' }), port, address)
  })
  const send = (packet: Uint8Array) =>
    new Promise<Buffer>((resolve) => {
      waiting.push(resolve)
      socket.send(packet, Number(port), host!)
    })
  return {
    send,
    ask: async (method, args = {}, more = {}) =>
      plain(decode(await send(encode({ a: { id, ...args }, q: method, t: 'aa', y: 'q', ...more })))),
    close: () => void socket.close()
  }
}

export interface ForeignNode extends EventEmitter {
  listen(port: number, host: string, done: () => void): void
  address(): { readonly port: number }
  announce(infoHash: Buffer, port: number, done: (error?: Error | null) => void): void
  lookup(infoHash: Buffer, done: (error?: Error | null) => void): void
  put(item: object, done: (error: Error | null, target: Buffer, stored: number) => void): void
  get(
    target: Buffer,
    options: object,
    done: (error: Error | null, item?: { v: Buffer; seq?: number }) => void
  ): void
  toJSON(): { readonly nodes: readonly { readonly host: string; readonly port: number }[] }
  destroy(done: () => void): void
}

/** A node of bittorrent-dht on loopback, which knows no others than these. */
export async function foreignNode(bootstrap: readonly string[]): Promise<ForeignNode> {
  const node = new Client({
    bootstrap: bootstrap.length === 0 ? false : bootstrap,
    maxValues: 100,
    verify: (signature: Buffer, message: Buffer, k: Buffer) => {
      const key = Buffer.concat([Buffer.from('302a300506032b6570032100', 'hex'), k])
      return verify(null, message, createPublicKey({ key, format: 'der', type: 'spki' }), signature)
    }
  }) as unknown as ForeignNode
  await new Promise<void>((resolve) => node.listen(0, '127.0.0.1', resolve))
  if (bootstrap.length > 0) await new Promise<void>((resolve) => node.once('ready', resolve))
  return node
}

export function destroy(node: ForeignNode): Promise<void> {
  return new Promise((resolve) => node.destroy(resolve))
}
