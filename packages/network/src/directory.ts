/**
 * The directory: addresses of peers that others told us of, rather than the peers themselves.
 *
 * libp2p forgets an address an hour after it was last confirmed; a member of a ring may be away for longer. So what was
 * learnt is kept here, and put before libp2p again whenever the peer is to be dialled. Once the peer is connected, identify
 * tells its true addresses, beside these.
 */
import type { Libp2p } from '@libp2p/interface'
import { peerIdFromString } from '@libp2p/peer-id'
import type { Multiaddr } from '@multiformats/multiaddr'
import { parseAddress } from './addresses.ts'
import { messageOf } from './errors.ts'
import type { NodeId } from './port.ts'

/** Some 300 bytes each. */
const MAX_PEERS = 4096

export class Directory {
  readonly #libp2p: Libp2p
  readonly #known = new Map<NodeId, readonly Multiaddr[]>()

  constructor(libp2p: Libp2p) {
    this.#libp2p = libp2p
  }

  /** What cannot be dialled is left out; hearsay is no reason to fail. */
  learn(peer: NodeId, addresses: readonly string[]): void {
    const usable = addresses.flatMap((address) => {
      try {
        return [parseAddress(address)]
      } catch (error) {
        this.#libp2p.logger.forComponent('halley:directory')('%s is said to be at %s', peer, messageOf(error))
        return []
      }
    })
    if (usable.length === 0 || (this.#known.size >= MAX_PEERS && !this.#known.has(peer))) return
    this.#known.set(peer, usable)
    this.renew(peer).catch((error: unknown) =>
      this.#libp2p.logger.forComponent('halley:directory')('cannot remember %s - %e', peer, error)
    )
  }

  /** Puts what is known of the peer before libp2p. @throws Error when the id is none */
  async renew(peer: NodeId): Promise<void> {
    const multiaddrs = this.#known.get(peer)
    if (multiaddrs !== undefined)
      await this.#libp2p.peerStore.merge(peerIdFromString(peer), { multiaddrs: [...multiaddrs] })
  }
}
