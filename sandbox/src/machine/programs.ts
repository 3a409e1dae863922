// The programs that a machine has loaded, as far as their images fit, and the codes that it could not load: parsing a bad
// code may take the whole budget of loading, so what was wrong with it is remembered.
import { type Limits, SANDBOX_LIMITS } from '../limits.ts'
import { sourceTooLarge } from './failures.ts'
import type { Images } from './image.ts'
import type { Interpreter } from './interpreter.ts'
import { InvocationFailure, type MachineRequest } from './outcome.ts'
import { loadProgram, type Program, surelyFits } from './program.ts'

export class Programs {
  readonly #interpreter: Interpreter
  readonly #images: Images
  readonly #most: number
  readonly #evicted: (program: Program) => void
  // By the code's hash, most recently used last.
  readonly #programs = new Map<string, Program>()
  // What loading a code within these limits came to, by its hash and the limits; undefined: it fits.
  readonly #attempts = new Map<string, InvocationFailure | undefined>()
  // The one at the end: while one program is asked for again and again, nothing moves.
  #newest: Program | undefined
  #bytes = 0
  #loads = 0

  /**
   * @param most bytes of images to keep; the program in use stays even if it alone exceeds them
   * @param evicted is told which program is no longer kept
   */
  constructor(interpreter: Interpreter, images: Images, most: number, evicted: (program: Program) => void) {
    this.#interpreter = interpreter
    this.#images = images
    this.#most = most
    this.#evicted = evicted
  }

  /** Bytes of all images that are kept. */
  get bytes(): number {
    return this.#bytes
  }

  /** How often a code was loaded, or failed to be. */
  get loads(): number {
    return this.#loads
  }

  /** The request's program; loaded if need be. @throws InvocationFailure CODE_INVALID, or an exceeded limit of loading */
  get({ hash, code, limits }: MachineRequest): Program {
    const known = this.#programs.get(hash)
    if (known === undefined) {
      checkSource(Buffer.byteLength(code), limits)
      return this.#attempt(hash, code, limits)
    }
    checkSource(known.sourceBytes, limits)
    if (!surelyFits(known, limits)) this.#attempt(hash, code, limits)
    if (known !== this.#newest) {
      this.#programs.delete(hash)
      this.#programs.set(hash, known)
      this.#newest = known
    }
    return known
  }

  // Loads within these limits, whatever was loaded within others: so it makes no difference who came first.
  #attempt(hash: string, code: string, limits: Limits): Program {
    const attempt = `${hash} ${limits.loadInstructions} ${limits.loadSteps} ${limits.loadMemoryBytes} ${limits.stackBytes}`
    const failure = this.#attempts.get(attempt)
    if (failure !== undefined) throw failure
    const known = this.#programs.get(hash)
    if (known !== undefined && this.#attempts.has(attempt)) return known
    this.#loads++
    try {
      const program = loadProgram(this.#interpreter, this.#images, code, limits)
      if (known === undefined) this.#keep(hash, program)
      else this.#remember(attempt, undefined)
      return known ?? program
    } catch (error) {
      if (error instanceof InvocationFailure) this.#remember(attempt, error)
      throw error
    }
  }

  #keep(hash: string, program: Program): void {
    this.#programs.set(hash, program)
    this.#newest = program
    this.#bytes += program.image.bytes
    this.#evict(hash)
  }

  #remember(attempt: string, failure: InvocationFailure | undefined): void {
    this.#attempts.set(attempt, failure)
    if (this.#attempts.size <= SANDBOX_LIMITS.attempts) return
    this.#attempts.delete(this.#attempts.keys().next().value!)
  }

  #evict(current: string): void {
    for (const [hash, program] of this.#programs) {
      if (this.#bytes <= this.#most || hash === current) return
      this.#programs.delete(hash)
      this.#bytes -= program.image.bytes
      this.#evicted(program)
    }
  }
}

function checkSource(size: number, limits: Limits): void {
  if (size > limits.sourceBytes) throw new InvocationFailure(sourceTooLarge(size, limits))
}
