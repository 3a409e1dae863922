// Which functions are so small, with everything they call, that a call of them is like one more instruction.
import type { Code, FunctionCode } from './code.ts'
import { isBulk, OP } from './instructions.ts'

/**
 * The most instructions that a bounded function has, its callees' included, each counted as often as it is called. They
 * take well under a microsecond, and a step pays for the few such calls that stand between it and the next.
 */
const BOUNDED_INSTRUCTIONS = 500

/**
 * Functions in an order in which callees come before their callers, except where calls go round in a circle.
 */
export function calleesFirst(code: Code): FunctionCode[] {
  const order: FunctionCode[] = []
  const seen = new Set<number>()
  const visit = (body: FunctionCode | undefined): void => {
    if (body === undefined || seen.has(body.index)) return
    seen.add(body.index)
    for (let at = body.first; at < body.last; at++) {
      if (code.opcode[at] === OP.call) visit(code.functions[code.operand[at]! - code.imported])
    }
    order.push(body)
  }
  code.functions.forEach(visit)
  return order
}

/**
 * How many instructions a function has, with everything it calls; undefined unless it is bounded: no loop, no bulk
 * operation, no indirect call, direct calls only of bounded functions, and no more than BOUNDED_INSTRUCTIONS.
 *
 * @param sizes of the bounded functions found so far. A function is never in it while it is examined, so functions that
 * call each other in a circle are not bounded.
 */
export function boundedSize(
  code: Code,
  body: FunctionCode,
  sizes: ReadonlyMap<number, number>
): number | undefined {
  let size = body.last - body.first
  for (let at = body.first; at < body.last && size <= BOUNDED_INSTRUCTIONS; at++) {
    const opcode = code.opcode[at]
    if (opcode === OP.loop || opcode === OP.callIndirect) return undefined
    if (opcode === OP.bulk && isBulk(code.operand[at]!)) return undefined
    if (opcode !== OP.call) continue
    const callee = sizes.get(code.operand[at]!)
    if (callee === undefined) return undefined
    size += callee
  }
  return size <= BOUNDED_INSTRUCTIONS ? size : undefined
}
