// js-libp2p's kad-dht with its own put and get: records live in memory, at up to 20 nodes, without versions.
import { noise } from '@chainsafe/libp2p-noise'
import { identify } from '@libp2p/identify'
import { kadDHT, passthroughMapper } from '@libp2p/kad-dht'
import { ping } from '@libp2p/ping'
import { tcp } from '@libp2p/tcp'
import { yamux } from '@libp2p/yamux'
import { multiaddr } from '@multiformats/multiaddr'
import { createLibp2p } from 'libp2p'
import type { Start } from './system.ts'

export const start: Start = async ({ bootstrap }) => {
  const node = await createLibp2p({
    addresses: { listen: ['/ip4/127.0.0.1/tcp/0'] },
    transports: [tcp()],
    connectionEncrypters: [noise()],
    streamMuxers: [yamux()],
    connectionManager: { inboundConnectionThreshold: 1_000 },
    services: {
      identify: identify(),
      ping: ping(),
      dht: kadDHT({
        protocol: '/bench/kad/1.0.0',
        clientMode: false,
        peerInfoMapper: passthroughMapper,
        validators: { bench: async () => {} },
        selectors: { bench: () => 0 }
      })
    }
  })
  for (const address of bootstrap) await node.dial(multiaddr(address))
  const encoder = new TextEncoder()
  return {
    addresses: node.getMultiaddrs().map(String),
    put: (key, value) => node.contentRouting.put(encoder.encode(`/bench/${key}`), value),
    get: (key) => node.contentRouting.get(encoder.encode(`/bench/${key}`)),
    stop: async () => node.stop()
  }
}
