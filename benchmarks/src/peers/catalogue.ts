// The systems that are compared, and what each comparison is not.
import { existsSync, readFileSync } from 'node:fs'
import { isInstalled } from '../systems/child.ts'
import { KINDS, type Kind } from './plan.ts'

export interface Peer {
  /** As worker.ts knows it. */
  readonly name: string
  /** Nodes of its network, each in a process of its own. */
  readonly nodes: number
  /** The objects that it has. */
  readonly kinds: readonly Kind[]
  /** What it does for a put and a get here, and where that is less, more or other than what Halley does. */
  readonly isNot: string
  /** Of the package it is measured in, if it is one. */
  readonly package?: string
  /** Which program it needs, and what installs it. */
  readonly program?: { readonly name: string; readonly install: string }
}

/** Halley as a library comes first: the others are compared with it. */
export function peersOf(nodes: number): Peer[] {
  return SYSTEMS.map((system) => ({ nodes, ...system }))
}

const SYSTEMS: readonly (Omit<Peer, 'nodes'> & { readonly nodes?: number })[] = [
  {
    name: 'halley',
    kinds: KINDS,
    isNot:
      'Asked through the library, in the process of one of the nodes. (N, R, W) = (3, 2, 2): a put is on the disks of two of three replicas before it is acknowledged, objects have versions, a get asks two replicas. Connections are encrypted and authenticated (libp2p, noise, yamux, TCP). In a network this small each node knows all others: nobody walks.'
  },
  {
    name: 'halley-http',
    kinds: KINDS,
    isNot:
      'The same nodes as programs (`halley start`), asked through the HTTP gateway of one of them by a client in another process. It pays for HTTP, JSON and one more process, as OpenDHT through its proxy does.'
  },
  {
    name: 'kad-dht',
    kinds: ['passive'],
    package: '@libp2p/kad-dht',
    isNot:
      'Nothing is durable: records live in memory, without versions, at up to 20 nodes, here at all of them. Each put and get walks the network. It runs over the same libp2p, noise, yamux and TCP, asked in the process of one of the nodes.'
  },
  {
    name: 'hyperdht',
    kinds: ['passive'],
    package: 'hyperdht',
    isNot:
      'Nothing is durable: values of about 1 KB at most live in memory at up to 20 nodes, here at all others. A put signs, a get checks the signatures of what it is told; datagrams are not encrypted. The highest sequence number wins: concurrent puts are not told apart. Asked in the process of one of the nodes.'
  },
  {
    name: 'bittorrent-dht',
    kinds: ['passive'],
    package: 'bittorrent-dht',
    isNot:
      'Nothing is durable: BEP 44 items of less than 1,000 bytes live in memory at the nearest nodes, here at all others. A put signs, a get checks the signatures of what it is told; datagrams are not encrypted. The highest sequence number wins. Asked in the process of one of the nodes, whose cache of items is off.'
  },
  {
    name: 'opendht',
    kinds: ['passive'],
    program: { name: 'dhtnode', install: 'apt-get install dhtnode' },
    isNot:
      'Nothing is durable: values live in memory at up to 8 nodes, for minutes. Its limit on requests from one address is off. It is compiled, and asked through the REST proxy of its program by a client in another process: compare it with halley-http.'
  },
  {
    name: 'redis',
    nodes: 1,
    kinds: ['passive', 'greeting'],
    program: { name: 'redis-server', install: 'apt-get install redis-server' },
    isNot:
      'Not a network: one server without replicas, trusted clients, plain TCP. Its log is synced before a put is acknowledged. The greeting is a function (FCALL) whose count is durable, as `local` is with Halley; it is not metered, and the operator installs it. There is no null handler.'
  }
]

/** Why a system cannot be measured here, and what would change that; nothing if it can. */
export function missing({ name, program, package: needed }: Peer): string | undefined {
  if (program !== undefined && !isInstalled(program.name))
    return `${name} is skipped: no ${program.name} here; ${program.install}`
  if (needed !== undefined && !existsSync(manifestOf(needed)))
    return `${name} is skipped: the package ${needed} is not here; npm install`
  return undefined
}

/** Of the package that is installed; nothing where it is not one. */
export function versionOf({ package: needed }: Peer): string | undefined {
  if (needed === undefined) return undefined
  return (JSON.parse(readFileSync(manifestOf(needed), 'utf8')) as { version: string }).version
}

function manifestOf(name: string): URL {
  return new URL(`../../../node_modules/${name}/package.json`, import.meta.url)
}
