// The code sequences that the rewriter inserts, as bytes. Each leaves the operand stack as it found it.
import { s32, u32 } from './bytes.ts'
import type { Meter } from './globals.ts'
import { BULK, EMPTY, OP } from './instructions.ts'

/** Where things are in the rewritten binary. */
export interface Places {
  readonly meter: (meter: Meter) => number
  /** The function that notes a new lowest stack pointer and traps below the limit. */
  readonly deepen: number
}

const TRAP_IF = [OP.if, EMPTY, OP.unreachable, OP.end]

/** Spends one bytecode instruction; notes where the program was when there is none left. */
export function countInstruction(places: Places, scratch: number, programCounter: number): number[] {
  const left = u32(places.meter('instructions'))
  return [
    ...spendOne(left, scratch),
    ...[OP.if, EMPTY],
    ...[OP.localGet, ...u32(programCounter), OP.globalSet, ...u32(places.meter('programCounter'))],
    ...[OP.unreachable, OP.end]
  ]
}

/** Spends one native step. */
export function countStep(places: Places, scratch: number): number[] {
  return [...spendOne(u32(places.meter('steps')), scratch), ...TRAP_IF]
}

// left -= 1; pushes (left < 0)
function spendOne(left: number[], scratch: number): number[] {
  return [
    ...[
      OP.globalGet,
      ...left,
      OP.i32Const,
      1,
      OP.i32Sub,
      OP.localTee,
      ...u32(scratch),
      OP.globalSet,
      ...left
    ],
    ...[OP.localGet, ...u32(scratch), OP.i32Const, 0, OP.i32LtS]
  ]
}

/** Bytes that one step pays for in a bulk copy or fill: about what a loop of one step moves in the same time. */
const BULK_BYTES_PER_STEP = 64

/** A memory.copy or memory.fill that first pays for its length. */
export function countBulk(places: Places, scratch: number, original: Uint8Array): number[] {
  const left = u32(places.meter('steps'))
  const length = u32(scratch)
  return [
    ...[OP.localSet, ...length],
    ...[OP.globalGet, ...left, OP.localGet, ...length],
    ...[OP.i32Const, ...s32(Math.log2(BULK_BYTES_PER_STEP)), OP.i32ShrU, OP.i32Sub, OP.globalSet, ...left],
    ...[OP.globalGet, ...left, OP.i32Const, 0, OP.i32LtS, ...TRAP_IF],
    ...[OP.localGet, ...length, ...original]
  ]
}

/** Is this one of the instructions whose cost grows with an operand? */
export function isBulk(bulk: number): boolean {
  return bulk === BULK.memoryCopy || bulk === BULK.memoryFill
}

/** A write to the stack pointer that notes new depths. */
export function setStackPointer(places: Places, scratch: number, stackPointer: number): number[] {
  const value = u32(scratch)
  return [
    ...[OP.localTee, ...value, OP.globalSet, ...u32(stackPointer)],
    ...[OP.localGet, ...value, OP.globalGet, ...u32(places.meter('stackLow')), OP.i32Ltu],
    ...[OP.if, EMPTY, OP.localGet, ...value, OP.call, ...u32(places.deepen), OP.end]
  ]
}
