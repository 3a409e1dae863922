// A Mainline node without sockets: packets go in, and those that come out are kept.

import type { Endpoint } from '../../src/addresses.ts'
import { decode, type Encodable, encode } from '../../src/bencode.ts'
import { BittorrentCounts } from '../../src/counts.ts'
import { Answers } from '../../src/mainline/answers.ts'
import { ItemAnswers } from '../../src/mainline/item-answers.ts'
import { Nearest } from '../../src/mainline/nearest.ts'
import { MainlineNode } from '../../src/mainline/node.ts'
import { RoutingTable } from '../../src/mainline/table.ts'
import { Tokens } from '../../src/mainline/tokens.ts'
import { MemoryItems, MemorySwarms } from './memory.ts'

export const SELF = Buffer.alloc(20, 0x5e)
export const OTHER = Buffer.alloc(20, 0xa5)
export const HASH = Buffer.alloc(20, 0x17)

export interface Sent {
  readonly to: Endpoint
  readonly bytes: number
  // biome-ignore lint/suspicious/noExplicitAny: what a test expects to find there
  readonly message: any
}

export class Wired {
  now = 1_000_000
  readonly swarms = new MemorySwarms()
  readonly items = new MemoryItems()
  readonly counts = new BittorrentCounts()
  readonly table = new RoutingTable(SELF, this.now)
  readonly sent: Sent[] = []
  readonly renamed: Uint8Array[] = []
  readonly node: MainlineNode
  #drawn = 0

  constructor({ localPeers = true }: { readonly localPeers?: boolean } = {}) {
    const { swarms, now } = this
    const draw = (bytes: number) => {
      const random = Buffer.alloc(bytes)
      random.writeUInt32BE(++this.#drawn)
      return random
    }
    const tokens = new Tokens(now, () => draw(16))
    const nearest = new Nearest(new Map([[4, this.table]]))
    const items = new ItemAnswers({ items: this.items, tokens, nearest, now })
    this.node = new MainlineNode({
      family: 4,
      table: this.table,
      counts: this.counts,
      answers: new Answers({ swarms, items, tokens, nearest, localPeers, now }),
      send: (packet, to) => {
        this.sent.push({ to, bytes: packet.length, message: plain(decode(Buffer.from(packet))) })
      },
      renamed: (id) => this.renamed.push(id),
      draw,
      now: () => this.now
    })
  }

  /** Gives it a packet, waits for what is answered at leisure, and returns what came out. */
  async receive(packet: Uint8Array, ip = '127.0.0.1', port = 5_000): Promise<Sent[]> {
    const before = this.sent.length
    this.node.receive(packet, { ip, port, family: 4 })
    for (let turn = 0; turn < 5; turn++) await Promise.resolve()
    return this.sent.slice(before)
  }

  /** The one answer to a query; pings of ours besides are left out. */
  async ask(
    method: string,
    args: Readonly<Record<string, Encodable>> = {},
    ip?: string,
    port?: number
  ): Promise<Sent['message']> {
    const sent = await this.receive(query(method, args), ip, port)
    return sent.find(({ message }) => message.t.toString() === 'aa')?.message
  }

  /** Has an address prove that it is there, with an id or the usual one. */
  async prove(ip: string, port = 5_000, id = OTHER): Promise<void> {
    const sent = await this.receive(query('get_peers', { info_hash: HASH }), ip, port)
    const ping = sent.find(({ message }) => message.q?.toString() === 'ping')
    if (ping === undefined) throw new Error(`${ip} was not asked`)
    await this.receive(encode({ r: { id }, t: ping.message.t, y: 'r' }), ip, port)
  }

  wait(ms: number): void {
    this.now += ms
    this.node.expire(this.now)
  }
}

export function query(
  method: string,
  args: Readonly<Record<string, Encodable>> = {},
  more: Readonly<Record<string, Encodable>> = {}
): Buffer {
  return encode({ a: { id: OTHER, ...args }, q: method, t: 'aa', y: 'q', ...more })
}

/** Dictionaries as objects. */
export function plain(value: unknown): unknown {
  if (value instanceof Map) return Object.fromEntries([...value].map(([key, item]) => [key, plain(item)]))
  return Array.isArray(value) ? value.map(plain) : value
}
