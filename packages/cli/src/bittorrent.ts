// BitTorrent at a node: what `halley start` is told of it, and how it begins. Its code is loaded only where it is asked for.
import type { Bittorrent, BittorrentOptions } from '@halley/bittorrent'
import type { Command } from 'commander'
import type { HalleyNode } from 'halley'
import { collected, hostPortArgument, wholeArgument } from './arguments.ts'
import { readCode } from './files.ts'

export interface BittorrentArguments {
  readonly bittorrent?: readonly string[]
  readonly bittorrentBootstrap?: readonly string[]
  readonly tracker?: string
  readonly trackerObject?: string
  readonly announceRate?: number
  readonly announceRateAll?: number
}

export function withBittorrent(command: Command): Command {
  return command
    .option(
      '--bittorrent <host:port>',
      'be a node of the Mainline DHT at this UDP address; repeatable, once for IPv4 and once for IPv6',
      eachHostPort
    )
    .option(
      '--bittorrent-bootstrap <host:port>',
      'a Mainline node to join; repeatable (default: none, nobody is contacted)',
      eachHostPort
    )
    .option('--tracker <host:port>', 'be a BitTorrent tracker at this address, by HTTP and UDP', hostPort)
    .option('--tracker-object <file>', 'the object that keeps a swarm, instead of the one that comes along')
    .option(
      '--announce-rate <number>',
      'BitTorrent announcements a second that one address may send (default: 20 by the DHT, 50 to the trackers)',
      eachSecond
    )
    .option(
      '--announce-rate-all <number>',
      'what all addresses may send together (default: 20000 by the DHT, 50000 to the trackers)',
      eachSecond
    )
}

/** What is wrong with how these go together, or nothing. */
export function bittorrentFault(options: BittorrentArguments): string | undefined {
  const { bittorrent, bittorrentBootstrap, tracker, trackerObject, announceRate, announceRateAll } = options
  if (bittorrentBootstrap !== undefined && bittorrent === undefined)
    return '--bittorrent-bootstrap is for a node with --bittorrent'
  if (trackerObject !== undefined && bittorrent === undefined && tracker === undefined)
    return '--tracker-object is for a node with --bittorrent or --tracker'
  if ((announceRate ?? announceRateAll) !== undefined && bittorrent === undefined && tracker === undefined)
    return '--announce-rate and --announce-rate-all are for a node with --bittorrent or --tracker'
  return undefined
}

/** @returns nothing where none of it was asked for @throws CliError FILE_UNREADABLE, FILE_INVALID, CODE_INVALID */
export async function bittorrentOptions(
  options: BittorrentArguments
): Promise<BittorrentOptions | undefined> {
  const { bittorrent: mainline, bittorrentBootstrap: bootstrap, tracker, trackerObject } = options
  if (mainline === undefined && tracker === undefined) return undefined
  const { announceRate: address, announceRateAll: all } = options
  const rates = { ...(address === undefined ? {} : { address }), ...(all === undefined ? {} : { all }) }
  return {
    rates,
    ...(mainline === undefined ? {} : { mainline }),
    ...(bootstrap === undefined ? {} : { bootstrap }),
    ...(tracker === undefined ? {} : { tracker }),
    ...(trackerObject === undefined ? {} : { trackerObject: await readCode(trackerObject) })
  }
}

/** @throws BittorrentError ADDRESS_INVALID, PORT_IN_USE, LISTEN_FAILED */
export async function beginBittorrent(node: HalleyNode, options: BittorrentOptions): Promise<Bittorrent> {
  const { startBittorrent } = await import('@halley/bittorrent')
  return startBittorrent(node, options)
}

function hostPort(text: string): string {
  hostPortArgument(text)
  return text
}

function eachSecond(text: string): number {
  return wholeArgument(text, 1, 1_000_000)
}

function eachHostPort(text: string, before: readonly string[] | undefined): string[] {
  return collected(hostPort(text), before)
}
