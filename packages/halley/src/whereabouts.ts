// Where other nodes are: their IP addresses, as this node reaches them. What handlers are told of nodes has them where they are known, so
// that an object can choose nodes that do not fail together.
import type { Value } from '@halley/model'
import type { PeerView } from '@halley/network'

/** By the ids of nodes. */
export type Whereabouts = ReadonlyMap<string, string>

/** @param own this node, which is no peer of its own; its address is empty where it knows none */
export function whereaboutsOf(
  peers: readonly PeerView[],
  own: { readonly id: string; readonly address: string }
): Whereabouts {
  const known = peers.flatMap(({ id, addresses }): [string, string][] => {
    const [address] = addresses.flatMap((multiaddr) => /^\/ip[46]\/([^/]+)/.exec(multiaddr)?.[1] ?? [])
    return address === undefined ? [] : [[id, address]]
  })
  return new Map(own.address === '' ? known : [...known, [own.id, own.address]])
}

/** Nodes as handlers are told of them. */
export function toldNodes(ids: readonly string[], whereabouts: (() => Whereabouts) | undefined): Value {
  const known = whereabouts?.()
  return ids.map((id): Value => {
    const address = known?.get(id)
    return address === undefined ? { id } : { id, address }
  })
}
