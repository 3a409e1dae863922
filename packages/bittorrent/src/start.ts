// A node's BitTorrent side: what `halley start --bittorrent … --tracker …` begins beside its HTTP address, and ends before the node.
import { readFile } from 'node:fs/promises'
import type { HalleyNode } from 'halley'
import { BittorrentCounts, type Figure, figuresOf } from './counts.ts'
import { HalleyItems } from './items/halley-items.ts'
import type { RateOptions } from './mainline/rates.ts'
import { type Mainline, startMainline } from './mainline/start.ts'
import { SwarmKeeper } from './swarm/keeper.ts'
import { startTracker, type Tracker } from './tracker/start.ts'

export interface BittorrentOptions {
  /** HOST:PORT to be a Mainline node at, one of each family at the most. Default: none. */
  readonly mainline?: readonly string[]
  /** HOST:PORT of Mainline nodes to join. Default: none. */
  readonly bootstrap?: readonly string[]
  /** HOST:PORT of the trackers: HTTP on its TCP port, UDP on its UDP port. Default: none. */
  readonly tracker?: string
  /** Source of the object that keeps a swarm which is announced for the first time. Default: this package's own. */
  readonly trackerObject?: string
  /** Announcements that are taken, by the DHT and by the trackers each. Default: as each has them (limits.ts). */
  readonly rates?: RateOptions
  /** Where ids of the Mainline node are kept across starts. Default: nowhere. */
  readonly folder?: string
}

export interface Bittorrent {
  /** HOST:PORT, as listened on; none where none was asked for. */
  readonly mainline: readonly string[]
  readonly tracker?: string
  /** What it counts and has. */
  readonly figures: readonly Figure[]
  /** Takes nothing more; what was announced and not answered is made durable first. Idempotent. */
  stop(): Promise<void>
}

/** @throws BittorrentError ADDRESS_INVALID, PORT_IN_USE, LISTEN_FAILED */
export async function startBittorrent(node: HalleyNode, options: BittorrentOptions): Promise<Bittorrent> {
  const { mainline: listen = [], bootstrap = [], tracker: at, trackerObject, rates = {}, folder } = options
  const kept = folder === undefined ? {} : { folder }
  const code = trackerObject ?? (await readFile(new URL('./swarm/swarm.aso.js', import.meta.url), 'utf8'))
  const counts = new BittorrentCounts()
  const swarms = new SwarmKeeper(node, { code, counts })
  let mainline: Mainline | undefined
  let tracker: Tracker | undefined
  const stop = async () => {
    await Promise.all([mainline?.stop(), tracker?.stop()])
    await swarms.settle()
  }
  try {
    if (listen.length > 0)
      mainline = await startMainline({
        swarms,
        items: new HalleyItems(node),
        listen,
        bootstrap,
        rates,
        counts,
        ...kept
      })
    if (at !== undefined) tracker = await startTracker({ swarms, listen: at, rates, counts })
  } catch (error) {
    await stop()
    throw error
  }
  let stopped: Promise<void> | undefined
  return {
    mainline: mainline?.addresses ?? [],
    figures: figuresOf(counts, {
      swarms: () => swarms.remembered.swarms,
      peers: () => swarms.remembered.peers,
      nodes: () => mainline?.nodes() ?? 0
    }),
    ...(tracker === undefined ? {} : { tracker: tracker.address }),
    stop: () => {
      stopped ??= stop()
      return stopped
    }
  }
}
