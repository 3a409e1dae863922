// A Halley network whose nodes are Mainline gateways, and a swarm that finds its peers through them.
//
//   peer ── UDP on loopback ──► gateway (Mainline) ──► node ── simulated links ──► the tracker object at three nodes
//
// What is real: sockets, packets, the gateways, the nodes' code, the object and its sandbox. What is simulated: the time that messages
// between nodes take, from which they learn where they are, and their clock.
import { readFile } from 'node:fs/promises'
import { HalleyItems, type Mainline, SwarmKeeper, startMainline } from '@halley/bittorrent'
import { createTestNetwork, type TestNetwork } from '@halley/testing'
import { MainlineClient } from './client.ts'
import type { World } from './world.ts'

const INFO_HASH = Buffer.alloc(20, 'trackerless')

export class Swarm {
  readonly #network: TestNetwork
  readonly #mainlines: Mainline[] = []
  readonly #clients: MainlineClient[] = []
  /** By the port that it announces. */
  readonly #peers = new Map<number, number>()
  /** The one that is nearest to each peer. */
  readonly #gatewayOf: readonly number[]

  /** @param seed of the simulation */
  static async open(world: World, seed: string): Promise<Swarm> {
    const { gateways, peers } = world
    const at = (name: string) => Number(name.slice(1))
    const latencyMs = (from: string, to: string) => world.betweenGateways(at(from), at(to)) / 2
    const network = await createTestNetwork({ nodes: gateways.length, seed, latencyMs, story: false })
    const file = new URL('../../packages/bittorrent/src/swarm/swarm.aso.js', import.meta.url)
    const code = await readFile(file, 'utf8')
    const swarm = new Swarm(world, network)
    try {
      await network.advance('10m')
      for (const node of network.nodes) {
        const swarms = new SwarmKeeper(node, { code, now: () => network.time })
        const items = new HalleyItems(node)
        swarm.#mainlines.push(await startMainline({ swarms, items, listen: ['127.0.0.1:0'] }))
      }
      for (const peer of peers.keys()) {
        const client = await MainlineClient.open(`peer ${peer}`)
        swarm.#clients.push(client)
        swarm.#peers.set(client.port, peer)
      }
    } catch (error) {
      await swarm.close()
      throw error
    }
    return swarm
  }

  private constructor(world: World, network: TestNetwork) {
    this.#network = network
    this.#gatewayOf = world.peers.map((_, peer) => {
      const ways = world.gateways.map((_, gateway) => world.toGateway(peer, gateway))
      return ways.indexOf(Math.min(...ways))
    })
  }

  /** Each announces itself at its gateway. One after the other: so the same seed gives the same story. */
  async announce(): Promise<void> {
    const tokens: Buffer[] = []
    for (const gateway of this.#mainlines.keys())
      for (const peer of this.#clients.keys())
        if (this.#gatewayOf[peer] === gateway) tokens[peer] = (await this.#ask(peer, gateway)).token
    for (const [peer, client] of this.#clients.entries()) {
      // Announcements that come faster wait for each other by the clock of this machine.
      await this.#network.advance(GATHERED_MS)
      const address = this.#addressOf(this.#gatewayOf[peer]!)
      await client.announce(address, INFO_HASH, tokens[peer]!)
    }
  }

  /** Whom each is offered by its gateway. */
  async offers(): Promise<number[][]> {
    const offers: number[][] = []
    for (const gateway of this.#mainlines.keys()) {
      await this.#network.advance(STALE_MS)
      for (const peer of this.#clients.keys())
        if (this.#gatewayOf[peer] === gateway) offers[peer] = (await this.#ask(peer, gateway)).peers
    }
    return offers
  }

  /** How often strangers must ask until each peer was found at a gateway other than its own; and who was not. */
  async findAll(most: number): Promise<{ questions: number; missing: number[] }> {
    const missing = new Set(this.#clients.keys())
    let questions = 0
    while (missing.size > 0 && questions < most) {
      const gateway = questions++ % this.#mainlines.length
      await this.#network.advance(STALE_MS)
      const asker = this.#gatewayOf.indexOf(gateway)
      for (const peer of (await this.#ask(asker, gateway)).peers)
        if (this.#gatewayOf[peer] !== gateway) missing.delete(peer)
    }
    return { questions, missing: [...missing] }
  }

  async close(): Promise<void> {
    for (const client of this.#clients) client.close()
    await Promise.all(this.#mainlines.map((mainline) => mainline.stop()))
    await this.#network.close()
  }

  async #ask(peer: number, gateway: number): Promise<{ peers: number[]; token: Buffer }> {
    const { peers, token } = await this.#clients[peer]!.getPeers(this.#addressOf(gateway), INFO_HASH)
    // A gateway shuffles the last quarter by the chance of its process.
    return { token, peers: peers.map((port) => this.#peers.get(port)!).sort((a, b) => a - b) }
  }

  #addressOf(gateway: number): string {
    return this.#mainlines[gateway]!.addresses[0]!
  }
}

/** Simulated: after so long a gateway puts what it is told at once, and asks the object before it answers. */
const GATHERED_MS = 100
const STALE_MS = 6_000
