// The rewriter: takes the interpreter's binary and returns one that meters itself.
//
//   dispatch site          spends one bytecode instruction
//   loop, function entry   spends one native step (see `survey` for the few that need none)
//   memory.copy, .fill     spends a step for every 64 bytes
//   stack pointer writes   note the lowest, trap below a limit
//   malloc, realloc calls  note how far up the heap reaches
//
// Everything else is copied byte for byte. New globals, functions and exports go behind the existing ones, so no index
// changes. The result is validated by the engine before it is returned.
import { APPENDED, type AppendedFunction, appendedFunctions } from './appended.ts'
import { name, Reader, s32, u32, Writer } from './bytes.ts'
import { type DispatchSite, dispatchSite, onlySite } from './dispatch.ts'
import { RewriteError } from './errors.ts'
import { initialValue, METERS, meterExport, STACK_POINTER_EXPORT, TABLE_EXPORT } from './globals.ts'
import {
  flags,
  I32,
  type Instruction,
  newInstruction,
  OP,
  readInstruction,
  skipLocals
} from './instructions.ts'
import type { Layout } from './layout.ts'
import { countBulk, countInstruction, countStep, isBulk, type Places, setStackPointer } from './probes.ts'
import { type BinaryModule, type FunctionBody, readModule, SECTION } from './sections.ts'

export interface Rewritten {
  readonly binary: Uint8Array<ArrayBuffer>
  readonly module: WebAssembly.Module
  readonly dispatch: DispatchSite
  /** How many probes of each kind were inserted. */
  readonly probes: {
    readonly loops: number
    readonly functions: number
    readonly bulk: number
    readonly stack: number
  }
}

/**
 * @param binary the interpreter as its package ships it
 * @throws RewriteError MALFORMED, UNRECOGNISED
 */
export function rewrite(binary: Uint8Array, layout: Layout): Rewritten {
  const module = readModule(binary)
  if (module.globals !== 1) {
    throw new RewriteError(
      'UNRECOGNISED',
      `the binary has ${module.globals} globals; only a stack pointer is expected`
    )
  }
  const plan = planFor(module, layout)
  const writer = new Writer(binary.length * 2)
  writer.write(binary.subarray(0, 8))
  for (const section of module.sections) {
    const content = rewriteSection(plan, section.id) ?? binary.subarray(section.start, section.end)
    writer.write([section.id, ...u32(content.length)])
    writer.write(content)
  }
  const dispatch = onlySite(plan.sites, layout.opcodes)
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
  readonly opcodes: number
  /** Dispatch sites that were met; there must be one in the end. */
  readonly sites: DispatchSite[]
  readonly places: Places
  readonly appended: readonly AppendedFunction[]
  /** Calls of the first function become calls of the second. */
  readonly redirected: ReadonlyMap<number, number>
  readonly probes: { loops: number; functions: number; bulk: number; stack: number }
}

function planFor(module: BinaryModule, layout: Layout): Plan {
  const meter: Places['meter'] = (which) => module.globals + METERS.indexOf(which)
  const index = (which: string) => module.functions + APPENDED.indexOf(which as (typeof APPENDED)[number])
  const malloc = exportedFunction(module, layout.exports.malloc)
  const free = exportedFunction(module, layout.exports.free)
  const { realloc } = layout
  return {
    module,
    opcodes: layout.opcodes,
    sites: [],
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

// Copies a function's body, and inserts or replaces instructions on the way. What lies between is copied in one piece.
function instrument(plan: Plan, body: FunctionBody): Uint8Array {
  const { bytes } = plan.module
  const writer = new Writer((body.end - body.start) * 2 + 64)
  const reader = new Reader(bytes, body.start, body.end)
  const scratch = declareScratch(reader, writer, body)
  const { leaf, dispatchLoop } = survey(plan, body)
  if (!leaf) {
    writer.write(countStep(plan.places, scratch))
    plan.probes.functions++
  }
  let copied = reader.at
  const instruction = newInstruction()
  while (!reader.done) {
    readInstruction(reader, instruction)
    if (instruction.start === dispatchLoop) continue
    const replacement = replace(plan, body, instruction, bytes, reader.at, scratch)
    if (replacement === undefined) continue
    writer.write(bytes.subarray(copied, instruction.start))
    writer.write(replacement)
    copied = reader.at
  }
  writer.write(bytes.subarray(copied, body.end))
  return writer.bytes
}

// What need not be counted. A function without loops and calls does a bounded amount of work for its caller, which was
// counted. And where nothing but block openings and straight code lies between a loop's header and the dispatch site,
// every pass of the loop is a bytecode instruction, which is counted there.
function survey(plan: Plan, body: FunctionBody): { leaf: boolean; dispatchLoop: number | undefined } {
  const reader = new Reader(plan.module.bytes, body.start, body.end)
  const instruction = newInstruction()
  let leaf = true
  let straightSince: number | undefined
  let dispatchLoop: number | undefined
  skipLocals(reader)
  while (!reader.done) {
    const { opcode, operand, start, bulk } = readInstruction(reader, instruction)
    if (opcode === OP.loop) straightSince = start
    else if (opcode === OP.brTable && operand === plan.opcodes) dispatchLoop = straightSince
    else if (LEAVES_STRAIGHT_CODE[opcode] === 1) straightSince = undefined
    if (opcode === OP.loop || opcode === OP.call || opcode === OP.callIndirect) leaf = false
    if (opcode === OP.bulk && isBulk(bulk)) leaf = false
  }
  return { leaf, dispatchLoop }
}

const LEAVES_STRAIGHT_CODE = flags([
  ...[OP.if, OP.else, OP.end, OP.br, OP.brIf, OP.brTable],
  ...[OP.return, OP.unreachable, OP.call, OP.callIndirect]
])

// What stands in the place of an instruction that ends at `end`; undefined when it stays as it is.
function replace(
  plan: Plan,
  body: FunctionBody,
  { start, opcode, bulk, operand }: Instruction,
  bytes: Uint8Array,
  end: number,
  scratch: number
): number[] | undefined {
  const { places, probes } = plan
  switch (opcode) {
    case OP.brTable: {
      if (operand !== plan.opcodes) return undefined
      const site = dispatchSite(plan.module, body, start)
      plan.sites.push(site)
      return [...countInstruction(places, scratch, site.programCounter), ...bytes.subarray(start, end)]
    }
    case OP.loop:
      probes.loops++
      return [...bytes.subarray(start, end), ...countStep(places, scratch)]
    case OP.bulk:
      if (!isBulk(bulk)) return undefined
      probes.bulk++
      return countBulk(places, scratch, bytes.subarray(start, end))
    case OP.globalSet:
      probes.stack++
      return setStackPointer(places, scratch, operand)
    case OP.call: {
      const target = plan.redirected.get(operand)
      return target === undefined ? undefined : [OP.call, ...u32(target)]
    }
    case OP.memoryGrow:
      throw new RewriteError('UNRECOGNISED', `function ${body.index} grows the memory by itself`)
    default:
      return undefined
  }
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
