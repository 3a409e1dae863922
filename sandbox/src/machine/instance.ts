// One running copy of the interpreter: its linear memory, its exports by meaning, its meters, and the few things it may
// ask of the host. The world reaches it only through here: time is whatever `clock` says, the time zone is UTC, there is
// no environment, no file, no randomness, and its heap cannot grow beyond the memory it starts with.
import { METERS, type Meter, meterExport, STACK_POINTER_EXPORT, TABLE_EXPORT } from '../wasm/globals.ts'
import { type ExportName, type ImportName, LAYOUT } from '../wasm/layout.ts'

/** Linear memory in 64 KiB pages: static data, 5 MiB of C stack (of which little may be used), and the heap. */
const MEMORY_PAGES = 256

type Native = (...operands: (number | bigint)[]) => number

export interface Instance {
  readonly memory: Uint8Array<ArrayBuffer>
  readonly view: DataView<ArrayBuffer>
  readonly native: Readonly<Record<ExportName, Native>>
  readonly meters: Readonly<Record<Meter, WebAssembly.Global<'i32'>>>
  readonly stackPointer: WebAssembly.Global<'i32'>
  /** Pointers to the counting allocator, for the interpreter's table of four. */
  readonly allocator: readonly [malloc: number, free: number, realloc: number, size: number]
  readonly host: Host
}

/** What the interpreter may ask of its host. The machine changes these fields; imports read them. */
export interface Host {
  /** Milliseconds since the epoch, or undefined where reading the clock is forbidden. */
  clock: number | undefined
  /** Whether the clock was read; noted here, where no program can undo it. */
  clockRead: boolean
  /** How many calls the handler has asked of its host. */
  asked: number
  /** Whether what runs is an attempt, which must not see that its limits are lower ones. */
  attempted: boolean
  /** Answers a host function by its number; a pointer to a value, or 0 for undefined. */
  call: (context: number, id: number, operands: number) => number
  /** The same for those that are given a value. */
  compute: (id: number, operand: number) => number
}

/** Thrown through the interpreter when a program reads the clock where there is none. */
export class ClockForbidden extends Error {}

/** Thrown through the interpreter when an attempt does what only a worker may. */
export class AttemptEnded extends Error {}

/** Thrown when the interpreter aborts, or calls what a sandbox does not have. */
export class InterpreterFault extends Error {}

export function instantiate(module: WebAssembly.Module): Instance {
  const memory = new WebAssembly.Memory({ initial: MEMORY_PAGES, maximum: MEMORY_PAGES })
  const view = new DataView(memory.buffer)
  const host: Host = {
    clock: 0,
    clockRead: false,
    asked: 0,
    attempted: false,
    call: () => 0,
    compute: () => 0
  }
  const imports = importsFor(module, memory, view, host)
  const { exports } = new WebAssembly.Instance(module, { [LAYOUT.importModule]: imports })
  const native = byMeaning(LAYOUT.exports, (field) => exports[field] as Native)
  native.start()
  return {
    memory: new Uint8Array(memory.buffer),
    view,
    native,
    meters: Object.fromEntries(
      METERS.map((meter) => [meter, exports[meterExport(meter)]])
    ) as Instance['meters'],
    stackPointer: exports[STACK_POINTER_EXPORT] as WebAssembly.Global<'i32'>,
    allocator: installAllocator(exports),
    host
  }
}

function byMeaning<K extends string, T>(
  names: Readonly<Record<K, string>>,
  of: (field: string) => T
): Record<K, T> {
  return Object.fromEntries(
    Object.entries<string>(names).map(([meaning, field]) => [meaning, of(field)])
  ) as Record<K, T>
}

function importsFor(
  module: WebAssembly.Module,
  memory: WebAssembly.Memory,
  view: DataView,
  host: Host
): Record<string, WebAssembly.ImportValue> {
  const imports: Record<string, WebAssembly.ImportValue> = { [LAYOUT.memory]: memory }
  for (const { name, kind } of WebAssembly.Module.imports(module)) {
    if (kind !== 'function') continue
    imports[name] = () => {
      throw new InterpreterFault(`the interpreter called its import ${name}, which a sandbox does not have`)
    }
  }
  for (const [meaning, body] of Object.entries(answers(view, host))) {
    imports[LAYOUT.imports[meaning as ImportName]] = body
  }
  return imports
}

function answers(
  view: DataView,
  host: Host
): Record<ImportName, (...operands: number[]) => number | undefined> {
  const zero = (...pointers: number[]) => {
    for (const pointer of pointers) view.setUint32(pointer, 0, true)
    return 0
  }
  return {
    callHost: (context, _self, _count, operands, id) => host.call(context!, id!, operands!),
    freeHostReference: () => undefined,
    now: () => readClock(host),
    // The interpreter only asks for the offset from UTC, the eleventh word of `struct tm`.
    localTime: (_time, fields) => zero(fields! + 32, fields! + 36),
    timeZone: (offset, daylight, standardName, daylightName) => {
      zero(offset!, daylight!)
      for (const pointer of [standardName!, daylightName!]) view.setUint32(pointer, UTC, true)
      return undefined
    },
    growHeap: () => 0,
    environmentSizes: (count, size) => zero(count!, size!),
    environment: () => 0,
    abort: () => {
      throw new InterpreterFault('the interpreter aborted')
    },
    assertionFailed: () => {
      throw new InterpreterFault('an assertion of the interpreter failed')
    }
  }
}

/** @throws ClockForbidden */
export function readClock(host: Host): number {
  if (host.clock === undefined) throw new ClockForbidden()
  host.clockRead = true
  return host.clock
}

const UTC = 0x00_43_54_55 // "UTC\0", little endian

function installAllocator(exports: WebAssembly.Exports): Instance['allocator'] {
  const table = exports[TABLE_EXPORT] as WebAssembly.Table
  const first = table.grow(4)
  const names = ['allocator.malloc', 'allocator.free', 'allocator.realloc', 'allocator.size']
  names.forEach((name, index) => {
    table.set(first + index, exports[name])
  })
  return [first, first + 1, first + 2, first + 3]
}
