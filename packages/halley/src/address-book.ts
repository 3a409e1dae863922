// The addresses of nodes met before, kept on the disk: a node that starts again finds its network without being told.
import type { PeerView } from '@halley/network'
import type { Storage } from '@halley/storage'

const KEY = new TextEncoder().encode('addresses')

/** Nodes remembered at the most: enough to find one that is still there. */
const NODES = 32

/** Addresses remembered of one node at the most. */
const ADDRESSES = 4

export class AddressBook {
  readonly #storage: Storage
  #written = ''

  constructor(storage: Storage) {
    this.#storage = storage
  }

  /** Multiaddrs to dial, each ending in /p2p/ID. A damaged entry is as good as none: the node then has to be told. */
  read(): string[] {
    try {
      const bytes = this.#storage.read('meta', KEY)
      const found: unknown = bytes === undefined ? [] : JSON.parse(new TextDecoder().decode(bytes))
      return Array.isArray(found) ? found.filter((address) => typeof address === 'string') : []
    } catch {
      return []
    }
  }

  /** Remembers the nodes that are connected now. None: what was remembered stays. */
  async write(peers: readonly PeerView[]): Promise<void> {
    const connected = peers.filter((peer) => peer.connected && peer.addresses.length > 0).slice(0, NODES)
    const addresses = connected.flatMap(({ id, addresses }) =>
      addresses.slice(0, ADDRESSES).map((address) => withId(address, id))
    )
    const text = JSON.stringify(addresses)
    if (addresses.length === 0 || text === this.#written) return
    await this.#storage.write([{ space: 'meta', key: KEY, value: new TextEncoder().encode(text) }])
    this.#written = text
  }
}

function withId(address: string, id: string): string {
  return address.includes('/p2p/') ? address : `${address}/p2p/${id}`
}
