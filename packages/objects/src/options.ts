// What an operator can set about objects.
import type { ChainsOptions } from './chains.ts'
import type { TimersOptions } from './timers.ts'

export interface ObjectsOptions extends ChainsOptions, TimersOptions {
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
  operations: 20,
  operationsMs: 600_000,
  // Less than a coordinator has to answer, so that who asked is told why.
  chainMs: 2_000,
  // Half of what one worker of the sandbox keeps.
  chains: 1_000
}
