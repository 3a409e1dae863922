// The fuzzer: draws cases, checks the invariants, shrinks what breaks them. Everything follows from the seed.
import fc from 'fast-check'
import { readInterpreter } from '../../src/wasm/interpreter-binary.ts'
import { stepsOf } from '../attacks/attack.ts'
import { readAttacks } from '../attacks/catalogue.ts'
import { anyMessage, checkBinary, checkMessage } from './bytes.ts'
import { Invariants, type Slowest } from './invariants.ts'
import { anyModule } from './modules.ts'
import { anyMutations, mutateTokens, mutateUnits } from './mutations.ts'

export interface Failure {
  readonly kind: string
  readonly problems: readonly string[]
  /** The shrunk module, where there is one. */
  readonly code?: string
  /** What to draw again with. */
  readonly seed: number
}

export interface Progress {
  readonly cases: number
  /** Invocations, over all cases. */
  readonly executions: number
  readonly codes: Readonly<Record<string, number>>
  readonly slowest: Slowest
}

/** A kind of case: draws one and tells what is wrong. A case shows itself as source where it has one. */
interface Kind {
  readonly name: string
  readonly runs: number
  readonly cases: fc.Arbitrary<Case>
}

interface Case {
  readonly code?: string
  readonly check: () => string[] | Promise<string[]>
}

export class Fuzzer {
  readonly #invariants: Invariants
  readonly #kinds: readonly Kind[]
  #cases = 0

  private constructor(invariants: Invariants, kinds: readonly Kind[]) {
    this.#invariants = invariants
    this.#kinds = kinds
  }

  static async open(): Promise<Fuzzer> {
    const invariants = await Invariants.open()
    return new Fuzzer(invariants, await kindsOf(invariants))
  }

  close(): Promise<void> {
    return this.#invariants.close()
  }

  get progress(): Progress {
    const { executions, codes, slowest } = this.#invariants
    return { cases: this.#cases, executions, codes: Object.fromEntries(codes), slowest }
  }

  /** One lap over all kinds of cases. */
  async lap(seed: number): Promise<Failure[]> {
    const failures: Failure[] = []
    for (const { name, runs, cases } of this.#kinds) {
      const property = fc.asyncProperty(cases, async (one) => {
        this.#cases++
        const problems = await one.check()
        if (problems.length > 0) throw new Error(problems.join('\n'))
      })
      const { failed, counterexample } = await fc.check(property, {
        seed,
        numRuns: runs,
        endOnFailure: false,
        interruptAfterTimeLimit: 20_000
      })
      if (!failed) continue
      const [shrunk] = counterexample!
      const problems = await shrunk.check()
      failures.push({ kind: name, problems, seed, ...(shrunk.code !== undefined && { code: shrunk.code }) })
    }
    return failures
  }
}

async function kindsOf(invariants: Invariants): Promise<Kind[]> {
  const attacks = await readAttacks()
  const sources = attacks.flatMap(({ attack }) =>
    Object.values(attack.cases).flatMap((steps) => stepsOf(steps).map(({ code }) => code))
  )
  // Long ones spend their time in the same place; short ones are read by the parser from end to end.
  const short = sources.filter(({ length }) => length < 2000)
  const anySource = fc.oneof(fc.constantFrom(...short), anyModule)
  const binary = new Uint8Array(await readInterpreter())
  const module = (code: string): Case => ({ code, check: () => invariants.check(code) })
  return [
    { name: 'modules', runs: 30, cases: anyModule.map(module) },
    {
      name: 'tokens',
      runs: 20,
      cases: fc
        .tuple(anySource, anyMutations)
        .map(([source, mutations]) => module(mutateTokens(source, mutations)))
    },
    {
      name: 'characters',
      runs: 10,
      cases: fc
        .tuple(anySource, anyMutations)
        .map(([source, mutations]) =>
          module(mutateUnits([...source], mutations, (drawn) => String.fromCharCode(drawn)).join(''))
        )
    },
    { name: 'messages', runs: 300, cases: anyMessage.map((bytes) => ({ check: () => checkMessage(bytes) })) },
    {
      name: 'binaries',
      runs: 1,
      cases: anyMutations.map((mutations) => ({ check: () => checkBinary(binary, mutations) }))
    }
  ]
}
