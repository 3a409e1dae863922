// Three Halley nodes. Each is a tracker and four Mainline nodes: Transmission announces nothing before it knows ten.
import { type Bittorrent, startBittorrent } from '@halley/bittorrent'
import { createNode, type HalleyNode } from 'halley'
import { hostAt } from './namespace.ts'

const NODES = 3
const MAINLINE_OF_ONE = 4
export const DHT_PORT = 6881
const TRACKER_PORT = 6969

export interface Network {
  /** HOST:PORT of a Mainline node of each Halley node. */
  readonly dht: readonly string[]
  /** HOST:PORT of all Mainline nodes. */
  readonly mainline: readonly string[]
  /** HOST:PORT of their trackers. */
  readonly trackers: readonly string[]
  stop(): Promise<void>
}

export async function startNetwork(): Promise<Network> {
  const nodes: HalleyNode[] = []
  const sides: Bittorrent[] = []
  for (let at = 0; at < NODES; at++)
    nodes.push(await createNode({ bootstrap: nodes[0]?.addresses() ?? [], listen: ['/ip4/127.0.0.1/tcp/0'] }))
  for (let number = 0; number < NODES * MAINLINE_OF_ONE; number++)
    sides.push(
      await startBittorrent(nodes[number % NODES]!, {
        mainline: [`${hostAt(number)}:${DHT_PORT}`],
        bootstrap: number === 0 ? [] : [`${hostAt(0)}:${DHT_PORT}`],
        ...(number < NODES ? { tracker: `${hostAt(number)}:${TRACKER_PORT}` } : {})
      })
    )
  return {
    dht: sides.slice(0, NODES).map(({ mainline }) => mainline[0]!),
    mainline: sides.flatMap(({ mainline }) => mainline),
    trackers: sides.slice(0, NODES).map(({ tracker }) => tracker!),
    stop: async () => {
      await Promise.all(sides.map((side) => side.stop()))
      await Promise.all(nodes.map((node) => node.stop()))
    }
  }
}
