// All instructions of the binary, decoded once into flat tables, because the analyses and the writer walk them several
// times. An instruction is named by its index in these tables.
import { Reader } from './bytes.ts'
import { newInstruction, readInstruction, skipLocals } from './instructions.ts'
import type { BinaryModule } from './sections.ts'
import type { Sliced } from './slices.ts'

export interface Code {
  readonly bytes: Uint8Array
  /** By instruction: where its first byte is, what it is, and its first index or constant. */
  readonly start: Uint32Array
  readonly opcode: Uint8Array
  readonly operand: Int32Array
  /** How many functions are imported: they come first in the numbering, and have no instructions. */
  readonly imported: number
  readonly functions: readonly FunctionCode[]
}

export interface FunctionCode {
  /** Its index among all functions, imported ones included. */
  readonly index: number
  readonly parameters: number
  /** Where its declarations of locals start, and where its body ends, in the binary. */
  readonly start: number
  readonly end: number
  /** Its first instruction, and the one behind its last. */
  readonly first: number
  readonly last: number
}

/** @throws RewriteError MALFORMED for an instruction that we do not know */
export function* decode(module: BinaryModule): Sliced<Code> {
  const { bytes, bodies } = module
  // No instruction is shorter than a byte.
  const most = bodies.reduce((sum, body) => sum + body.end - body.start, 0)
  const start = new Uint32Array(most)
  const opcode = new Uint8Array(most)
  const operand = new Int32Array(most)
  const instruction = newInstruction()
  let count = 0
  const functions: FunctionCode[] = []
  for (const body of bodies) {
    const reader = new Reader(bytes, body.start, body.end)
    const first = count
    skipLocals(reader)
    while (!reader.done) {
      readInstruction(reader, instruction)
      start[count] = instruction.start
      opcode[count] = instruction.opcode
      operand[count] = instruction.operand
      count++
    }
    functions.push({ ...body, first, last: count })
    yield
  }
  return { bytes, start, opcode, operand, imported: module.importedFunctions.length, functions }
}

/** Where an instruction of a function ends, in the binary. */
export function endOf(code: Code, body: FunctionCode, at: number): number {
  return at + 1 < body.last ? code.start[at + 1]! : body.end
}

/** The labels of a br_table, its default last. */
export function branchTargets(code: Code, at: number): number[] {
  const reader = new Reader(code.bytes, code.start[at]! + 1)
  return Array.from({ length: reader.u32() + 1 }, () => reader.u32())
}
