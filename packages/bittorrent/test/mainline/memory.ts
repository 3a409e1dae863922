// Swarms and items in memory, as what a gateway has behind it behaves.
import type { Item, Items, Kept } from '../../src/items/item.ts'
import type { PeerAddress, SwarmPeer, Swarms } from '../../src/swarms.ts'

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex')

export class MemorySwarms implements Swarms {
  readonly #swarms = new Map<string, Map<string, SwarmPeer>>()
  /** What an announcement fails with, and whether peers are answered later. */
  failing: Error | undefined
  late = false

  async announce(infoHash: Uint8Array, { ip, port }: PeerAddress, what: { seed?: boolean }): Promise<void> {
    if (this.failing !== undefined) throw this.failing
    const swarm = this.#swarms.get(hex(infoHash)) ?? new Map<string, SwarmPeer>()
    this.#swarms.set(hex(infoHash), swarm.set(`${ip} ${port}`, { ip, port, seed: what.seed === true }))
  }

  peers(infoHash: Uint8Array, _asker: PeerAddress, { most, family }: { most: number; family: 4 | 6 }) {
    const all = [...(this.#swarms.get(hex(infoHash))?.values() ?? [])]
    const found = all.filter(({ ip }) => ip.includes(':') === (family === 6)).slice(0, most)
    return this.late ? Promise.resolve(found) : found
  }

  async scrape(infoHash: Uint8Array) {
    const all = [...(this.#swarms.get(hex(infoHash))?.values() ?? [])]
    const seeds = all.filter(({ seed }) => seed).length
    return { seeds, leechers: all.length - seeds, completed: 0 }
  }

  sample(most: number) {
    return [...this.#swarms.keys()].slice(0, most).map((name) => Buffer.from(name, 'hex'))
  }
}

export class MemoryItems implements Items {
  readonly #items = new Map<string, Item>()

  async get(target: Uint8Array): Promise<Item | undefined> {
    return this.#items.get(hex(target))
  }

  async put(target: Uint8Array, item: Item, cas?: number | bigint): Promise<Kept> {
    const stored = this.#items.get(hex(target))
    if (stored?.seq !== undefined && cas !== undefined && cas !== stored.seq) return 'casMismatch'
    if (stored?.seq !== undefined && item.seq! < stored.seq) return 'sequenceOld'
    this.#items.set(hex(target), item)
    return 'stored'
  }
}
