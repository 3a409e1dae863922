// How an attack is judged. Every case runs three times: in a worker of the sandbox that has not seen it, there again, and
// in a machine of this thread that loads it anew. Then
//
// - what stopped it is one of the typed errors that the attack names, and what it answered is what the attack expects;
// - what it used is within the limits, and each run used the same and answered the same;
// - the next invocation of another object answers byte for byte what it answers in a fresh sandbox;
// - and after that invocation the linear memory is byte for byte what it was when no attack had run before it.
import {
  createSandbox,
  DEFAULT_LIMITS,
  type EventType,
  type Limits,
  type Outcome,
  SANDBOX_LIMITS,
  type Sandbox
} from '../../src/index.ts'
import { comparable, event } from '../support.ts'
import { type Attack, invocationOf, module, type Step, stepsOf } from './attack.ts'
import { type LocalSandbox, localSandbox } from './local.ts'

export interface Finding {
  readonly name: string
  /** What is wrong; empty when the attack failed, as it should. */
  readonly problems: readonly string[]
  /** What stopped the case's dearest step: an error's code, or 'ok'. */
  readonly stoppedBy: string
  readonly instructions: number
  readonly steps: number
  readonly memory: number
  /** In the worker, of each run, load included where it was loaded. */
  readonly microseconds: readonly number[]
}

/** Leaves the mark of whatever is wrong with built-ins, hidden state, chance, time or texts. */
const WITNESS = module`
  const tag = (strings) => strings
  export default {
    secret: 1,
    async onGet (caller) {
      local.n = (local.n ?? 0) + 1
      const seen = []
      try { null.x } catch (error) { seen.push(error.message, error.stack) }
      seen.push([3, 1, 2].sort().map(String).join(), JSON.stringify(this), Math.random(), Date.now())
      seen.push(/b+/g.exec('abbb').index, Symbol.for('s').description, typeof local, Object.keys(globalThis).join())
      seen.push([...new Map([[1, 2n]])].flat().map(String), tag\`x\`.raw.join(), await Promise.resolve(caller.id))
      seen.push(Object.getOwnPropertyNames(Object.prototype).join(), [].concat([1]), Function('return 7')())
      return seen
    }
  }`

export class Examiner {
  /** In this thread. */
  readonly local: LocalSandbox
  readonly #sandbox: Sandbox
  readonly #testimony: string
  readonly #pristine: Uint8Array

  private constructor(sandbox: Sandbox, local: LocalSandbox, testimony: string) {
    this.#sandbox = sandbox
    this.local = local
    this.#testimony = testimony
    this.#pristine = local.memory.slice()
  }

  static async open(): Promise<Examiner> {
    const local = await localSandbox(SANDBOX_LIMITS.imageBytes)
    // From a fresh image, from a restored one, and from one that has its state: as it will be from then on.
    for (let round = 0; round < 3; round++) await testify(local)
    return new Examiner(await createSandbox({ workers: 1 }), local, await testify(local))
  }

  close(): Promise<void> {
    return this.#sandbox.close()
  }

  async examine(attack: Attack): Promise<Finding[]> {
    const findings: Finding[] = []
    for (const [name, source] of Object.entries(attack.cases)) {
      findings.push(await this.#case(name, stepsOf(source), attack))
    }
    return findings
  }

  /**
   * What is wrong after something ran in this thread's machine; empty when nothing is. Constants may only change when it was
   * stopped in the middle of anything, because only then are they restored.
   */
  async disturbed(last: Outcome | undefined): Promise<string[]> {
    const problems: string[] = []
    if (last?.ok === true && !same(this.local.memory, this.#pristine, NOBODYS_BYTES, CONSTANT_BYTES))
      problems.push('changed a constant')
    if ((await testify(this.local)) !== this.#testimony) problems.push('the next invocation is disturbed')
    if (!same(this.local.memory, this.#pristine)) problems.push('the linear memory is not as it was')
    return problems
  }

  async #case(name: string, steps: readonly Step[], attack: Attack): Promise<Finding> {
    const problems: string[] = []
    const first = await runAll(this.#sandbox, steps)
    if ((await testify(this.#sandbox)) !== this.#testimony) problems.push('the next invocation is disturbed')
    const again = await runAll(this.#sandbox, steps)
    const elsewhere = await runAll(this.local, steps)
    problems.push(...(await this.disturbed(elsewhere.at(-1))))
    first.forEach((outcome, index) => {
      problems.push(...judge(outcome, steps[index]!, attack))
      for (const other of [again[index]!, elsewhere[index]!]) {
        if (comparable(other) === comparable(outcome)) continue
        problems.push(
          `not reproducible: ${comparable(outcome).slice(0, 400)} then ${comparable(other).slice(0, 400)}`
        )
      }
    })
    const dearest = first.reduce((a, b) => (a.usage.steps >= b.usage.steps ? a : b))
    const { instructions, steps: used, memory } = dearest.usage
    const microseconds = [first, again, elsewhere].map((run) =>
      Math.max(...run.map(({ usage }) => usage.microseconds))
    )
    return { name, problems, stoppedBy: codeOf(dearest), instructions, steps: used, memory, microseconds }
  }
}

/** The part of the static data that no code of the interpreter writes. */
const CONSTANT_BYTES = 65_536

/**
 * Below the first constant lies nothing. An interpreter that is asked where it was when a budget ran out, in the middle of
 * something, may write there through a null pointer; after a failure this is copied back before anything else runs.
 */
const NOBODYS_BYTES = 1024

function same(memory: Uint8Array, pristine: Uint8Array, start = 0, end = memory.length): boolean {
  return Buffer.compare(memory.subarray(start, end), pristine.subarray(start, end)) === 0
}

async function testify(sandbox: Sandbox): Promise<string> {
  return comparable(await sandbox.invoke({ code: WITNESS, event: event('get'), state: { a: 1 } }))
}

async function runAll(sandbox: Sandbox, steps: readonly Step[]): Promise<Outcome[]> {
  const outcomes: Outcome[] = []
  for (const step of steps) outcomes.push(await sandbox.invoke(invocationOf(step)))
  return outcomes
}

export function codeOf(outcome: Outcome): string {
  return outcome.ok ? 'ok' : outcome.error.code
}

function judge(outcome: Outcome, step: Step, { stoppedBy }: Attack): string[] {
  const code = codeOf(outcome)
  const problems: string[] = []
  if (!(stoppedBy as readonly string[]).includes(code))
    problems.push(
      `stopped by ${outcome.ok ? `nothing: ${comparable(outcome)}` : `${code}: ${outcome.error.message}`}`
    )
  for (const [figure, expected] of [
    ['reply', step.replies],
    ['state', step.leaves]
  ] as const) {
    const found = outcome.ok ? text(outcome[figure]) : code
    if (expected !== undefined && found !== text(expected))
      problems.push(`its ${figure} is ${found}, not ${text(expected)}`)
  }
  return [...problems, ...beyondLimits(outcome, { ...DEFAULT_LIMITS, ...step.limits }, step.event?.type)]
}

/** What an outcome used beyond the limits. */
export function beyondLimits(outcome: Outcome, limits: Limits, event: EventType | undefined): string[] {
  const { instructions, steps, memory } = outcome.usage
  // What failed before any handler ran tells what its loading took.
  const load = event === 'load' || (!outcome.ok && outcome.error.handler === undefined)
  return [
    ['instructions', instructions, load ? limits.loadInstructions : limits.instructions] as const,
    ['steps', steps, load ? limits.loadSteps : limits.steps] as const,
    ['bytes', memory, load ? limits.loadMemoryBytes : limits.memoryBytes] as const
  ]
    .filter(([, used, allowed]) => !(used >= 0 && used <= allowed))
    .map(([what, used, allowed]) => `used ${used} of ${allowed} ${what}`)
}

function text(value: unknown): string {
  return JSON.stringify(value, (_, part) => {
    if (typeof part === 'bigint') return `${part}n`
    return part instanceof Uint8Array ? [...part] : part
  })
}
