// The WebAssembly instructions we can step over. An instruction that is not in this list is refused rather than guessed,
// because a wrong guess about its length would make everything after it nonsense.
import type { Reader } from './bytes.ts'
import { RewriteError } from './errors.ts'

export const OP = {
  unreachable: 0x00,
  block: 0x02,
  loop: 0x03,
  if: 0x04,
  else: 0x05,
  end: 0x0b,
  br: 0x0c,
  brIf: 0x0d,
  brTable: 0x0e,
  return: 0x0f,
  call: 0x10,
  callIndirect: 0x11,
  localGet: 0x20,
  localSet: 0x21,
  localTee: 0x22,
  globalGet: 0x23,
  globalSet: 0x24,
  i32Load: 0x28,
  i32Load8u: 0x2d,
  i32Store: 0x36,
  memoryGrow: 0x40,
  i32Const: 0x41,
  i32Eqz: 0x45,
  i32Ltu: 0x49,
  i32LtS: 0x48,
  i32Gtu: 0x4b,
  i32Add: 0x6a,
  i32Sub: 0x6b,
  i32And: 0x71,
  i32ShrU: 0x76,
  i64Const: 0x42,
  i64GtU: 0x56,
  i64Add: 0x7c,
  i64ExtendU: 0xad,
  bulk: 0xfc
} as const

// The second opcode of bulk memory instructions.
const BULK = { memoryCopy: 10, memoryFill: 11 } as const

/** Is this the second opcode of an instruction whose cost grows with an operand? */
export function isBulk(operand: number): boolean {
  return operand === BULK.memoryCopy || operand === BULK.memoryFill
}

export const EMPTY = 0x40
export const I32 = 0x7f

export interface Instruction {
  /** Where its first byte is, in the binary. */
  start: number
  opcode: number
  /**
   * Its first index or constant: a local, global, function, label depth, an i32, the count of a br_table's targets, or the
   * second opcode of a bulk instruction.
   */
  operand: number
}

export function newInstruction(): Instruction {
  return { start: 0, opcode: 0, operand: 0 }
}

/** Reads one instruction into `into`; afterwards the reader is behind its immediates. */
export function readInstruction(reader: Reader, into: Instruction): Instruction {
  const start = reader.at
  const opcode = reader.byte()
  let operand = 0
  if (opcode === OP.bulk) {
    operand = reader.u32()
    skipBulk(reader, operand)
  } else if (opcode === OP.block || opcode === OP.loop || opcode === OP.if) {
    operand = reader.byte()
    if (operand !== EMPTY && (operand < 0x7c || operand > 0x7f)) refuse(`block type ${operand}`, start)
  } else if (INDEXED[opcode] === 1) {
    operand = reader.u32()
  } else if (opcode === OP.brTable) {
    operand = reader.u32()
    for (let target = 0; target <= operand; target++) reader.u32()
  } else if (opcode === OP.callIndirect) {
    operand = reader.u32()
    reader.u32()
  } else if (opcode >= 0x28 && opcode <= 0x3e) {
    reader.u32()
    operand = reader.u32()
  } else if (opcode === 0x3f || opcode === OP.memoryGrow) {
    reader.byte()
  } else if (opcode === OP.i32Const) {
    operand = reader.s32()
  } else if (opcode === OP.i64Const) {
    reader.skipInteger()
  } else if (opcode === 0x43) {
    reader.skip(4)
  } else if (opcode === 0x44) {
    reader.skip(8)
  } else if (BARE[opcode] !== 1) {
    refuse(`instruction 0x${opcode.toString(16)}`, start)
  }
  into.start = start
  into.opcode = opcode
  into.operand = operand
  return into
}

const INDEXED = flags([
  OP.br,
  OP.brIf,
  OP.call,
  OP.localGet,
  OP.localSet,
  OP.localTee,
  OP.globalGet,
  OP.globalSet
])

/** Steps over the declarations of locals at a function's start. */
export function skipLocals(reader: Reader): void {
  for (let groups = reader.u32(); groups > 0; groups--) {
    reader.u32()
    reader.byte()
  }
}

// unreachable, nop, else, end, return, drop, select, and the numeric instructions up to the sign extensions.
const BARE = flags([0x00, 0x01, 0x05, 0x0b, 0x0f, 0x1a, 0x1b, ...range(0x45, 0xc4)])

// A table of opcodes: faster than a set, and every instruction of the binary is looked up.
function flags(opcodes: readonly number[]): Uint8Array {
  const table = new Uint8Array(256)
  for (const opcode of opcodes) table[opcode] = 1
  return table
}

function range(first: number, last: number): number[] {
  return Array.from({ length: last - first + 1 }, (_, index) => first + index)
}

function skipBulk(reader: Reader, bulk: number): void {
  if (bulk <= 7) return
  if (bulk === BULK.memoryCopy) reader.skip(2)
  else if (bulk === BULK.memoryFill) reader.skip(1)
  else refuse(`instruction 0xfc ${bulk}`, reader.at)
}

function refuse(what: string, at: number): never {
  throw new RewriteError('MALFORMED', `${what} at byte ${at} is not one that the rewriter knows`)
}
