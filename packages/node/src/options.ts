// All options of the cores in one place.
import { MEMBERSHIP_DEFAULTS, type MembershipOptions } from '@halley/membership'
import { OBJECTS_DEFAULTS, type ObjectsOptions } from '@halley/objects'
import { REPLICATION_DEFAULTS, type ReplicationOptions } from '@halley/replication'
import { ADMISSION_DEFAULTS, type AdmissionOptions } from './admission.ts'
import { REPLIES_DEFAULTS, type RepliesOptions } from './replies.ts'

export type Placement = 'xor' | 'ring'

export interface NodeOptions
  extends ReplicationOptions,
    ObjectsOptions,
    MembershipOptions,
    AdmissionOptions,
    RepliesOptions {
  /** How keys find their nodes: in the overlay, by nearness, or in a ring of members that all nodes know. */
  readonly placement: Placement
}

export const NODE_DEFAULTS: NodeOptions = {
  ...REPLICATION_DEFAULTS,
  ...OBJECTS_DEFAULTS,
  ...MEMBERSHIP_DEFAULTS,
  ...ADMISSION_DEFAULTS,
  ...REPLIES_DEFAULTS,
  placement: 'xor'
}
