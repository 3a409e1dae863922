// halley start: one node in the foreground.
import { MEMBER_WEIGHT, parseDuration } from '@halley/model'
import { type Command, Option } from 'commander'
import {
  collected,
  durationArgument,
  type HostPort,
  hostPortArgument,
  type QuorumArguments,
  quorumFault,
  replicasArgument,
  wholeArgument
} from '../arguments.ts'
import {
  type BittorrentArguments,
  bittorrentFault,
  bittorrentOptions,
  withBittorrent
} from '../bittorrent.ts'
import { example, withJson, withQuorum } from '../options.ts'
import { stopRequest } from '../stop-request.ts'
import type { Terminal } from '../terminal.ts'

interface StartCommand extends QuorumArguments, BittorrentArguments {
  readonly data: string
  readonly listen?: string[]
  readonly announce?: string[]
  readonly bootstrap?: string[]
  readonly http: HostPort
  readonly httpHost?: string[]
  readonly placement: 'xor' | 'ring'
  readonly weight?: number
  readonly zone?: string
  readonly rejoin?: boolean
  readonly refill?: boolean
  readonly operatorKey?: string[]
  readonly revoke?: string[]
  readonly mdns?: boolean
  readonly workers?: number
  readonly handlerPercent?: number
  readonly objectCpu?: number
  readonly objectBytes?: number
  readonly ownerCpu?: number
  readonly ownerBytes?: number
  readonly ownerStorage?: number
  readonly storage?: number
  readonly maxN?: number
  readonly maxLifetime?: number
  readonly minInterval?: number
  readonly json?: boolean
  readonly lifeline?: boolean
}

const HTTP: HostPort = { host: '127.0.0.1', port: 7070 }

export function addStart(program: Command, terminal: Terminal): void {
  const command = program
    .command('start')
    .description('Start a node, and serve it by HTTP; Ctrl-C stops it.')
    .option('--data <folder>', 'identity and objects of the node', './halley-data')
    .option(
      '--listen <multiaddr>',
      'TCP address for other nodes; repeatable (default: a free port of loopback)',
      collected
    )
    .option(
      '--announce <multiaddr>',
      'address told to other nodes instead of those listened on: behind NAT, in a container; repeatable',
      collected
    )
    .option(
      '--bootstrap <multiaddr>',
      'a node to join; repeatable (default: none, a network of one)',
      collected
    )
    .addOption(
      new Option('--http <host:port>', 'HTTP address; port 0 takes a free one')
        .argParser(hostPortArgument)
        .default(HTTP, '127.0.0.1:7070')
        .env('HALLEY_HTTP')
    )
    .option(
      '--http-host <name>',
      'name by which HTTP clients may ask for this node, besides its addresses and localhost; repeatable',
      collected
    )
    .addOption(
      new Option('--placement <name>', 'how keys find their nodes').choices(['xor', 'ring']).default('xor')
    )
    .option(
      '--weight <number>',
      'ring: share of the keys, relative to the weights of others (default: 1)',
      (text) => wholeArgument(text, 1, MEMBER_WEIGHT)
    )
    .option('--zone <name>', 'ring: what fails together, such as a rack; copies are put into distinct zones')
    .option('--rejoin', 'ring: join again after having left')
    .option('--refill', 'if the data file is damaged, put it aside and get the objects from the other nodes')
    .option(
      '--operator-key <public>',
      'public key of an operator, as keygen shows it: objects whose code it signed may address other keys; repeatable',
      collected
    )
    .option('--revoke <public>', 'a key of an operator whose signatures count no more; repeatable', collected)
    .option('--mdns', 'find nodes on the local network by multicast')
    .option('--workers <count>', 'threads that run handlers', (text) => wholeArgument(text, 1, 64))
    .option(
      '--handler-percent <percent>',
      'share of one core that handlers may take, 200: two cores (default: 50)',
      (text) => wholeArgument(text, 1, 6_400)
    )
    .option('--object-cpu <ms>', 'CPU of the handlers of one object in a minute (default: 1000)', ofMinute)
    .option(
      '--object-bytes <bytes>',
      'what the handlers of one object may send in a minute (default: 10000000)',
      (text) => wholeArgument(text, 1, 999_999_999)
    )
    .option(
      '--owner-cpu <ms>',
      'CPU of the handlers of all objects that were put through one node, in a minute (default: 10000)',
      ofMinute
    )
    .option('--owner-bytes <bytes>', 'what they may send in a minute (default: 100000000)', (text) =>
      wholeArgument(text, 1, 9_999_999_999)
    )
    .option(
      '--owner-storage <bytes>',
      'what all objects that were put through one node may take up here (default: 10000000000)',
      ofDisk
    )
    .option('--storage <bytes>', 'what all objects may take up here (default: 100000000000)', ofDisk)
    .option(
      '--max-n <copies>',
      'most copies at homes that an object may ask for (default: 20)',
      replicasArgument
    )
    .option(
      '--max-lifetime <duration>',
      'longest lifetime that an object may give itself (default: 10 years)',
      inMillis
    )
    .option(
      '--min-interval <duration>',
      'shortest interval in which an object may choose anew who holds copies of it (default: 1m)',
      inMillis
    )
    .addOption(new Option('--lifeline', 'stop when standard input ends').hideHelp())
    .action(async (options: StartCommand) => {
      const fault = quorumFault(options) ?? bittorrentFault(options)
      if (fault !== undefined) command.error(`error: ${fault}`)
      await start(options, terminal)
    })
  withJson(withQuorum(withBittorrent(command)))
  example(
    command,
    'halley start',
    'halley start --data /tmp/second --http 127.0.0.1:0 --bootstrap /ip4/127.0.0.1/tcp/4001/p2p/12D3Koo…',
    'halley start --listen /ip4/0.0.0.0/tcp/4001 --announce /dns4/node7.example.org/tcp/4001',
    'halley start --bittorrent 0.0.0.0:6881 --tracker 0.0.0.0:6969',
    'halley start --placement ring --zone rack-7 --weight 2 --bootstrap /ip4/10.0.0.1/tcp/4001/p2p/12D3Koo…'
  )
}

async function start(options: StartCommand, terminal: Terminal): Promise<void> {
  const { data, listen, announce, bootstrap, http, placement, mdns = false, json = false } = options
  const { n, r, w, workers, weight, zone, rejoin, refill, httpHost } = options
  const { operatorKey: operatorKeys, revoke: revokedKeys } = options
  const { handlerPercent, objectCpu: objectCpuMs, objectBytes, ownerCpu: ownerCpuMs } = options
  const { ownerBytes, ownerStorage: ownerStorageBytes, storage: storageBytes } = options
  const { maxN: replicasAtMost, maxLifetime: lifetimeMostMs, minInterval: selectLeastMs } = options
  // Before anything is opened: a Ctrl-C while the node starts stops it as soon as it has.
  const stop = stopRequest(options.lifeline ? process.stdin : undefined)
  try {
    // Loaded only here: the other commands do not wait for the network's code.
    const { runNode } = await import('../node-process.ts')
    const chosen = { data, http, placement, mdns, json }
    const bittorrent = await bittorrentOptions(options)
    const rest = given({
      listen,
      announce,
      bootstrap,
      n,
      r,
      w,
      workers,
      weight,
      zone,
      rejoin,
      refill,
      operatorKeys,
      revokedKeys,
      httpHost,
      bittorrent
    })
    const tuning = given({
      ...{ handlerPercent, objectCpuMs, objectBytes, ownerCpuMs },
      ...{ ownerBytes, ownerStorageBytes, storageBytes, replicasAtMost, lifetimeMostMs, selectLeastMs }
    })
    await runNode({ ...chosen, ...rest, tuning }, stop, terminal)
  } finally {
    stop.dispose()
  }
}

/** Milliseconds of CPU in a minute: 64 cores have no more. */
function ofMinute(text: string): number {
  return wholeArgument(text, 1, 64 * 60_000)
}

/** Bytes on a disk. */
function ofDisk(text: string): number {
  return wholeArgument(text, 1, 999_999_999_999_999)
}

/** The options that were given: absent stays absent. */
function given<T extends object>(options: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>
  }
}

function inMillis(text: string): number {
  return parseDuration(durationArgument(text))
}
