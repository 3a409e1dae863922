/**
 * Multiaddrs that operators type: checked before libp2p sees them, so that a typing error is one clear line.
 */
import type { PeerId } from '@libp2p/interface'
import { peerIdFromString } from '@libp2p/peer-id'
import { CODE_P2P, type Multiaddr, multiaddr } from '@multiformats/multiaddr'
import { messageOf, NetworkError } from './errors.ts'

/** What TCP can listen on and dial, by the name of the component. */
const HOSTS = new Set(['ip4', 'ip6', 'dns', 'dns4', 'dns6', 'dnsaddr'])

/** @throws NetworkError BAD_MULTIADDR */
export function parseAddress(address: string): Multiaddr {
  let parsed: Multiaddr
  try {
    parsed = multiaddr(address)
  } catch (error) {
    throw badAddress(address, messageOf(error), error)
  }
  const [host, transport] = parsed.getComponents()
  if (host === undefined || !HOSTS.has(host.name))
    throw badAddress(address, 'it must begin with /ip4, /ip6 or /dns')
  if (host.name !== 'dnsaddr' && transport?.name !== 'tcp')
    throw badAddress(address, 'it must name a /tcp port')
  return parsed
}

/** The peer that an address ends in, if any. @throws NetworkError BAD_MULTIADDR when it is not a peer id */
export function peerOf(address: Multiaddr): PeerId | undefined {
  const id = address.getComponents().findLast((component) => component.code === CODE_P2P)?.value
  if (id === undefined) return undefined
  try {
    return peerIdFromString(id)
  } catch (error) {
    throw badAddress(address.toString(), `${id} is not a peer id`, error)
  }
}

function badAddress(address: string, why: string, cause?: unknown): NetworkError {
  const message = `not a usable multiaddr: ${JSON.stringify(address)}: ${why} (example: /ip4/127.0.0.1/tcp/4001)`
  return new NetworkError('BAD_MULTIADDR', message, { address }, cause)
}
