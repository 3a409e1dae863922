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
import { type Instruction, OP, readInstruction } from './instructions.ts'
import type { BinaryModule } from './sections.ts'

export interface DispatchSite {
  /** The interpreter's function, and where its br_table starts in the binary. */
  readonly function: number
  readonly at: number
  /** The local that holds the program counter. */
  readonly programCounter: number
}

/** @throws RewriteError UNRECOGNISED unless exactly one br_table has `targets` targets and the shape above */
export function findDispatch(module: BinaryModule, targets: number): DispatchSite {
  const sites: DispatchSite[] = []
  for (const body of module.bodies) {
    const recent: Instruction[] = []
    for (const instruction of instructionsOf(module, body)) {
      if (instruction.opcode === OP.brTable && instruction.operand === targets) {
        sites.push({ function: body.index, at: instruction.start, programCounter: fetchBefore(recent) })
      }
      recent.push(instruction)
      if (recent.length > FETCH.length) recent.shift()
    }
  }
  const [site, ...others] = sites
  if (site === undefined || others.length > 0) {
    throw new RewriteError(
      'UNRECOGNISED',
      `the binary has ${sites.length} dispatch sites with ${targets} targets where exactly one is expected`
    )
  }
  return site
}

/** The instructions of a function, its local declarations skipped. */
export function* instructionsOf(
  module: BinaryModule,
  body: { readonly start: number; readonly end: number }
): Generator<Instruction> {
  const reader = new Reader(module.bytes, body.start, body.end)
  for (let groups = reader.u32(); groups > 0; groups--) {
    reader.u32()
    reader.byte()
  }
  while (!reader.done) yield readInstruction(reader)
}

const FETCH: readonly number[] = [OP.localGet, OP.i32Load8u, OP.localTee, OP.i32Const, OP.i32Sub]

function fetchBefore(recent: readonly Instruction[]): number {
  const matches =
    recent.length === FETCH.length &&
    recent.every((instruction, index) => instruction.opcode === FETCH[index]) &&
    recent[1]!.operand === 0 &&
    recent[3]!.operand === 1
  if (!matches) throw new RewriteError('UNRECOGNISED', 'the dispatch site does not fetch one byte at the program counter')
  return recent[0]!.operand
}
