// What the creator of a node may choose.
import {
  MEMBER_WEIGHT,
  MEMBER_ZONE_CHARACTERS,
  ModelError,
  parseQuorum,
  type Quorum,
  RING_PARTITIONS
} from '@halley/model'
import { NODE_DEFAULTS, type NodeOptions, type Placement } from '@halley/node'
import { HalleyError } from './errors.ts'

export interface CreateNodeOptions {
  /** Data folder: identity and storage. Without it the node lives in memory and forgets. */
  readonly data?: string
  /**
   * Where the data file is damaged as a whole: put it aside and begin with an empty one, which the other nodes fill. The node
   * stays who it is; until it is filled it answers as one that has nothing. Default: false, such a file is refused.
   */
  readonly refill?: boolean
  /** TCP multiaddrs to listen on. Default: a free port of loopback. */
  readonly listen?: readonly string[]
  /** Multiaddrs under which others reach this node, told to them instead of those listened on: behind NAT, in a container. */
  readonly announce?: readonly string[]
  /** Multiaddrs of nodes to join. Default: none, a network of one. */
  readonly bootstrap?: readonly string[]
  /** Find nodes on the local network by multicast. Default: false. */
  readonly mdns?: boolean
  /**
   * How keys find their nodes: `xor`, by nearness in an open overlay; `ring`, in a ring of members that all nodes know, for a
   * datacenter. The same at all nodes of a network. Default: xor.
   */
  readonly placement?: string
  /** With a ring: this node's share of the keys, in proportion to the weights of the others. Default: 1. */
  readonly weight?: number
  /** With a ring: what fails together with this node, such as its rack. Copies are in distinct zones where there are enough. */
  readonly zone?: string
  /** With a ring: join it again after having left it. */
  readonly rejoin?: boolean
  /** Replication of objects that do not choose their own. Default: (3, 2, 2). */
  readonly n?: number
  readonly r?: number
  readonly w?: number
  /** Worker threads that run handlers. Default: the sandbox's own. */
  readonly workers?: number
  /** Public keys of operators: objects whose code one of them has signed may address other keys. Default: none. */
  readonly operatorKeys?: readonly string[]
  /** Those of them whose signatures count no more. */
  readonly revokedKeys?: readonly string[]
  /** Finer options of the cores, in the units of their tables (packages/node/src/options.ts). */
  readonly tuning?: Partial<Omit<NodeOptions, 'quorum' | 'placement'>>
}

/** @throws HalleyError PLACEMENT_INVALID, QUORUM_INVALID, TUNING_INVALID */
export function nodeOptions(options: CreateNodeOptions): NodeOptions {
  const { n, r, w, tuning = {} } = options
  for (const [name, value] of Object.entries(tuning)) {
    if (
      typeof NODE_DEFAULTS[name as keyof NodeOptions] !== 'number' ||
      !Number.isInteger(value) ||
      value < 1
    ) {
      throw new HalleyError(
        'TUNING_INVALID',
        `tuning ${name} is ${String(value)}; it must be one of the cores' options and a whole number of at least 1`
      )
    }
  }
  const { partitions = NODE_DEFAULTS.partitions } = tuning
  if (partitions > RING_PARTITIONS || !Number.isInteger(Math.log2(partitions))) {
    throw new HalleyError(
      'TUNING_INVALID',
      `${partitions} partitions; a power of two up to ${RING_PARTITIONS} is allowed`
    )
  }
  return { ...NODE_DEFAULTS, ...tuning, quorum: quorumOf({ n, r, w }), placement: placementOf(options) }
}

function placementOf({ placement = 'xor', weight, zone, rejoin }: CreateNodeOptions): Placement {
  if (placement !== 'xor' && placement !== 'ring')
    throw new HalleyError('PLACEMENT_INVALID', `placement "${placement}": allowed are xor and ring`)
  if (placement === 'xor' && (weight !== undefined || zone !== undefined || rejoin === true))
    throw new HalleyError('PLACEMENT_INVALID', 'weight, zone and rejoin are for placement ring')
  if (weight !== undefined && !(Number.isInteger(weight) && weight >= 1 && weight <= MEMBER_WEIGHT))
    throw new HalleyError(
      'PLACEMENT_INVALID',
      `a weight of ${weight}; a whole number from 1 to ${MEMBER_WEIGHT} is allowed`
    )
  if (zone !== undefined && !(zone.length <= MEMBER_ZONE_CHARACTERS && /^[!-~]+$/.test(zone)))
    throw new HalleyError(
      'PLACEMENT_INVALID',
      `the zone "${zone.slice(0, 100)}"; 1 to ${MEMBER_ZONE_CHARACTERS} printable ASCII characters without spaces are allowed`
    )
  return placement
}

function quorumOf(wished: { n: number | undefined; r: number | undefined; w: number | undefined }): Quorum {
  try {
    return parseQuorum(wished)
  } catch (error) {
    if (error instanceof ModelError) throw new HalleyError(error.code, error.message)
    throw error
  }
}
