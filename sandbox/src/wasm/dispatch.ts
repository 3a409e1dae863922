// Finding the one place where QuickJS fetches its next bytecode instruction.
//
// The interpreter is one function with one `switch (opcode)`. Compiled, the switch is a single br_table that has as many
// targets as there are opcodes, fed by one byte loaded through the program counter:
//
//     local.get pc ; i32.load8_u ; local.tee opcode ; i32.const 1 ; i32.sub ; br_table (243 targets)
//
// Counting there counts bytecode instructions exactly. The search insists on exactly one such site in the whole binary.
import { Reader } from './bytes.ts'
import { RewriteError } from './errors.ts'
import { type Instruction, newInstruction, OP, readInstruction, skipLocals } from './instructions.ts'
import type { BinaryModule, FunctionBody } from './sections.ts'

export interface DispatchSite {
  /** The interpreter's function, and where its br_table starts in the binary. */
  readonly function: number
  readonly at: number
  /** The local that holds the program counter. */
  readonly programCounter: number
}

/**
 * The site at a br_table that has as many targets as there are opcodes.
 *
 * @throws RewriteError UNRECOGNISED when what leads to it does not have the shape above
 */
export function dispatchSite(module: BinaryModule, body: FunctionBody, at: number): DispatchSite {
  const recent: Instruction[] = []
  for (const instruction of instructionsOf(module, body)) {
    if (instruction.start === at) break
    recent.push(instruction)
    if (recent.length > FETCH.length) recent.shift()
  }
  return { function: body.index, at, programCounter: fetchBefore(recent) }
}

/** @throws RewriteError UNRECOGNISED unless there is exactly one */
export function onlySite(sites: readonly DispatchSite[], targets: number): DispatchSite {
  const [site, ...others] = sites
  if (site !== undefined && others.length === 0) return site
  throw new RewriteError(
    'UNRECOGNISED',
    `the binary has ${sites.length} dispatch sites with ${targets} targets where exactly one is expected`
  )
}

/** The instructions of a function, its local declarations skipped. */
export function* instructionsOf(
  module: BinaryModule,
  body: { readonly start: number; readonly end: number }
): Generator<Instruction> {
  const reader = new Reader(module.bytes, body.start, body.end)
  skipLocals(reader)
  while (!reader.done) yield readInstruction(reader, newInstruction())
}

const FETCH: readonly number[] = [OP.localGet, OP.i32Load8u, OP.localTee, OP.i32Const, OP.i32Sub]

function fetchBefore(recent: readonly Instruction[]): number {
  const matches =
    recent.length === FETCH.length &&
    recent.every((instruction, index) => instruction.opcode === FETCH[index]) &&
    recent[1]!.operand === 0 &&
    recent[3]!.operand === 1
  if (!matches)
    throw new RewriteError('UNRECOGNISED', 'the dispatch site does not fetch one byte at the program counter')
  return recent[0]!.operand
}
