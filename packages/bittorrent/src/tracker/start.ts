// Starts both trackers on one address: HTTP on its TCP port, BEP 15 on its UDP port.
import { randomBytes } from 'node:crypto'
import { lookup } from 'node:dns/promises'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { canonicalIp, type Endpoint, isLocal, parseEndpoint, showEndpoint } from '../addresses.ts'
import type { BittorrentCounts } from '../counts.ts'
import { BittorrentError } from '../errors.ts'
import type { RateOptions } from '../mainline/rates.ts'
import { listenUdp, type UdpSocket } from '../udp.ts'
import { ConnectionIds } from './connection-ids.ts'
import { type CountedSwarms, Desk } from './desk.ts'
import { httpTracker } from './http-tracker.ts'
import { GRACE_MS } from './limits.ts'
import { UdpTracker } from './udp-tracker.ts'

export interface TrackerOptions {
  readonly swarms: CountedSwarms
  /** HOST:PORT; port 0 takes one that is free for both. */
  readonly listen: string
  /** Announcements and counted swarms that are taken. Default: see limits.ts. */
  readonly rates?: RateOptions
  /** What happens is counted there. Default: nowhere. */
  readonly counts?: BittorrentCounts
}

export interface Tracker {
  /** HOST:PORT, as listened on. */
  readonly address: string
  /** Takes nothing more, and lets open requests finish for 5 s. Idempotent. */
  stop(): Promise<void>
}

/** @throws BittorrentError ADDRESS_INVALID, PORT_IN_USE, LISTEN_FAILED */
export async function startTracker({ swarms, listen, rates, counts }: TrackerOptions): Promise<Tracker> {
  const { host, port } = parseEndpoint(listen)
  const ip = await addressOf(host)
  const desk = new Desk(swarms, isLocal(ip), Date.now, counts, rates)
  const server = httpTracker(desk)
  const tracker = new UdpTracker(desk, new ConnectionIds(randomBytes(16)))
  const { at, socket } = await listenBoth(server, tracker, { ip, port })
  let stopped: Promise<void> | undefined
  const stop = async () => {
    const patience = setTimeout(() => server.closeAllConnections(), GRACE_MS)
    await Promise.all([new Promise((resolve) => server.close(resolve)), socket.close()])
    clearTimeout(patience)
  }
  return {
    address: showEndpoint(at),
    stop: () => {
      stopped ??= stop()
      return stopped
    }
  }
}

/** A port that is free for TCP may be in use for UDP: of those that the system chooses some are tried. */
async function listenBoth(
  server: Server,
  tracker: UdpTracker,
  { ip, port }: Endpoint
): Promise<{ at: Endpoint; socket: UdpSocket }> {
  for (let tries = 1; ; tries++) {
    const at = { ip, port: await listenHttp(server, { ip, port }) }
    try {
      return { at, socket: await listenTracker(tracker, at) }
    } catch (error) {
      await new Promise((resolve) => server.close(resolve))
      const isTaken = error instanceof BittorrentError && error.code === 'PORT_IN_USE'
      if (port !== 0 || !isTaken || tries === PORT_TRIES) throw error
    }
  }
}

const PORT_TRIES = 5

async function listenTracker(tracker: UdpTracker, at: Endpoint): Promise<UdpSocket> {
  let isClosed = false
  const socket = await listenUdp(at, (packet, { address, port }) => {
    const from = { ip: canonicalIp(address), port }
    const answer = tracker.receive(packet, from, Date.now())
    if (answer instanceof Promise) void answer.then((bytes) => !isClosed && socket.send(bytes, from))
    else if (answer !== undefined) socket.send(answer, from)
  })
  return {
    ...socket,
    close: () => {
      isClosed = true
      return socket.close()
    }
  }
}

function listenHttp(server: Server, { ip, port }: Endpoint): Promise<number> {
  return new Promise((resolve, reject) => {
    const failed = (error: NodeJS.ErrnoException) => {
      const address = showEndpoint({ ip, port })
      if (error.code === 'EADDRINUSE')
        reject(new BittorrentError('PORT_IN_USE', `another process listens on ${address}`, { address }))
      else
        reject(
          new BittorrentError(
            'LISTEN_FAILED',
            `cannot listen on ${address}: ${error.message}`,
            { address },
            error
          )
        )
    }
    server.once('error', failed)
    server.listen({ host: ip, port, ipv6Only: ip.includes(':') }, () => {
      server.off('error', failed)
      resolve((server.address() as AddressInfo).port)
    })
  })
}

async function addressOf(host: string): Promise<string> {
  try {
    return canonicalIp((await lookup(host)).address)
  } catch (error) {
    throw new BittorrentError('ADDRESS_INVALID', `cannot resolve ${host}`, { address: host }, error)
  }
}
