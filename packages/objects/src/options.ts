// What an operator can set about objects.
import { REPLICAS, TTL_MS } from '@halley/model'
import type { ChainsOptions } from './chains.ts'
import type { ReplicationBounds } from './replication-bounds.ts'
import type { SpendingOptions } from './spending.ts'
import type { TimersOptions } from './timers.ts'

export interface ObjectsOptions extends ChainsOptions, SpendingOptions, TimersOptions, ReplicationBounds {
  /** Events that one object may have at a time, waiting and running; beyond it BUSY. */
  readonly mailboxEvents: number
  /** Events that this node coordinates at a time, over all objects; beyond it BUSY. */
  readonly turns: number
}

export const OBJECTS_DEFAULTS: ObjectsOptions = {
  mailboxEvents: 256,
  turns: 4_096,
  timerLeastMs: 1_000,
  // Comet's rate.
  timerEveryMs: 600_000,
  // A third of a lease.
  selectEveryMs: 600_000,
  selectLeastMs: 60_000,
  replicasAtMost: REPLICAS,
  lifetimeLeastMs: 1,
  lifetimeMostMs: TTL_MS,
  operations: 20,
  // A hundred objects that use up theirs.
  ownerOperations: 2_000,
  operationsMs: 600_000,
  // A sixtieth of a core, 50 of the dearest gets a minute, or 38,000 greetings.
  objectCpuMs: 1_000,
  // A hundred of the largest replies.
  objectBytes: 10_000_000,
  ownerCpuMs: 10_000,
  ownerBytes: 100_000_000,
  debtsMs: 1_000,
  // With the dearest events there are, less than a hundredth of a core for each owner.
  reserveEveryMs: 5_000,
  // The other half is for what the node does itself for its requests.
  handlerPercent: 50,
  // Less than a coordinator has to answer, so that who asked is told why; enough to notice three that are not there, one after the other.
  chainMs: 4_000,
  // Half of what one worker of the sandbox keeps.
  chains: 1_000
}
