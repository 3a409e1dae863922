// A node's BitTorrent side: what `halley start --bittorrent … --tracker …` begins beside its HTTP address, and ends before the node.
import { readFile } from 'node:fs/promises'
import type { HalleyNode } from 'halley'
import { HalleyItems } from './items/halley-items.ts'
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
}

export interface Bittorrent {
  /** HOST:PORT, as listened on; none where none was asked for. */
  readonly mainline: readonly string[]
  readonly tracker?: string
  /** Takes nothing more; what was announced and not answered is made durable first. Idempotent. */
  stop(): Promise<void>
}

/** @throws BittorrentError ADDRESS_INVALID, PORT_IN_USE, LISTEN_FAILED */
export async function startBittorrent(node: HalleyNode, options: BittorrentOptions): Promise<Bittorrent> {
  const { mainline: listen = [], bootstrap = [], tracker: at, trackerObject } = options
  const code = trackerObject ?? (await readFile(new URL('./swarm/swarm.aso.js', import.meta.url), 'utf8'))
  const swarms = new SwarmKeeper(node, { code })
  let mainline: Mainline | undefined
  let tracker: Tracker | undefined
  const stop = async () => {
    await Promise.all([mainline?.stop(), tracker?.stop()])
    await swarms.settle()
  }
  try {
    if (listen.length > 0)
      mainline = await startMainline({ swarms, items: new HalleyItems(node), listen, bootstrap })
    if (at !== undefined) tracker = await startTracker({ swarms, listen: at })
  } catch (error) {
    await stop()
    throw error
  }
  let stopped: Promise<void> | undefined
  return {
    mainline: mainline?.addresses ?? [],
    ...(tracker === undefined ? {} : { tracker: tracker.address }),
    stop: () => {
      stopped ??= stop()
      return stopped
    }
  }
}
