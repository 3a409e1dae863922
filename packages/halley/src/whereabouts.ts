// Where other nodes are: their IP addresses, as this node reaches them. What handlers are told of nodes has them where they are known, so
// that an object can choose nodes that do not fail together.
import type { Value } from '@halley/model'
import type { PeerView } from '@halley/network'

/** By the ids of nodes. */
export type Whereabouts = ReadonlyMap<string, string>

export function whereaboutsOf(peers: readonly PeerView[]): Whereabouts {
  return new Map(
    peers.flatMap(({ id, addresses }): [string, string][] => {
      const [address] = addresses.flatMap((multiaddr) => /^\/ip[46]\/([^/]+)/.exec(multiaddr)?.[1] ?? [])
      return address === undefined ? [] : [[id, address]]
    })
  )
}

/** Nodes as handlers are told of them. */
export function toldNodes(ids: readonly string[], whereabouts: (() => Whereabouts) | undefined): Value {
  const known = whereabouts?.()
  return ids.map((id): Value => {
    const address = known?.get(id)
    return address === undefined ? { id } : { id, address }
  })
}
