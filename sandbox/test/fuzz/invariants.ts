// What must hold of every invocation, whatever the object is. A module is run in two machines: one that keeps the images
// of code and state, and one that loads everything anew. `check` answers what does not hold; nothing, as a rule.
import {
  DEFAULT_LIMITS,
  type Invocation,
  type Limits,
  MAXIMAL_LIMITS,
  type Outcome
} from '../../src/index.ts'
import { beyondLimits, codeOf, Examiner } from '../attacks/examine.ts'
import { type LocalSandbox, localSandbox } from '../attacks/local.ts'
import { comparable, event } from '../support.ts'

/** Small enough that what is drawn often ends there, and in the middle of things. */
const SMALL: Partial<Limits> = {
  instructions: 700,
  steps: 30_000,
  memoryBytes: 12_000,
  stackBytes: 24_000,
  stateBytes: 400
}

const RAISED: Partial<Limits> = Object.fromEntries(
  (['instructions', 'steps', 'memoryBytes', 'stackBytes', 'stateBytes'] as const).map((limit) => [
    limit,
    Math.min(2 * DEFAULT_LIMITS[limit], MAXIMAL_LIMITS[limit])
  ])
)

/** Never to be seen, whatever an object does. */
const FAILURES = ['SANDBOX_FAULT', 'WALL_CLOCK_EXCEEDED', 'BUSY', 'CLOSED']

/** Milliseconds in the worker that the derivations of the limits promise, and what fails on a machine with other work. */
export const BAR_MS = 50
const FAILING_MS = 10 * BAR_MS

export interface Slowest {
  ms: number
  code: string
}

export class Invariants {
  readonly slowest: Slowest = { ms: 0, code: '' }
  readonly codes = new Map<string, number>()
  executions = 0
  readonly #examiner: Examiner
  readonly #cold: LocalSandbox

  private constructor(examiner: Examiner, cold: LocalSandbox) {
    this.#examiner = examiner
    this.#cold = cold
  }

  static async open(): Promise<Invariants> {
    return new Invariants(await Examiner.open(), await localSandbox(0))
  }

  close(): Promise<void> {
    return this.#examiner.close()
  }

  async check(code: string): Promise<string[]> {
    const problems: string[] = []
    let last: Outcome | undefined
    for (const given of EVENTS) {
      const invocation = { ...given, code }
      const outcome = await this.#same(invocation, problems)
      await this.#repeatable(invocation, outcome, problems)
      last = await this.#same({ ...invocation, limits: SMALL }, problems)
      if (mayBeRaised(outcome, code)) {
        const raised = await this.#run(this.#examiner.local, { ...invocation, limits: RAISED }, problems)
        last = raised
        if (comparable(raised) !== comparable(outcome))
          problems.push(differs('raised limits', outcome, raised))
      }
      // What a module cannot be loaded for one event, it cannot for another.
      if (codeOf(outcome) === 'CODE_INVALID') break
    }
    problems.push(...(await this.#examiner.disturbed(last)))
    return problems
  }

  // What is said to be repeatable comes to the same at another time and with another seed.
  async #repeatable(invocation: Invocation, outcome: Outcome, problems: string[]): Promise<void> {
    if (!outcome.ok || outcome.repeatable !== true) return
    const { time } = invocation.event
    const other = { ...invocation.event, time: time + 86_399_999, seed: 'another seed' }
    const again = await this.#run(this.#examiner.local, { ...invocation, event: other }, problems)
    if (comparable(again) !== comparable(outcome)) problems.push(differs('another time', outcome, again))
  }

  // Cold, warm, with its state kept, and in a machine that keeps nothing.
  async #same(invocation: Invocation, problems: string[]): Promise<Outcome> {
    const first = await this.#run(this.#examiner.local, invocation, problems)
    const others = [this.#cold, this.#examiner.local, this.#examiner.local]
    let least = first.usage.microseconds
    for (const [index, sandbox] of others.entries()) {
      const other = await this.#run(sandbox, invocation, problems)
      if (comparable(other) !== comparable(first)) problems.push(differs(`run ${index + 2}`, first, other))
      if (index === 0) least = Math.min(least, other.usage.microseconds)
    }
    this.#time(least / 1000, invocation.code, problems)
    return first
  }

  // The lesser of the two runs that loaded the code: whatever else the machine does only ever adds time.
  #time(ms: number, code: string, problems: string[]): void {
    if (ms > this.slowest.ms) Object.assign(this.slowest, { ms, code })
    if (ms > FAILING_MS) problems.push(`took ${ms} ms`)
  }

  async #run(sandbox: LocalSandbox, invocation: Invocation, problems: string[]): Promise<Outcome> {
    this.executions++
    const outcome = await sandbox.invoke(invocation)
    const code = codeOf(outcome)
    this.codes.set(code, (this.codes.get(code) ?? 0) + 1)
    if (FAILURES.includes(code)) problems.push(comparable(outcome))
    const limits = { ...DEFAULT_LIMITS, ...invocation.limits }
    problems.push(...beyondLimits(outcome, limits, invocation.event.type))
    return outcome
  }
}

const EVENTS: Omit<Invocation, 'code'>[] = [
  {
    event: event('get', { caller: { id: 'alice', payload: { a: [1, 'x', 2n], b: Uint8Array.of(1, 2, 3) } } }),
    state: { n: 1, a: [1, 'two', null], b: Uint8Array.of(7), o: { deep: { er: [0.5] } } },
    local: { seen: 3 }
  },
  { event: event('put'), state: { n: 2 } },
  { event: event('merge', { siblings: [{ a: 1 }, { b: 2 }] }) }
]

// Only what did not end at a limit must be the same when limits are raised; and not what asks for the limits itself.
function mayBeRaised(outcome: Outcome, code: string): boolean {
  if (code.includes('remaining')) return false
  if (outcome.ok) return true
  const { limit, code: stoppedBy } = outcome.error
  return limit === undefined && stoppedBy !== 'CODE_INVALID'
}

function differs(what: string, first: Outcome, other: Outcome): string {
  return `${what}: ${comparable(first).slice(0, 600)} and then ${comparable(other).slice(0, 600)}`
}
