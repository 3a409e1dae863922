// A node and its gateway, from start to clean stop: what `halley start` does once its arguments are understood.
import { setTimeout } from 'node:timers/promises'
import type { Bittorrent, BittorrentOptions } from '@halley/bittorrent'
import { type Gateway, startGateway } from '@halley/gateway'
import { type CreateNodeOptions, createNode, type HalleyNode } from 'halley'
import type { HostPort } from './arguments.ts'
import { beginBittorrent } from './bittorrent.ts'
import { CliError } from './errors.ts'
import { aligned } from './print.ts'
import type { StopRequest } from './stop-request.ts'
import type { Terminal } from './terminal.ts'
import { tidyInTime } from './tidy.ts'

export interface NodeProcess extends CreateNodeOptions {
  readonly data: string
  readonly http: HostPort
  readonly httpHost?: readonly string[]
  readonly json: boolean
  readonly bittorrent?: BittorrentOptions
}

/** Time for whoever asked this node to leave to hear that it has, in milliseconds. */
const LAST_WORDS_MS = 2_000
const LEFT = 'this node has left the ring, and nothing that it held is held by it alone: stopping'

/** Open requests are given 10 s by the gateway; then the disk and the network have to close. */
const STOP_MS = 20_000

/** Runs until `stop` is requested. @throws HalleyError, GatewayError, CliError STOP_SLOW */
export async function runNode(options: NodeProcess, stop: StopRequest, terminal: Terminal): Promise<void> {
  const { http, httpHost = [], json, bittorrent, ...node } = options
  const running = await createNode(node)
  try {
    const gateway = await startGateway(running, { ...http, names: httpHost })
    try {
      const torrents =
        bittorrent === undefined
          ? undefined
          : await beginBittorrent(running, { ...bittorrent, folder: options.data })
      gateway.show(torrents?.figures ?? [])
      try {
        announce(running, gateway, torrents, options, terminal)
        tidyInTime()
        const why = await Promise.race([stop.requested, running.departed.then(() => 'left' as const)])
        if (why === 'left') await setTimeout(LAST_WORDS_MS)
        if (!json) terminal.out(why === 'left' ? LEFT : 'stopping: open requests finish first')
      } finally {
        await inTime(torrents?.stop())
      }
    } finally {
      await inTime(gateway.stop())
    }
  } finally {
    await inTime(running.stop())
  }
  terminal.out(
    json
      ? JSON.stringify({ event: 'stopped', id: running.id })
      : 'stopped; all that was acknowledged is on the disk'
  )
}

function announce(
  node: HalleyNode,
  { url }: Gateway,
  torrents: Bittorrent | undefined,
  options: NodeProcess,
  terminal: Terminal
): void {
  const { data, json, bootstrap = [] } = options
  const addresses = node.addresses()
  if (json) {
    const { mainline = [], tracker } = torrents ?? {}
    const bittorrent = torrents === undefined ? {} : { bittorrent: { mainline, tracker } }
    terminal.out(JSON.stringify({ event: 'started', id: node.id, addresses, http: url, data, ...bittorrent }))
    return
  }
  const alone = !node.peers().some(({ connected }) => connected)
  const { r, w } = node.status().quorum
  const text = [
    `node ${node.id} is up`,
    aligned([
      ...addresses.map((address, at) => [at === 0 ? 'listens on' : '', address] as const),
      ['HTTP', url],
      ['Mainline', torrents?.mainline.join(', ') || undefined],
      ['tracker', torrents?.tracker === undefined ? undefined : trackerUrls(torrents.tracker)],
      ['data', data],
      [
        'peers',
        alone && bootstrap.length > 0 ? 'no bootstrap node has answered yet; it keeps trying' : undefined
      ],
      ['alone', alone && Math.max(r, w) > 1 ? aloneAdvice(r, w) : undefined]
    ]),
    `Others join with --bootstrap and an address above; Ctrl-C stops it.`
  ]
  terminal.out(text.join('\n'))
}

// The first thing that somebody tries is a node of their own, and a put.
function aloneAdvice(r: number, w: number): string {
  return `a read waits for ${r} nodes and a write for ${w}: start more, or this one with --n 1 --r 1 --w 1`
}

function trackerUrls(at: string): string {
  return `http://${at}/announce, udp://${at}`
}

async function inTime(stopping: Promise<void> | undefined): Promise<void> {
  const slow = Promise.withResolvers<never>()
  const timer = globalThis.setTimeout(
    () => slow.reject(new CliError('STOP_SLOW', `the node did not stop within ${STOP_MS / 1_000} s`)),
    STOP_MS
  )
  try {
    await Promise.race([stopping, slow.promise])
  } finally {
    clearTimeout(timer)
  }
}
