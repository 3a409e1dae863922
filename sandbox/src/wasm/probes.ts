// The code sequences that the rewriter inserts, as bytes. Each leaves the operand stack as it found it.
import { s32, u32 } from './bytes.ts'
import type { Meter } from './globals.ts'
import { EMPTY, OP } from './instructions.ts'

/** Where things are in the rewritten binary. */
export interface Places {
  readonly meter: (meter: Meter) => number
  /** The function that notes a new lowest stack pointer and traps below the limit. */
  readonly deepen: number
}

const TRAP_IF = [OP.if, EMPTY, OP.unreachable, OP.end]

/** Spends one bytecode instruction; notes where the program was when there is none left. */
export function countInstruction(places: Places, scratch: number, programCounter: number): number[] {
  return [
    ...spend(u32(places.meter('instructions')), scratch, [OP.i32Const, 1]),
    ...[OP.if, EMPTY],
    ...[OP.localGet, ...u32(programCounter), OP.globalSet, ...u32(places.meter('programCounter'))],
    ...[OP.unreachable, OP.end]
  ]
}

/** Spends native steps. */
export function countSteps(places: Places, scratch: number, steps: number): number[] {
  return [...spend(u32(places.meter('steps')), scratch, [OP.i32Const, ...s32(steps)]), ...TRAP_IF]
}

/** In the place of a `br_if label`: the same, and what `count` spends when it branches. */
export function branchCounted(count: readonly number[], label: number): number[] {
  return [OP.if, EMPTY, ...count, OP.br, ...u32(label + 1), OP.end]
}

// left -= cost; pushes (left < 0)
function spend(left: number[], scratch: number, cost: readonly number[]): number[] {
  return [
    ...[OP.globalGet, ...left, ...cost, OP.i32Sub, OP.localTee, ...u32(scratch), OP.globalSet, ...left],
    ...[OP.localGet, ...u32(scratch), OP.i32Const, 0, OP.i32LtS]
  ]
}

/** Bytes that one step pays for in a bulk copy or fill: about what a loop of one step moves in the same time. */
const BULK_BYTES_PER_STEP = 64

/**
 * A memory.copy or memory.fill that first pays one step, and one more for every 64 bytes. A length has at most 26 bits
 * left after the shift, so the cost is never negative.
 */
export function countBulk(places: Places, scratch: number, original: Uint8Array): number[] {
  const left = u32(places.meter('steps'))
  const length = u32(scratch)
  const shift = s32(Math.log2(BULK_BYTES_PER_STEP))
  return [
    ...[OP.localSet, ...length],
    ...[OP.globalGet, ...left, OP.i32Const, 1, OP.i32Sub],
    ...[OP.localGet, ...length, OP.i32Const, ...shift, OP.i32ShrU, OP.i32Sub, OP.globalSet, ...left],
    ...[OP.globalGet, ...left, OP.i32Const, 0, OP.i32LtS, ...TRAP_IF],
    ...[OP.localGet, ...length, ...original]
  ]
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
