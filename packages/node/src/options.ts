// All options of the cores in one place.
import { LIVENESS_DEFAULTS, type LivenessOptions } from '@halley/membership'
import { OBJECTS_DEFAULTS, type ObjectsOptions } from '@halley/objects'
import { REPLICATION_DEFAULTS, type ReplicationOptions } from '@halley/replication'

export interface NodeOptions extends ReplicationOptions, ObjectsOptions, LivenessOptions {}

export const NODE_DEFAULTS: NodeOptions = {
  ...REPLICATION_DEFAULTS,
  ...OBJECTS_DEFAULTS,
  ...LIVENESS_DEFAULTS
}
