// The rewriter: takes the interpreter's binary and returns one that meters itself.
//
//   dispatch site          spends one bytecode instruction
//   function entry, loop   spends one native step
//   memory.copy, .fill     spends a step for every 64 bytes
//   stack pointer writes   note the lowest, trap below a limit
//   malloc, realloc calls  note how far up the heap reaches
//
// Everything else is copied byte for byte. New globals, functions and exports go behind the existing ones, so no index
// changes. The result is validated by the engine before it is returned.
import { APPENDED, type AppendedFunction, appendedFunctions } from './appended.ts'
import { name, Reader, s32, u32, Writer } from './bytes.ts'
import { type DispatchSite, findDispatch } from './dispatch.ts'
import { RewriteError } from './errors.ts'
import { initialValue, METERS, meterExport, STACK_POINTER_EXPORT, TABLE_EXPORT } from './globals.ts'
import { I32, OP, readInstruction } from './instructions.ts'
import type { Layout } from './layout.ts'
import { countBulk, countInstruction, countStep, isBulk, type Places, setStackPointer } from './probes.ts'
import { type BinaryModule, type FunctionBody, readModule, SECTION } from './sections.ts'

export interface Rewritten {
  readonly binary: Uint8Array<ArrayBuffer>
  readonly module: WebAssembly.Module
  readonly dispatch: DispatchSite
  /** How many probes of each kind were inserted. */
  readonly probes: { readonly loops: number; readonly functions: number; readonly bulk: number; readonly stack: number }
}

/**
 * @param binary the interpreter as its package ships it
 * @throws RewriteError MALFORMED, UNRECOGNISED
 */
export function rewrite(binary: Uint8Array, layout: Layout): Rewritten {
  const module = readModule(binary)
  if (module.globals !== 1) {
    throw new RewriteError('UNRECOGNISED', `the binary has ${module.globals} globals; only a stack pointer is expected`)
  }
  const dispatch = findDispatch(module, layout.opcodes)
  const plan = planFor(module, layout, dispatch)
  const writer = new Writer(binary.length * 2)
  writer.write(binary.subarray(0, 8))
  for (const section of module.sections) {
    const content = rewriteSection(plan, section.id) ?? binary.subarray(section.start, section.end)
    writer.write([section.id, ...u32(content.length)])
    writer.write(content)
  }
  return { binary: writer.bytes, module: compile(writer.bytes), dispatch, probes: plan.probes }
}

function compile(binary: Uint8Array<ArrayBuffer>): WebAssembly.Module {
  try {
    return new WebAssembly.Module(binary)
  } catch (error) {
    throw new RewriteError('UNRECOGNISED', `the rewritten binary is not valid: ${(error as Error).message}`)
  }
}

interface Plan {
  readonly module: BinaryModule
  readonly dispatch: DispatchSite
  readonly places: Places
  readonly appended: readonly AppendedFunction[]
  /** Calls of the first function become calls of the second. */
  readonly redirected: ReadonlyMap<number, number>
  readonly probes: { loops: number; functions: number; bulk: number; stack: number }
}

function planFor(module: BinaryModule, layout: Layout, dispatch: DispatchSite): Plan {
  const meter: Places['meter'] = (which) => module.globals + METERS.indexOf(which)
  const index = (which: string) => module.functions + APPENDED.indexOf(which as (typeof APPENDED)[number])
  const malloc = exportedFunction(module, layout.exports.malloc)
  const free = exportedFunction(module, layout.exports.free)
  const { realloc } = layout
  return {
    module,
    dispatch,
    places: { meter, deepen: index('deepen') },
    appended: appendedFunctions({ meter, appended: index, malloc, free, realloc }),
    redirected: new Map([
      [malloc, index('malloc')],
      [realloc, index('realloc')]
    ]),
    probes: { loops: 0, functions: 0, bulk: 0, stack: 0 }
  }
}

function exportedFunction(module: BinaryModule, field: string): number {
  const entry = module.exports.get(field)
  if (entry?.kind !== 0) throw new RewriteError('UNRECOGNISED', `the binary exports no function ${field}`)
  return entry.index
}

function rewriteSection(plan: Plan, id: number): Uint8Array | undefined {
  const { module, appended } = plan
  switch (id) {
    case SECTION.type:
      return extended(module, id, appended.map(signature))
    case SECTION.function:
      return extended(
        module,
        id,
        appended.map((_, index) => u32(module.types + index))
      )
    case SECTION.global:
      return extended(
        module,
        id,
        METERS.map((meter) => [I32, 1, OP.i32Const, ...s32(initialValue(meter)), OP.end])
      )
    case SECTION.export:
      return extended(module, id, newExports(plan))
    case SECTION.code:
      return code(plan)
    default:
      return undefined
  }
}

// A vector section with `entries` behind the existing ones.
function extended(module: BinaryModule, id: number, entries: readonly number[][]): Uint8Array {
  const section = module.sections.find((candidate) => candidate.id === id)!
  const reader = new Reader(module.bytes, section.start, section.end)
  const count = reader.u32()
  const writer = new Writer(section.end - section.start + 1024)
  writer.write(u32(count + entries.length))
  writer.write(module.bytes.subarray(reader.at, section.end))
  for (const entry of entries) writer.write(entry)
  return writer.bytes
}

function signature(appended: AppendedFunction): number[] {
  const { parameters, results } = appended
  return [0x60, parameters, ...Array(parameters).fill(I32), results, ...Array(results).fill(I32)]
}

function newExports(plan: Plan): number[][] {
  const { module, places } = plan
  const kind = { function: 0, table: 1, global: 3 }
  return [
    [...name(STACK_POINTER_EXPORT), kind.global, 0],
    [...name(TABLE_EXPORT), kind.table, 0],
    ...METERS.map((meter) => [...name(meterExport(meter)), kind.global, ...u32(places.meter(meter))]),
    ...plan.appended.flatMap((appended, index) =>
      appended.name.startsWith('allocator.')
        ? [[...name(appended.name), kind.function, ...u32(module.functions + index)]]
        : []
    )
  ]
}

function code(plan: Plan): Uint8Array {
  const writer = new Writer(plan.module.bytes.length * 2)
  writer.write(u32(plan.module.bodies.length + plan.appended.length))
  for (const body of plan.module.bodies) writeBody(writer, instrument(plan, body))
  for (const { locals, code } of plan.appended) {
    writeBody(writer, [...(locals > 0 ? [1, ...u32(locals), I32] : [0]), ...code, OP.end])
  }
  return writer.bytes
}

function writeBody(writer: Writer, body: ArrayLike<number>): void {
  writer.write(u32(body.length))
  writer.write(body)
}

function instrument(plan: Plan, body: FunctionBody): Uint8Array {
  const { module, places, dispatch, probes } = plan
  const { bytes } = module
  const writer = new Writer((body.end - body.start) * 2 + 64)
  const reader = new Reader(bytes, body.start, body.end)
  const scratch = declareScratch(reader, writer, body)
  writer.write(countStep(places, scratch))
  probes.functions++
  while (!reader.done) {
    const { start, opcode, bulk, operand } = readInstruction(reader)
    const original = bytes.subarray(start, reader.at)
    if (start === dispatch.at) {
      writer.write(countInstruction(places, scratch, dispatch.programCounter))
      writer.write(original)
    } else if (opcode === OP.loop) {
      writer.write(original)
      writer.write(countStep(places, scratch))
      probes.loops++
    } else if (isBulk(opcode, bulk)) {
      writer.write(countBulk(places, scratch, original))
      probes.bulk++
    } else if (opcode === OP.globalSet) {
      writer.write(setStackPointer(places, scratch, operand))
      probes.stack++
    } else if (opcode === OP.call && plan.redirected.has(operand)) {
      writer.write([OP.call, ...u32(plan.redirected.get(operand)!)])
    } else if (opcode === OP.memoryGrow) {
      throw new RewriteError('UNRECOGNISED', `function ${body.index} grows the memory by itself`)
    } else {
      writer.write(original)
    }
  }
  return writer.bytes
}

// Copies the declarations of a function's locals and adds one i32 behind them; returns its index.
function declareScratch(reader: Reader, writer: Writer, body: FunctionBody): number {
  const groups = reader.u32()
  const start = reader.at
  let locals = body.parameters
  for (let group = 0; group < groups; group++) {
    locals += reader.u32()
    reader.byte()
  }
  writer.write(u32(groups + 1))
  writer.write(reader.bytes.subarray(start, reader.at))
  writer.write([1, I32])
  return locals
}
