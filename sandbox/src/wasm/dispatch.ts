// Finding the one place where QuickJS fetches its next bytecode instruction.
//
// The interpreter is one function with one `switch (opcode)`. Compiled, the switch is a single br_table that has as many
// targets as there are opcodes, fed by one byte loaded through the program counter:
//
//     local.get pc ; i32.load8_u ; local.tee opcode ; i32.const 1 ; i32.sub ; br_table (243 targets)
//
// Counting there counts bytecode instructions exactly. The search insists on exactly one such site in the whole binary.
import type { Code } from './code.ts'
import { RewriteError } from './errors.ts'
import { OP } from './instructions.ts'

export interface DispatchSite {
  /** The interpreter's function. */
  readonly function: number
  /** The br_table: its place among all instructions, and where it starts in the binary. */
  readonly instruction: number
  readonly at: number
  /** The local that holds the program counter. */
  readonly programCounter: number
}

/**
 * @param opcodes how many bytecode opcodes there are
 * @throws RewriteError UNRECOGNISED unless there is exactly one site, of the shape above
 */
export function dispatchSite(code: Code, opcodes: number): DispatchSite {
  const sites: DispatchSite[] = []
  for (const { index, first, last } of code.functions) {
    for (let at = first; at < last; at++) {
      if (code.opcode[at] !== OP.brTable || code.operand[at] !== opcodes) continue
      const programCounter = fetchBefore(code, first, at)
      sites.push({ function: index, instruction: at, at: code.start[at]!, programCounter })
    }
  }
  const [site, ...others] = sites
  if (site !== undefined && others.length === 0) return site
  throw new RewriteError(
    'UNRECOGNISED',
    `the binary has ${sites.length} dispatch sites with ${opcodes} targets where exactly one is expected`
  )
}

const FETCH: readonly number[] = [OP.localGet, OP.i32Load8u, OP.localTee, OP.i32Const, OP.i32Sub]

function fetchBefore(code: Code, first: number, at: number): number {
  const from = at - FETCH.length
  const matches =
    from >= first &&
    FETCH.every((opcode, index) => code.opcode[from + index] === opcode) &&
    code.operand[from + 1] === 0 &&
    code.operand[from + 3] === 1
  if (!matches)
    throw new RewriteError('UNRECOGNISED', 'the dispatch site does not fetch one byte at the program counter')
  return code.operand[from]!
}
