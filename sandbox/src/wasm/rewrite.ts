// The rewriter: takes the interpreter's binary and returns one that meters itself.
//
//   dispatch site             spends one bytecode instruction                   dispatch.ts
//   function entries, loops   spend native steps, where a bound needs it        placement.ts, coverage.ts, bounded.ts
//   memory.copy, .fill        spend a step, and one more for every 64 bytes     probes.ts
//   stack pointer writes      note the lowest, trap below a limit               stack-pointer.ts
//   malloc, realloc calls     note how far up the heap reaches                  appended.ts
//
// Everything else is copied byte for byte. New globals, functions and exports go behind the existing ones, so no index
// changes. The result is validated by the engine before it is returned. docs/metering.md tells why this is a bound.
import { APPENDED, type AppendedFunction, appendedFunctions } from './appended.ts'
import { name, Reader, s32, u32, Writer } from './bytes.ts'
import { decode } from './code.ts'
import { type DispatchSite, dispatchSite } from './dispatch.ts'
import { RewriteError } from './errors.ts'
import { initialValue, METERS, meterExport, STACK_POINTER_EXPORT, TABLE_EXPORT } from './globals.ts'
import { I32, OP } from './instructions.ts'
import { type Instrumentation, instrument, type ProbeCounts } from './instrument.ts'
import type { Layout } from './layout.ts'
import { placeProbes } from './placement.ts'
import type { Places } from './probes.ts'
import { type BinaryModule, readModule, SECTION } from './sections.ts'
import type { Sliced } from './slices.ts'

export interface Rewritten {
  readonly binary: Uint8Array<ArrayBuffer>
  readonly module: WebAssembly.Module
  readonly dispatch: DispatchSite
  /** How many probes of each kind were inserted. */
  readonly probes: Readonly<ProbeCounts>
}

/**
 * @param binary the interpreter as its package ships it
 * @throws RewriteError MALFORMED, UNRECOGNISED
 */
export function* rewrite(binary: Uint8Array, layout: Layout): Sliced<Rewritten> {
  const module = readModule(binary)
  if (module.globals !== 1) {
    throw new RewriteError(
      'UNRECOGNISED',
      `the binary has ${module.globals} globals; only a stack pointer is expected`
    )
  }
  const plan = yield* planFor(module, layout)
  const writer = new Writer(binary.length * 2)
  writer.write(binary.subarray(0, 8))
  for (const section of module.sections) {
    const content = (yield* rewriteSection(plan, section.id)) ?? binary.subarray(section.start, section.end)
    writer.write([section.id, ...u32(content.length)])
    writer.write(content)
  }
  const { dispatch, probes } = plan.instrumentation
  return { binary: writer.bytes, module: compile(writer.bytes), dispatch, probes }
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
  readonly places: Places
  readonly appended: readonly AppendedFunction[]
  readonly instrumentation: Instrumentation
}

function* planFor(module: BinaryModule, layout: Layout): Sliced<Plan> {
  const code = yield* decode(module)
  const dispatch = dispatchSite(code, layout.opcodes)
  const { sites } = yield* placeProbes(code, dispatch.instruction)
  const meter: Places['meter'] = (which) => module.globals + METERS.indexOf(which)
  const index = (which: (typeof APPENDED)[number]) => module.functions + APPENDED.indexOf(which)
  const places = { meter, deepen: index('deepen') }
  const malloc = exportedFunction(module, layout.exports.malloc)
  const free = exportedFunction(module, layout.exports.free)
  const { realloc } = layout
  return {
    module,
    places,
    appended: appendedFunctions({ meter, appended: index, malloc, free, realloc }),
    instrumentation: {
      code,
      places,
      dispatch,
      sites,
      redirected: new Map([
        [malloc, index('malloc')],
        [realloc, index('realloc')]
      ]),
      probes: { entries: 0, loops: 0, bulk: 0, stack: 0 }
    }
  }
}

function exportedFunction(module: BinaryModule, field: string): number {
  const entry = module.exports.get(field)
  if (entry?.kind !== 0) throw new RewriteError('UNRECOGNISED', `the binary exports no function ${field}`)
  return entry.index
}

function* rewriteSection(plan: Plan, id: number): Sliced<Uint8Array | undefined> {
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
      return yield* codeSection(plan)
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

function* codeSection(plan: Plan): Sliced<Uint8Array> {
  const { code } = plan.instrumentation
  const writer = new Writer(code.bytes.length * 2)
  writer.write(u32(code.functions.length + plan.appended.length))
  for (const body of code.functions) {
    writeBody(writer, instrument(plan.instrumentation, body))
    yield
  }
  for (const { locals, code } of plan.appended) {
    writeBody(writer, [...(locals > 0 ? [1, ...u32(locals), I32] : [0]), ...code, OP.end])
  }
  return writer.bytes
}

function writeBody(writer: Writer, body: ArrayLike<number>): void {
  writer.write(u32(body.length))
  writer.write(body)
}
