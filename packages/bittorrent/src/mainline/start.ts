// Starts a Mainline node on UDP: sockets, clock and timers around the parts that know of neither. One address of each family may be
// listened on; each has its id and its table (BEP 32, BEP 45), and both answer for the same swarms. Nobody is asked anything unless
// an operator names somebody, or somebody asks first.
import { randomBytes } from 'node:crypto'
import { lookup } from 'node:dns/promises'
import {
  canonicalIp,
  type Endpoint,
  type Family,
  familyOf,
  isLocal,
  isUnicast,
  parseEndpoint,
  showEndpoint
} from '../addresses.ts'
import { BittorrentCounts } from '../counts.ts'
import { BittorrentError } from '../errors.ts'
import type { Items } from '../items/item.ts'
import type { Swarms } from '../swarms.ts'
import { listenUdp, type UdpSocket } from '../udp.ts'
import { Answers } from './answers.ts'
import { ItemAnswers } from './item-answers.ts'
import { KeptIds } from './kept-ids.ts'
import { Nearest } from './nearest.ts'
import { MainlineNode } from './node.ts'
import { ID_BYTES, isIdOf, makeNodeId } from './node-id.ts'
import type { RateOptions } from './rates.ts'
import { RoutingTable } from './table.ts'
import { Tokens } from './tokens.ts'

export interface MainlineOptions {
  /** Where peers are kept, and items of BEP 44. */
  readonly swarms: Swarms
  readonly items: Items
  /** HOST:PORT of an IPv4 address, of an IPv6 address in brackets, or of both. Port 0: a free one. */
  readonly listen: readonly string[]
  /** HOST:PORT of nodes of a Mainline network to join. Default: none; then others find this one. */
  readonly bootstrap?: readonly string[]
  /** Announcements that are taken. Default: see limits.ts. */
  readonly rates?: RateOptions
  /** Where our ids are kept across starts. Default: nowhere. */
  readonly folder?: string
  /** What happens is counted there. Default: nowhere. */
  readonly counts?: BittorrentCounts
}

export interface Mainline {
  /** HOST:PORT, as listened on. */
  readonly addresses: readonly string[]
  /** Good nodes known. */
  nodes(): number
  /** Resolves when the nodes around our ids have been looked for among the given ones. */
  readonly joined: Promise<void>
  stop(): Promise<void>
}

/** @throws BittorrentError ADDRESS_INVALID, PORT_IN_USE, LISTEN_FAILED */
export async function startMainline({
  swarms,
  items,
  listen,
  bootstrap = [],
  rates = {},
  folder,
  counts = new BittorrentCounts()
}: MainlineOptions): Promise<Mainline> {
  const places = placesOf(listen)
  const entries = bootstrap.map(entryOf)
  const now = Date.now()
  const ids = new KeptIds(folder, () => counts.add('idFailures'))
  const tables = new Map(places.map((place) => [familyOf(place.ip), new RoutingTable(idAt(place, ids), now)]))
  const tokens = new Tokens(now, () => randomBytes(16))
  const nearest = new Nearest(tables)
  const itemAnswers = new ItemAnswers({ items, tokens, nearest, now })
  const localPeers = places.some(({ ip }) => isLocal(ip))
  const answers = new Answers({ swarms, items: itemAnswers, tokens, nearest, localPeers, rates, now })
  const gateways: Gateway[] = []
  try {
    for (const place of places)
      gateways.push(
        await Gateway.listen(place, { table: tables.get(familyOf(place.ip))!, answers, entries, counts, ids })
      )
  } catch (error) {
    await Promise.all(gateways.map((gateway) => gateway.stop()))
    throw error
  }
  return {
    addresses: gateways.map(({ local }) => showEndpoint(local)),
    nodes: () => [...tables.values()].reduce((sum, { size }) => sum + size, 0),
    joined: Promise.all(gateways.map((gateway) => gateway.join())).then(() => {}),
    stop: async () => void (await Promise.all(gateways.map((gateway) => gateway.stop())))
  }
}

/** How often waiting answers and open questions are looked at, and how often the table is. */
const EXPIRE_MS = 50
const TEND_MS = 30_000

interface Parts {
  readonly table: RoutingTable
  readonly answers: Answers
  /** Whom to ask first. */
  readonly entries: readonly { readonly host: string; readonly port: number }[]
  readonly counts: BittorrentCounts
  readonly ids: KeptIds
}

/** One node with its socket and its timers. */
class Gateway {
  readonly #node: MainlineNode
  readonly #family: Family
  readonly #table: RoutingTable
  readonly #entries: Parts['entries']
  readonly #tending: NodeJS.Timeout
  #expiring: NodeJS.Timeout | undefined
  #socket: UdpSocket | undefined
  #stopped = false

  static async listen(place: Endpoint, parts: Parts): Promise<Gateway> {
    const gateway = new Gateway(familyOf(place.ip), parts)
    try {
      gateway.#socket = await listenUdp(place, (packet, from) => gateway.#receive(packet, from))
    } catch (error) {
      await gateway.stop()
      throw error
    }
    return gateway
  }

  private constructor(family: Family, { table, answers, entries, counts, ids }: Parts) {
    this.#family = family
    this.#table = table
    this.#entries = entries
    this.#node = new MainlineNode({
      family,
      table,
      answers,
      counts,
      send: (packet, to) => {
        if (!this.#stopped) this.#socket?.send(packet, to)
      },
      renamed: (id) => ids.keep(family, id),
      draw: randomBytes,
      now: Date.now
    })
    this.#tending = setInterval(() => this.#tend(), TEND_MS).unref()
  }

  get local(): Endpoint {
    return this.#socket!.local
  }

  async join(): Promise<void> {
    const entries = await this.#resolved()
    if (entries.length === 0 || this.#stopped) return
    await new Promise<void>((resolve) => {
      this.#node.join(entries, () => resolve())
      this.#wake()
    })
  }

  async stop(): Promise<void> {
    if (this.#stopped) return
    this.#stopped = true
    clearInterval(this.#tending)
    clearInterval(this.#expiring)
    // Whoever waits for answers has them now: none.
    this.#node.expire(Number.POSITIVE_INFINITY)
    await this.#socket?.close()
  }

  #receive(packet: Buffer, { address, port }: { readonly address: string; readonly port: number }): void {
    const ip = this.#family === 4 ? address : canonicalIp(address)
    this.#node.receive(packet, { ip, port, family: this.#family })
    this.#wake()
  }

  #wake(): void {
    if (this.#expiring !== undefined || this.#stopped || !this.#node.isWaiting) return
    this.#expiring = setInterval(() => {
      this.#node.expire(Date.now())
      if (this.#node.isWaiting) return
      clearInterval(this.#expiring)
      this.#expiring = undefined
    }, EXPIRE_MS).unref()
  }

  #tend(): void {
    if (this.#table.size === 0) void this.join()
    this.#node.tend()
    this.#wake()
  }

  /** A name that cannot be resolved now is tried again while nobody is known. */
  async #resolved(): Promise<Endpoint[]> {
    const found = await Promise.allSettled(
      this.#entries.map(async ({ host, port }) => {
        const { address } = await lookup(host, { family: this.#family })
        return { ip: canonicalIp(address), port }
      })
    )
    return found.flatMap((one) =>
      one.status === 'fulfilled' && familyOf(one.value.ip) === this.#family ? one.value : []
    )
  }
}

function entryOf(text: string): { host: string; port: number } {
  const entry = parseEndpoint(text)
  if (entry.port > 0) return entry
  throw new BittorrentError('ADDRESS_INVALID', `nobody can be asked at port 0: ${text}`, { address: text })
}

function placesOf(listen: readonly string[]): Endpoint[] {
  const places = listen.map((text) => {
    const { host, port } = parseEndpoint(text)
    return { ip: host === 'localhost' ? '127.0.0.1' : host, port }
  })
  const families = new Set(places.map(({ ip }) => familyOf(ip)))
  for (const { ip, port } of places) {
    if (!/^[0-9.]+$|:/.test(ip) || places.length !== families.size)
      throw new BittorrentError(
        'ADDRESS_INVALID',
        `cannot listen on ${showEndpoint({ ip, port })}: one IPv4 address and one IPv6 address at most are allowed`,
        { address: showEndpoint({ ip, port }) }
      )
  }
  return places
}

/** The one that was kept, if any; one that belongs to the address, where that is what others see. */
function idAt({ ip }: Endpoint, ids: KeptIds): Buffer {
  const isPublic = isUnicast(ip) && !isLocal(ip)
  const kept = ids.read(familyOf(ip))
  if (kept !== undefined && (!isPublic || isIdOf(kept, ip))) return kept
  const id = isPublic ? makeNodeId(ip, randomBytes(ID_BYTES)) : randomBytes(ID_BYTES)
  ids.keep(familyOf(ip), id)
  return id
}
