// A job: one invocation on its way through the pool.
import type { MachineReply, MachineRequest } from '../machine/outcome.ts'

/** Stands for one worker as long as it lives; what takes its place when it is lost is another. */
export type Place = symbol

export interface Job {
  readonly request: MachineRequest
  /** Its key in the queue. */
  readonly fairness: string
  /** The only worker that can run it; any, when undefined. */
  readonly place: Place | undefined
  /** Called once. A frame in the reply is only valid during the call. `place` is the worker that gave it. */
  readonly answer: (reply: MachineReply, place?: Place) => void
}
