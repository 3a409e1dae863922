// Which writes to the C stack pointer can make the stack deeper than it was.
//
// A function that needs a frame starts with `stackPointer = frame = stackPointer - size`, and most end with
// `stackPointer = frame + size`. When nothing else is ever written to `frame`, the second gives back exactly what the
// pointer was when the function was entered, a depth that was noted then. Every other write is taken for a deeper one.
import type { Code, FunctionCode } from './code.ts'
import { OP } from './instructions.ts'

/** The writes of a function that need a probe, in the order of its code. */
export function deepeningWrites(code: Code, body: FunctionCode): number[] {
  const frame = frameOf(code, body)
  const writes: number[] = []
  for (let at = body.first; at < body.last; at++) {
    if (code.opcode[at] !== OP.globalSet) continue
    const restores = frame !== undefined && isRestore(code, at, frame) && at - RESTORE.length >= body.first
    if (!restores) writes.push(at)
  }
  return writes
}

interface Frame {
  readonly local: number
  readonly size: number
}

const ENTER: readonly number[] = [OP.globalGet, OP.i32Const, OP.i32Sub, OP.localTee, OP.globalSet]
const RESTORE: readonly number[] = [OP.localGet, OP.i32Const, OP.i32Add]

// The frame that is made before the function's first branch or block, so on every way through it.
function frameOf(code: Code, body: FunctionCode): Frame | undefined {
  let entered = body.first
  while (entered < body.last && !matches(code, entered, ENTER)) {
    if (CONTROL.has(code.opcode[entered]!)) return undefined
    entered++
  }
  if (entered + ENTER.length > body.last) return undefined
  const [size, local] = [code.operand[entered + 1]!, code.operand[entered + 3]!]
  for (let at = body.first; at < body.last; at++) {
    const writes = code.opcode[at] === OP.localSet || code.opcode[at] === OP.localTee
    if (writes && code.operand[at] === local && at !== entered + 3) return undefined
  }
  return { local, size }
}

const CONTROL: ReadonlySet<number> = new Set([
  ...[OP.block, OP.loop, OP.if, OP.else, OP.end, OP.br, OP.brIf, OP.brTable, OP.return, OP.unreachable],
  ...[OP.call, OP.callIndirect]
])

function isRestore(code: Code, at: number, frame: Frame): boolean {
  const from = at - RESTORE.length
  return (
    matches(code, from, RESTORE) &&
    code.operand[from] === frame.local &&
    code.operand[from + 1] === frame.size
  )
}

function matches(code: Code, from: number, shape: readonly number[]): boolean {
  return shape.every((opcode, index) => code.opcode[from + index] === opcode)
}
