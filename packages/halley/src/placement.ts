// Where keys belong in the overlay.
import { type Key, REPLICAS } from '@halley/model'
import type { Network } from '@halley/network'
import type { Input } from '@halley/node'

/** Answers `placement.find`. */
export async function find(network: Network, key: Key): Promise<Input> {
  return { type: 'placement.found', key, list: await network.closest(key, REPLICAS) }
}
