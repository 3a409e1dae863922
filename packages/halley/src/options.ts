// What the creator of a node may choose.
import { ModelError, parseQuorum, type Quorum } from '@halley/model'
import { NODE_DEFAULTS, type NodeOptions } from '@halley/node'
import { HalleyError } from './errors.ts'

export interface CreateNodeOptions {
  /** Data folder: identity and storage. Without it the node lives in memory and forgets. */
  readonly data?: string
  /** TCP multiaddrs to listen on. Default: a free port of loopback. */
  readonly listen?: readonly string[]
  /** Multiaddrs of nodes to join. Default: none, a network of one. */
  readonly bootstrap?: readonly string[]
  /** Find nodes on the local network by multicast. Default: false. */
  readonly mdns?: boolean
  /** How keys find their nodes. Default: xor, the only one so far. */
  readonly placement?: string
  /** Replication of objects that do not choose their own. Default: (3, 2, 2). */
  readonly n?: number
  readonly r?: number
  readonly w?: number
  /** Worker threads that run handlers. Default: the sandbox's own. */
  readonly workers?: number
  /** Finer options of the cores, in the units of their tables (packages/node/src/options.ts). */
  readonly tuning?: Partial<Omit<NodeOptions, 'quorum'>>
}

/** @throws HalleyError PLACEMENT_INVALID, QUORUM_INVALID, TUNING_INVALID */
export function nodeOptions({ placement = 'xor', n, r, w, tuning = {} }: CreateNodeOptions): NodeOptions {
  if (placement !== 'xor')
    throw new HalleyError(
      'PLACEMENT_INVALID',
      `placement "${placement}": allowed is xor (ring is not there yet)`
    )
  for (const [name, value] of Object.entries(tuning)) {
    if (!(name in NODE_DEFAULTS) || !Number.isInteger(value) || value < 1) {
      throw new HalleyError(
        'TUNING_INVALID',
        `tuning ${name} is ${String(value)}; it must be one of the cores' options and a whole number of at least 1`
      )
    }
  }
  return { ...NODE_DEFAULTS, ...tuning, quorum: quorumOf({ n, r, w }) }
}

function quorumOf(wished: { n: number | undefined; r: number | undefined; w: number | undefined }): Quorum {
  try {
    return parseQuorum(wished)
  } catch (error) {
    if (error instanceof ModelError) throw new HalleyError(error.code, error.message)
    throw error
  }
}
