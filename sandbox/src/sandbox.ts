// The sandbox as callers see it: values in, values out; the work happens in worker threads, or in the caller's own.
import { availableParallelism } from 'node:os'
import type { CallResult, Failed, Invocation, Outcome } from './contract.ts'
import { ATTEMPT, DEFAULT_LIMITS, type Limits, resolveLimits, SANDBOX_LIMITS } from './limits.ts'
import type { Running } from './machine/chains.ts'
import type { Decision, MachineReply, MachineRequest } from './machine/outcome.ts'
import { OpenChains } from './open-chains.ts'
import { Attempts } from './pool/attempts.ts'
import type { Place, Workplace } from './pool/job.ts'
import { EVENT_TYPES } from './pool/jobs.ts'
import { LatePool } from './pool/late-pool.ts'
import { OwnThread } from './pool/own-thread.ts'
import { Pool } from './pool/pool.ts'
import { calls, failure, finished, lost, rejected } from './reply.ts'
import { encodeFrame, encodeResults, Hashes, seedOf } from './request.ts'
import { SizeError, ValueError } from './values/value.ts'
import { meteredInterpreter } from './wasm/interpreter-binary.ts'

export interface SandboxOptions {
  /** Overrides of the default limits, for all invocations. */
  readonly limits?: Partial<Limits>
  /**
   * Worker threads; default: one fewer than the machine's cores, at least one. With 0 handlers run in the caller's own thread,
   * which stands still meanwhile: outcomes and counts are the same, but nothing queues, and `wallClockMs` does not count. For
   * tests, and for whoever runs code of their own.
   */
  readonly workers?: number
  /** Whether `attempt` runs what is short in the caller's own thread; default: no. Worker threads are started when one is needed. */
  readonly attempts?: boolean
}

export interface Sandbox {
  /**
   * Runs one event of one object. When the handler asks something of its host and waits, the outcome is a chain, which
   * `resume` goes on with. Never rejects for what the object or its values do.
   *
   * @throws RangeError for impossible limits or events
   */
  invoke(invocation: Invocation): Promise<Outcome>
  /**
   * Runs the event at once, in the caller's thread, if it is a short one (ATTEMPT, in limits.ts): outcome and counts are those of
   * `invoke`. Undefined where it is not, where its code was not lately, or where the sandbox makes no attempts: nothing has happened
   * then, and it takes `invoke`.
   *
   * @throws RangeError for impossible limits or events
   */
  attempt(invocation: Invocation): Outcome | undefined
  /**
   * Goes on with a chain. The results may be some of those that are missing; the handler then runs as far as it can with
   * these. CHAIN_LOST when the chain failed, was dropped, took too long, was lost with its worker, or never was.
   *
   * @throws RangeError for results that the chain does not wait for, or that are no values
   */
  resume(chain: string, results: readonly CallResult[]): Promise<Outcome>
  /** Gives a chain up; nothing of it remains. */
  drop(chain: string): void
  /** Ends all workers. What was not answered yet is answered CLOSED. */
  close(): Promise<void>
}

/** @throws RewriteError when the installed interpreter is not the pinned one; RangeError for impossible limits */
export async function createSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const limits = resolveLimits(DEFAULT_LIMITS, options.limits)
  const workers = options.workers ?? Math.max(1, availableParallelism() - 1)
  const module = meteredInterpreter()
  if (options.attempts === true)
    return new MeteredSandbox(
      new LatePool(module, Math.max(1, workers)),
      limits,
      await Attempts.start(module)
    )
  const workplace = workers === 0 ? await OwnThread.start(module) : await Pool.start(module, workers)
  return new MeteredSandbox(workplace, limits)
}

type EventRequest = Running['request']

/** What is kept of a chain on this side. */
interface Begun {
  readonly invocation: Invocation
  readonly request: MachineRequest
  readonly fairness: string
  readonly place: Place
}

class MeteredSandbox implements Sandbox {
  readonly #workplace: Workplace
  readonly #limits: Limits
  readonly #hashes = new Hashes()
  readonly #chains = new OpenChains<Begun>(SANDBOX_LIMITS.chainMs, (begun) => this.#giveUp(begun))
  #attempts: Attempts | undefined
  #next = 1

  constructor(workplace: Workplace, limits: Limits, attempts?: Attempts) {
    this.#workplace = workplace
    this.#limits = limits
    this.#attempts = attempts
  }

  attempt(invocation: Invocation): Outcome | undefined {
    const hash = this.#hashes.of(invocation.code)
    if (this.#attempts?.takes(hash, invocation.code) !== true) return undefined
    // What is larger is not looked at any further.
    const request = this.#request(invocation, hash, ATTEMPT.limits.stateBytes)
    if ('error' in request) return undefined
    const reply = this.#attempts.run(request)
    if (reply === undefined) return undefined
    const { microseconds } = reply.usage
    const usage = { ...reply.usage, microseconds: Math.min(microseconds, ATTEMPT.microseconds) }
    if (!reply.ok) return failure({ ...reply, usage }, invocation)
    try {
      return finished({ ...reply, usage, decision: reply.decision as Decision }, invocation, request.limits)
    } catch (error) {
      return rejected(error, usage)
    }
  }

  invoke(invocation: Invocation): Promise<Outcome> {
    return new Promise((resolve, reject) => {
      const hash = this.#hashes.of(invocation.code)
      const request = this.#request(invocation, hash)
      if ('error' in request) {
        resolve(request)
        return
      }
      const fairness = invocation.fairness ?? hash
      this.#workplace.run(request, fairness, (reply, place) => {
        try {
          const begun = { invocation, request, fairness, place: place! }
          resolve(this.#outcome(reply, begun))
        } catch (error) {
          reject(error)
        }
      })
    })
  }

  resume(name: string, results: readonly CallResult[]): Promise<Outcome> {
    return new Promise((resolve, reject) => {
      const open = this.#chains.get(name)
      if (open === undefined) {
        resolve(lost())
        return
      }
      const { begun, outstanding } = open
      const frame = checkedResults(results, outstanding, begun.request.limits)
      for (const { id } of results) outstanding.delete(id)
      const request: MachineRequest = { ...begun.request, type: 'resume', frame }
      const answer = (reply: MachineReply) => {
        try {
          resolve(this.#outcome(reply, begun))
        } catch (error) {
          reject(error)
        }
      }
      this.#workplace.run(request, begun.fairness, answer, begun.place)
    })
  }

  drop(name: string): void {
    const open = this.#chains.end(name)
    if (open !== undefined) this.#giveUp(open)
  }

  async close(): Promise<void> {
    this.#attempts = undefined
    this.#chains.clear()
    await this.#workplace.close()
  }

  // What a machine is asked, or why it is not.
  #request(invocation: Invocation, hash: string, most = Number.POSITIVE_INFINITY): EventRequest | Failed {
    const { code, event } = invocation
    const { type, time, seed } = event
    const limits = resolveLimits(this.#limits, invocation.limits)
    if (!EVENT_TYPES.includes(type)) throw new RangeError(`there is no event of type ${type}`)
    try {
      const frame = encodeFrame(invocation, Math.min(most, limits.stateBytes))
      return { code, hash, type, frame, time, seed: seedOf(seed), limits, chain: this.#next++ }
    } catch (error) {
      return rejected(error)
    }
  }

  #giveUp({ request, fairness, place }: Begun): void {
    this.#workplace.run({ ...request, type: 'drop', frame: NO_BYTES }, fairness, () => undefined, place)
  }

  // What a part of a chain came to; most chains have one part, and are never heard of here.
  #outcome(reply: MachineReply, begun: Begun): Outcome {
    const { invocation, request } = begun
    const { limits } = request
    const name = String(request.chain)
    if (!reply.ok) {
      this.#chains.end(name)
      return failure(reply, invocation)
    }
    const { decision, frame, usage } = reply
    try {
      if (decision === 'wait') {
        const actions = calls(frame!, limits)
        this.#chains.waits(name, begun, actions)
        return { ok: true, chain: name, actions, usage }
      }
      this.#chains.end(name)
      return finished({ ...reply, decision }, invocation, limits)
    } catch (error) {
      this.drop(name)
      return rejected(error, usage)
    }
  }
}

const NO_BYTES = new Uint8Array()

function checkedResults(
  results: readonly CallResult[],
  outstanding: ReadonlySet<number>,
  limits: Limits
): Uint8Array {
  const ids = new Set(results.map(({ id }) => id))
  if (ids.size < results.length) throw new RangeError('a call has two results')
  for (const id of ids) {
    if (!outstanding.has(id)) throw new RangeError(`the chain does not wait for a call with the id ${id}`)
  }
  if (results.length === 0) throw new RangeError('there are no results to go on with')
  try {
    return encodeResults(results, limits)
  } catch (error) {
    if (error instanceof ValueError || error instanceof SizeError) throw new RangeError(error.message)
    throw error
  }
}
