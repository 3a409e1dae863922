// Handlers in the simulated world: what the nodes have run, told in the trace, and how long it takes.
import type { Prng } from '@halley/model'
import type { Effect } from '@halley/node'
import type { Agenda } from './agenda.ts'
import { type Handle, type Rejecting, saidOf } from './handlers.ts'
import type { Host } from './host.ts'
import type { Invocation, Resumption } from './invocation.ts'
import { draw, type Latency } from './latency.ts'
import { programOf } from './programs.ts'
import type { Trace } from './trace.ts'

export interface RunningInit {
  readonly handle: Handle
  readonly rejecting: Rejecting
  /** How long a handler runs. */
  readonly handling: Latency
  readonly agenda: Agenda
  readonly trace: Trace
  readonly prng: Prng
}

export class Running {
  readonly #init: RunningInit

  constructor(init: RunningInit) {
    this.#init = init
  }

  invoke(host: Host, { turn, invocation }: Effect & { type: 'sandbox.invoke' }): void {
    const { key, event, timer } = invocation
    const tick = timer === undefined ? {} : { tick: timer }
    this.#init.trace.add(host.id, { type: 'invoking', turn, key, event, ...tick })
    this.#run(host, turn, invocation)
  }

  /** A handler that waited goes on. */
  resume(host: Host, { turn, resumption }: Effect & { type: 'sandbox.resume' }): void {
    this.#run(host, turn, resumption)
  }

  /** A handler that waits is given up. */
  drop({ id }: Host, { turn, key }: Effect & { type: 'sandbox.drop' }): void {
    this.#init.trace.add(id, { type: 'given up', turn, key })
  }

  rejected({ id }: Host, effect: Effect & { type: 'sandbox.rejected' }): void {
    this.#init.rejecting(id, effect)
  }

  #run(host: Host, turn: number, asked: Invocation | Resumption): void {
    const { life, id } = host
    const { handle, handling, agenda, trace, prng } = this.#init
    const { key, event, source } = 'chain' in asked ? asked.invocation : asked
    handle(id, asked, (outcome) => {
      agenda.after(draw(handling, prng), () => {
        if (life !== host.life) return
        const program = programOf(source)
        const used = 'chain' in outcome ? {} : { usage: outcome.usage }
        trace.add(id, { type: 'invoked', turn, key, event, program, outcome: saidOf(outcome), ...used })
        host.take({ type: 'sandbox.finished', turn, outcome })
      })
    })
  }
}
