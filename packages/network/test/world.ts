/** Libp2p nodes on loopback for tests: the first one is everybody's bootstrap. */
import { createIdentity } from '../src/identity.ts'
import { createLibp2pNetwork, type Libp2pNetworkOptions } from '../src/network.ts'
import type { Network, NetworkEvents } from '../src/port.ts'
import { startEcho } from './child.ts'
import type { World } from './conformance.ts'

export type Tuning = Partial<Omit<Libp2pNetworkOptions, 'events'>>

export async function startNode(events: NetworkEvents, options: Tuning = {}): Promise<Network> {
  const { privateKey } = await createIdentity()
  return createLibp2pNetwork({
    privateKey,
    listen: ['/ip4/127.0.0.1/tcp/0'],
    bootstrap: [],
    ...options,
    events
  })
}

export async function libp2pWorld(): Promise<World> {
  const networks: Network[] = []
  const children: { kill(): void }[] = []
  const bootstrap = () => networks[0]?.addresses() ?? []
  return {
    async start(recorder, limits = {}) {
      const network = await startNode(recorder, { bootstrap: bootstrap(), ...limits })
      networks.push(network)
      return network
    },
    async startEcho() {
      const child = await startEcho(bootstrap())
      children.push(child)
      return child
    },
    nobody: (await createIdentity()).id,
    async close() {
      for (const child of children) child.kill()
      await Promise.all(networks.map((network) => network.stop()))
    }
  }
}
