// A job: one invocation on its way to a machine, and where such are run: in the pool's workers or in the caller's own thread.
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

/** Where jobs are run. */
export interface Workplace {
  /**
   * @param answer is called once; a frame in the reply is only valid during the call
   * @param place the only one that can run it: the one that answered with it
   */
  run(request: MachineRequest, fairness: string, answer: Job['answer'], place?: Place): void
  /** What was not answered yet is answered CLOSED. */
  close(): Promise<void>
}
