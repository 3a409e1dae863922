/**
 * One question of Kademlia to one node: whom do you know near this key?
 *
 * kad-dht offers whole lookups only, so its messenger is used, which speaks for the lookups, too; a test asks with the real library.
 */
import type { PeerId } from '@libp2p/interface'
import type { KadDHT } from '@libp2p/kad-dht'
import { peerIdFromString } from '@libp2p/peer-id'
import type { NodeId } from './port.ts'

/** Resolves to up to k nodes, without the one asked and the one who asks; to nothing where no answer comes. Never rejects. */
export type Ask = (peer: NodeId, key: Uint8Array, signal: AbortSignal) => Promise<NodeId[] | undefined>

interface Event {
  readonly name: string
  readonly closer?: readonly { readonly id: PeerId }[]
}

interface Messenger {
  sendRequest(
    to: PeerId,
    message: { readonly type: 'FIND_NODE'; readonly key: Uint8Array },
    options: { readonly signal: AbortSignal; readonly path: object }
  ): AsyncIterable<Event>
}

/** The question has no place in a lookup. */
const PATH = { index: -1, queued: 0, running: 0, total: 0 }

export function asking(dht: KadDHT): Ask {
  const { network } = dht as unknown as { network: Messenger }
  return async (peer, key, signal) => {
    try {
      const options = { signal, path: PATH }
      for await (const event of network.sendRequest(
        peerIdFromString(peer),
        { type: 'FIND_NODE', key },
        options
      ))
        if (event.name === 'PEER_RESPONSE') return (event.closer ?? []).map(({ id }) => id.toString())
    } catch {
      // Whoever does not answer is no witness; the caller looks further.
    }
    return undefined
  }
}
