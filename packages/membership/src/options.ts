// What an operator can set about membership: default, unit, bounds and meaning, in one table.
import { COORDINATES_DEFAULTS, type CoordinatesOptions } from './coordinates-rounds.ts'
import { GOSSIP_DEFAULTS, type GossipOptions } from './gossip.ts'
import { LIVENESS_DEFAULTS, type LivenessOptions } from './liveness.ts'

export interface MembershipOptions extends LivenessOptions, CoordinatesOptions, GossipOptions {
  /** Parts of the ring: a power of two, up to 65,536, and the same at all nodes. */
  readonly partitions: number
}

export const MEMBERSHIP_DEFAULTS: MembershipOptions = {
  ...LIVENESS_DEFAULTS,
  ...COORDINATES_DEFAULTS,
  ...GOSSIP_DEFAULTS,
  // Shares within 15 % up to a hundred nodes, and few enough to compare one by one (docs/ring.md).
  partitions: 4_096
}
