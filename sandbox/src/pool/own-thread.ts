// A machine in the caller's own thread: for tests, where waking a worker and being woken costs more than the handlers.
//
// All that a handler may use is counted by the machine, so its outcome is the one that a worker gives. The one thing that
// this thread has less of is native stack: the parser recurses on it where its own meter counts little, and what nests some
// thousands of levels deep reaches its end here. An invocation is a pure function of its request, so whatever ran out of
// stack runs once more in a worker, which has enough. What a handler does after it has waited cannot run again: there
// it stays STACK_EXCEEDED.
import { SANDBOX_LIMITS } from '../limits.ts'
import { Machine } from '../machine/machine.ts'
import type { MachineReply, MachineRequest } from '../machine/outcome.ts'
import { selfCheck } from '../machine/self-check.ts'
import { failed } from './failed.ts'
import type { Job, Place, Workplace } from './job.ts'
import { LatePool } from './late-pool.ts'

export class OwnThread implements Workplace {
  readonly #place: Place = Symbol()
  #machine: Machine | undefined
  /** Where what needs more stack runs. */
  readonly #deep: LatePool

  private constructor(machine: Machine, deep: LatePool) {
    this.#machine = machine
    this.#deep = deep
  }

  /** @throws what the machine fails with when it checks itself */
  static async start(module: Promise<WebAssembly.Module>): Promise<OwnThread> {
    const machine = new Machine(await module, SANDBOX_LIMITS.imageBytes)
    selfCheck(machine)
    return new OwnThread(machine, new LatePool(module, 1))
  }

  run(request: MachineRequest, fairness: string, answer: Job['answer'], place?: Place): void {
    if (this.#machine === undefined) return answer(failed('CLOSED', 'the sandbox is closed'))
    if (place !== undefined && place !== this.#place) return this.#deep.run(request, fairness, answer, place)
    const reply = this.#machine.run(request)
    if (place === undefined && ranOutOfStack(reply)) this.#deep.run(request, fairness, answer)
    else answer(reply, this.#place)
  }

  async close(): Promise<void> {
    this.#machine = undefined
    await this.#deep.close()
  }
}

function ranOutOfStack(reply: MachineReply): boolean {
  return !reply.ok && reply.error.code === 'STACK_EXCEEDED'
}
