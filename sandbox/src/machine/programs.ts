// The programs that a machine has loaded, as far as their images fit, and the codes that it could not load: parsing a bad
// code may take the whole budget of loading, so what was wrong with it is remembered.
import { type Limits, SANDBOX_LIMITS } from '../limits.ts'
import { sourceTooLarge } from './failures.ts'
import type { Images } from './image.ts'
import type { Interpreter } from './interpreter.ts'
import { InvocationFailure, type MachineRequest } from './outcome.ts'
import { checkLoading, loadProgram, type Program } from './program.ts'

export class Programs {
  readonly #interpreter: Interpreter
  readonly #images: Images
  readonly #most: number
  readonly #evicted: (program: Program) => void
  // By the code's hash, most recently used last.
  readonly #programs = new Map<string, Program>()
  // By the code's hash and the limits under which it failed.
  readonly #failures = new Map<string, InvocationFailure>()
  // The one at the end: while one program is asked for again and again, nothing moves.
  #newest: Program | undefined
  #bytes = 0

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

  /** The request's program; loaded if need be. @throws InvocationFailure CODE_INVALID, or an exceeded limit of loading */
  get({ hash, code, limits }: MachineRequest): Program {
    const known = this.#programs.get(hash)
    if (known === undefined) return this.#load(hash, code, limits)
    checkSource(known.sourceBytes, limits)
    checkLoading(known, limits)
    if (known !== this.#newest) {
      this.#programs.delete(hash)
      this.#programs.set(hash, known)
      this.#newest = known
    }
    return known
  }

  #load(hash: string, code: string, limits: Limits): Program {
    checkSource(Buffer.byteLength(code), limits)
    const attempt = `${hash} ${limits.loadInstructions} ${limits.loadSteps} ${limits.loadMemoryBytes} ${limits.stackBytes}`
    const failure = this.#failures.get(attempt)
    if (failure !== undefined) throw failure
    try {
      const program = loadProgram(this.#interpreter, this.#images, code, limits)
      this.#programs.set(hash, program)
      this.#newest = program
      this.#bytes += program.image.bytes
      this.#evict(hash)
      return program
    } catch (error) {
      if (error instanceof InvocationFailure) this.#remember(attempt, error)
      throw error
    }
  }

  #remember(attempt: string, failure: InvocationFailure): void {
    this.#failures.set(attempt, failure)
    if (this.#failures.size <= SANDBOX_LIMITS.failures) return
    this.#failures.delete(this.#failures.keys().next().value!)
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
