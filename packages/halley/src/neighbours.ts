// Tells the node who lies near it, whenever that has changed: of which keys it is a home follows from it. Looked at now and
// then instead of told at each change: nodes come and go in crowds, and each telling makes the ranges anew.
import type { Network } from '@halley/network'
import type { Input } from '@halley/node'

const LOOK_MS = 1_000

/** Returns what ends it. */
export function watchNeighbours(network: Network, feed: (input: Input) => void): () => Promise<void> {
  let told = ''
  const look = (): void => {
    const neighbours = network.neighbours()
    const found = neighbours
      .map(({ id }) => id)
      .sort()
      .join(' ')
    if (found === told) return
    told = found
    feed({ type: 'placement.neighbours', neighbours })
  }
  look()
  const looking = setInterval(look, LOOK_MS)
  return async () => clearInterval(looking)
}
