// Writes the functions' bodies with their probes. What lies between two probes is copied in one piece.
import { Reader, u32, Writer } from './bytes.ts'
import { type Code, endOf, type FunctionCode } from './code.ts'
import type { ProbeSite } from './coverage.ts'
import type { DispatchSite } from './dispatch.ts'
import { RewriteError } from './errors.ts'
import { I32, isBulk, OP } from './instructions.ts'
import {
  branchCounted,
  countBulk,
  countInstruction,
  countSteps,
  type Places,
  setStackPointer
} from './probes.ts'
import { deepeningWrites } from './stack-pointer.ts'

export interface Instrumentation {
  readonly code: Code
  readonly places: Places
  readonly dispatch: DispatchSite
  readonly sites: ReadonlyMap<number, readonly ProbeSite[]>
  /** Calls of the first function become calls of the second. */
  readonly redirected: ReadonlyMap<number, number>
  /** How many probes of each kind were written. */
  readonly probes: ProbeCounts
}

export interface ProbeCounts {
  entries: number
  loops: number
  bulk: number
  stack: number
}

/**
 * A function's body as it will be, without its size.
 *
 * @throws RewriteError UNRECOGNISED when it grows the memory by itself
 */
export function instrument(instrumentation: Instrumentation, body: FunctionCode): Uint8Array {
  const { code, places, dispatch, redirected, probes } = instrumentation
  const { bytes } = code
  const writer = new Writer((body.end - body.start) * 2 + 64)
  const reader = new Reader(bytes, body.start, body.end)
  const scratch = declareScratch(reader, writer, body.parameters)
  const sites = [...(instrumentation.sites.get(body.index) ?? [])]
  const deepening = new Set(deepeningWrites(code, body))
  let copied = reader.at

  const insertBefore = (at: number, sequence: readonly number[]) => {
    writer.write(bytes.subarray(copied, code.start[at]))
    writer.write(sequence)
    copied = code.start[at]!
  }
  const replace = (at: number, sequence: readonly number[]) => {
    insertBefore(at, sequence)
    copied = endOf(code, body, at)
  }

  for (let at = body.first; at < body.last; at++) {
    const operand = code.operand[at]!
    while (sites[0]?.at === at) {
      const { place, steps } = sites.shift()!
      if (place === 'entry') probes.entries++
      else probes.loops++
      const count = countSteps(places, scratch, steps)
      if (place === 'taken') replace(at, branchCounted(count, operand))
      else insertBefore(at, count)
    }
    switch (code.opcode[at]) {
      case OP.brTable:
        if (at === dispatch.instruction) {
          insertBefore(at, countInstruction(places, scratch, dispatch.programCounter))
        }
        break
      case OP.bulk:
        if (!isBulk(operand)) break
        probes.bulk++
        replace(at, countBulk(places, scratch, bytes.subarray(code.start[at]!, endOf(code, body, at))))
        break
      case OP.globalSet:
        if (!deepening.has(at)) break
        probes.stack++
        replace(at, setStackPointer(places, scratch, operand))
        break
      case OP.call: {
        const target = redirected.get(operand)
        if (target !== undefined) replace(at, [OP.call, ...u32(target)])
        break
      }
      case OP.memoryGrow:
        throw new RewriteError('UNRECOGNISED', `function ${body.index} grows the memory by itself`)
    }
  }
  writer.write(bytes.subarray(copied, body.end))
  return writer.bytes
}

// Copies the declarations of a function's locals and adds one i32 behind them; returns its index.
function declareScratch(reader: Reader, writer: Writer, parameters: number): number {
  const groups = reader.u32()
  const start = reader.at
  let locals = parameters
  for (let group = 0; group < groups; group++) {
    locals += reader.u32()
    reader.byte()
  }
  writer.write(u32(groups + 1))
  writer.write(reader.bytes.subarray(start, reader.at))
  writer.write([1, I32])
  return locals
}
