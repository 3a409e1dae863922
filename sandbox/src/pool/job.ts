// A job: one invocation on its way through the pool.
import type { MachineReply, MachineRequest } from '../machine/outcome.ts'

export interface Job {
  readonly id: number
  readonly request: MachineRequest
  readonly fairness: string
  readonly answer: (reply: MachineReply) => void
}
