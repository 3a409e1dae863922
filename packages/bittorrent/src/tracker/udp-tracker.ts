// The UDP tracker (BEP 15). Pure but for the desk's promises: a packet in, at most one packet out. No answer to who has not shown a
// connection id is longer than its question, so forging an address gains nothing.
import { type Endpoint, familyOf, writeCompact } from '../addresses.ts'
import { CONNECTION_ID_BYTES, type ConnectionIds } from './connection-ids.ts'
import type { Asked, Desk, Told } from './desk.ts'
import { INTERVAL_SECONDS, ROUND_TRIP_MS, SCRAPES_MOST } from './limits.ts'

const PROTOCOL = 0x41727101980n
const CONNECT = 0
const ANNOUNCE = 1
const SCRAPE = 2
const FAILURE = 3
const EVENTS = [undefined, 'completed', 'started', 'stopped'] as const

const HEAD_BYTES = 16
const ANNOUNCE_BYTES = 98
const HASH_BYTES = 20
/** Shorter than the shortest question that it answers: a scrape of one swarm has 36. */
const BAD_ID = 'bad connection id'

export class UdpTracker {
  readonly #desk: Desk
  readonly #ids: ConnectionIds

  constructor(desk: Desk, ids: ConnectionIds) {
    this.#desk = desk
    this.#ids = ids
  }

  /** @returns the answer, or what comes to it; nothing to what is no question of a client */
  receive(packet: Buffer, from: Endpoint, now: number): Buffer | Promise<Buffer> | undefined {
    const answer = this.#answer(packet, from, now)
    if (answer === undefined) this.#desk.counts.add('trackerDropped')
    return answer
  }

  #answer(packet: Buffer, from: Endpoint, now: number): Buffer | Promise<Buffer> | undefined {
    if (packet.length < HEAD_BYTES || from.port === 0) return undefined
    const action = packet.readUInt32BE(8)
    const transaction = packet.subarray(12, HEAD_BYTES)
    if (action === CONNECT) {
      if (packet.readBigUInt64BE(0) !== PROTOCOL) return undefined
      return Buffer.concat([headOf(CONNECT, transaction), this.#ids.make(from, now)])
    }
    if (action !== ANNOUNCE && action !== SCRAPE) return undefined
    if (packet.length < (action === ANNOUNCE ? ANNOUNCE_BYTES : HEAD_BYTES + HASH_BYTES)) return undefined
    const age = this.#ids.age(packet.subarray(0, CONNECTION_ID_BYTES), from, now)
    if (age === undefined) {
      this.#desk.counts.add('trackerStrangers')
      return failed(transaction, BAD_ID)
    }
    const answer =
      action === ANNOUNCE
        ? this.#announce(packet, from, age, transaction)
        : this.#scrape(packet, from, transaction)
    return answer.catch((error: unknown) => failed(transaction, this.#desk.reasonOf(error)))
  }

  // What comes behind the port are options (BEP 41), which say nothing that is needed here. The address that a client gives for itself
  // is not looked at: it has proven another one.
  async #announce(packet: Buffer, { ip }: Endpoint, age: number, transaction: Uint8Array): Promise<Buffer> {
    const event = EVENTS[packet.readUInt32BE(80)]
    const asked: Asked = {
      infoHash: Uint8Array.prototype.slice.call(packet, 16, 36),
      left: packet.readBigUInt64BE(64),
      most: packet.readInt32BE(92),
      ...(event === undefined ? {} : { event }),
      ...(event === 'started' && age <= ROUND_TRIP_MS ? { rttMs: age } : {})
    }
    const told = await this.#desk.announce({ ip, port: packet.readUInt16BE(96) }, asked)
    return announced(told, familyOf(ip) === 4 ? 6 : 18, transaction)
  }

  async #scrape(packet: Buffer, { ip }: Endpoint, transaction: Uint8Array): Promise<Buffer> {
    const count = Math.min(SCRAPES_MOST, Math.floor((packet.length - HEAD_BYTES) / HASH_BYTES))
    const hashes = Array.from({ length: count }, (_, at) => {
      const begin = HEAD_BYTES + at * HASH_BYTES
      return Uint8Array.prototype.slice.call(packet, begin, begin + HASH_BYTES)
    })
    const all = await this.#desk.scrape(ip, hashes)
    const body = Buffer.alloc(12 * count)
    for (const [at, { seeds, completed, leechers }] of all.entries()) {
      body.writeUInt32BE(seeds, 12 * at)
      body.writeUInt32BE(completed, 12 * at + 4)
      body.writeUInt32BE(leechers, 12 * at + 8)
    }
    return Buffer.concat([headOf(SCRAPE, transaction), body])
  }
}

function announced({ peers, counts }: Told, width: number, transaction: Uint8Array): Buffer {
  const packet = Buffer.alloc(20 + peers.length * width)
  packet.writeUInt32BE(ANNOUNCE)
  packet.set(transaction, 4)
  packet.writeUInt32BE(INTERVAL_SECONDS, 8)
  packet.writeUInt32BE(counts.leechers, 12)
  packet.writeUInt32BE(counts.seeds, 16)
  let at = 20
  for (const peer of peers) at = writeCompact(peer, packet, at)
  return packet
}

function headOf(action: number, transaction: Uint8Array): Buffer {
  const head = Buffer.alloc(8)
  head.writeUInt32BE(action)
  head.set(transaction, 4)
  return head
}

function failed(transaction: Uint8Array, reason: string): Buffer {
  return Buffer.concat([headOf(FAILURE, transaction), Buffer.from(reason)])
}
