/**
 * The libp2p host that Halley runs on: which modules, and every setting that differs from libp2p's own.
 *
 * It starts silent: no bootstrap, no mDNS, no relay, no NAT mapping, no public network, unless addresses are
 * named or mDNS is asked for.
 */
import { noise } from '@chainsafe/libp2p-noise'
import { bootstrap } from '@libp2p/bootstrap'
import { identify } from '@libp2p/identify'
import type { Libp2p, PrivateKey } from '@libp2p/interface'
import { type KadDHT, kadDHT, passthroughMapper } from '@libp2p/kad-dht'
import { mdns } from '@libp2p/mdns'
import { ping } from '@libp2p/ping'
import { tcp } from '@libp2p/tcp'
import { yamux } from '@libp2p/yamux'
import { createLibp2p } from 'libp2p'
import { channelCrypto } from './ciphers.ts'
import { messageOf, NetworkError } from './errors.ts'
import { gathered } from './gather.ts'
import type { NetworkTuning } from './options.ts'
import { BUCKET_BITS, BUCKET_SIZE, KAD_PROTOCOL, LOOKUP_CONCURRENCY } from './protocol.ts'

export type Host = Libp2p<{ dht: KadDHT }>

export interface HostSettings {
  readonly privateKey: PrivateKey
  readonly listen: readonly string[]
  readonly announce: readonly string[]
  /** Those bootstrap addresses that end in a peer id. */
  readonly bootstrap: readonly string[]
  readonly mdns: boolean
  readonly tuning: NetworkTuning
}

/** A host that is not started yet. */
export async function createHost(settings: HostSettings): Promise<Host> {
  const { tuning } = settings
  const discovery = []
  // libp2p forgets a bootstrap node's tag after two minutes unless told otherwise; the addresses stay.
  if (settings.bootstrap.length > 0) discovery.push(bootstrap({ list: [...settings.bootstrap], timeout: 0 }))
  if (settings.mdns) discovery.push(mdns())
  const host = await createLibp2p({
    start: false,
    privateKey: settings.privateKey,
    addresses: { listen: [...settings.listen], announce: [...settings.announce] },
    transports: [tcp()],
    connectionEncrypters: [gathered(noise({ crypto: channelCrypto }))],
    streamMuxers: [yamux()],
    peerDiscovery: discovery,
    connectionManager: {
      maxConnections: tuning.maxConnections,
      inboundConnectionThreshold: tuning.maxInboundPerSecond,
      maxIncomingPendingConnections: tuning.maxHalfOpen,
      dialTimeout: tuning.dialTimeoutMs,
      inboundUpgradeTimeout: tuning.handshakeTimeoutMs,
      // The redialler does this, with a memory for who was forgotten.
      reconnectRetries: 0
    },
    connectionMonitor: { pingInterval: tuning.heartbeatMs },
    services: {
      identify: identify(),
      ping: ping(),
      dht: kadDHT({
        protocol: KAD_PROTOCOL,
        clientMode: false,
        peerInfoMapper: passthroughMapper,
        kBucketSize: BUCKET_SIZE,
        prefixLength: BUCKET_BITS,
        alpha: LOOKUP_CONCURRENCY,
        // Searches for a peer's address wait for the first self-query.
        initialQuerySelfInterval: 100,
        // Halley keeps its objects itself: the overlay's own store is no way in for anybody's bytes.
        validators: { pk: refuseRecord }
      })
    },
    // The default announces the version of libp2p and Node to strangers.
    nodeInfo: { userAgent: 'halley' }
  })
  refuseProviders(host.services.dht)
  return host
}

/** Starts listening. @throws NetworkError PORT_IN_USE, LISTEN_FAILED */
export async function startHost(host: Host, listen: readonly string[]): Promise<void> {
  try {
    await host.start()
  } catch (error) {
    await host.stop()
    const message = messageOf(error)
    const taken = /EADDRINUSE[^\n]*?(\S+:\d+)/.exec(message)?.[1]
    if (taken !== undefined) {
      const hint = 'stop the other process or choose another port (0 lets the system choose)'
      throw new NetworkError('PORT_IN_USE', `${taken} is already in use: ${hint}`, { address: taken }, error)
    }
    const refusal = /(?:Error|E[A-Z]+): ([^\n]+)/.exec(message)?.[1] ?? message
    const address = listen.join(', ')
    throw new NetworkError('LISTEN_FAILED', `cannot listen on ${address}: ${refusal}`, { address }, error)
  }
}

async function refuseRecord(): Promise<void> {
  throw new Error('this overlay stores no records')
}

/**
 * kad-dht stores whatever provider records strangers send, without a bound. There is no option to refuse them,
 * so the handler is taken out of its table; a test checks that a provider record is indeed refused.
 */
function refuseProviders(dht: KadDHT): void {
  const { handlers } = (dht as unknown as { rpc: { handlers: Record<string, unknown> } }).rpc
  for (const message of ['ADD_PROVIDER', 'PUT_VALUE']) delete handlers[message]
}
