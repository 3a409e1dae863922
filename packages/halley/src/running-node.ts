// The public face of a node that runs.
import { parseKey, type Quorum, REPLICAS } from '@halley/model'
import type { Network } from '@halley/network'
import type { Node } from '@halley/node'
import type { Storage } from '@halley/storage'
import type {
  DeleteOptions,
  GetOptions,
  GetResult,
  HalleyNode,
  Inspection,
  PeerView,
  PutOptions,
  Status,
  WriteResult
} from './api.ts'
import type { Client } from './client.ts'
import type { Counters } from './counters.ts'
import { publicError } from './errors.ts'

export interface Parts {
  readonly client: Client
  readonly network: Network
  readonly node: Node
  readonly storage: Storage
  readonly counters: Counters
  readonly quorum: Quorum
  readonly close: () => Promise<void>
}

export class RunningNode implements HalleyNode {
  readonly id: string
  readonly #parts: Parts
  readonly #startedAt = performance.now()
  #stopping: Promise<void> | undefined

  constructor(parts: Parts) {
    this.#parts = parts
    this.id = parts.network.self
  }

  addresses(): string[] {
    return this.#parts.network.addresses()
  }

  put(key: string, options: PutOptions): Promise<WriteResult> {
    return this.#parts.client.put(key, options)
  }

  get(key: string, options?: GetOptions): Promise<GetResult> {
    return this.#parts.client.get(key, options)
  }

  delete(key: string, options?: DeleteOptions): Promise<WriteResult & { found: boolean }> {
    return this.#parts.client.delete(key, options)
  }

  inspect(key: string): Promise<Inspection> {
    return this.#parts.client.inspect(key)
  }

  async lookup(key: string): Promise<string[]> {
    try {
      return await this.#parts.network.closest(parseKey(key), REPLICAS)
    } catch (error) {
      throw publicError(error)
    }
  }

  peers(): PeerView[] {
    return this.#parts.network.peers()
  }

  status(): Status {
    const { network, storage, node, counters, quorum } = this.#parts
    return {
      id: this.id,
      addresses: network.addresses(),
      placement: 'xor',
      quorum,
      peers: network.peers().filter(({ connected }) => connected).length,
      records: storage.count('record'),
      uptimeMs: Math.round(performance.now() - this.#startedAt),
      load: node.load,
      counters: counters.all()
    }
  }

  stop(): Promise<void> {
    this.#stopping ??= this.#parts.close()
    return this.#stopping
  }
}
