// The functions that the rewriter adds to the binary: an allocator that counts what it hands out, and the stack's guard.
//
// QuickJS takes its allocator as four function pointers, so the machine can put these in their place. A chunk's true size
// stands in the four bytes before it (dlmalloc's header: size, and three flag bits), which makes the count exact for a
// million tiny objects as well as for one large buffer. The interpreter's own count is kept true as well, because its
// garbage collector decides by it. A request beyond the limit traps: the program cannot catch it, and no rarely walked
// out-of-memory path in the interpreter runs.
import { u32 } from './bytes.ts'
import type { Meter } from './globals.ts'
import { EMPTY, I32, OP } from './instructions.ts'

export interface AppendedFunction {
  readonly name: string
  readonly parameters: number
  readonly results: number
  /** Locals beyond the parameters, all i32. */
  readonly locals: number
  readonly code: readonly number[]
}

export interface AppendedPlaces {
  readonly meter: (meter: Meter) => number
  /** The index of an appended function. */
  readonly appended: (name: string) => number
  readonly malloc: number
  readonly free: number
  readonly realloc: number
}

/** In index order. The names that start with `allocator.` are exported. */
export const APPENDED = [
  'deepen',
  'malloc',
  'realloc',
  'allocator.malloc',
  'allocator.free',
  'allocator.realloc',
  'allocator.size'
] as const

export function appendedFunctions(places: AppendedPlaces): AppendedFunction[] {
  const { appended } = places
  return [
    { name: 'deepen', parameters: 1, results: 0, locals: 0, code: deepen(places) },
    // Every call of malloc and realloc in the binary goes to these two, which only note how far up the heap reaches.
    {
      name: 'malloc',
      parameters: 1,
      results: 1,
      locals: 1,
      code: noting(places, [...get(0), ...call(places.malloc)], 1)
    },
    {
      name: 'realloc',
      parameters: 2,
      results: 1,
      locals: 1,
      code: noting(places, [...get(0), ...get(1), ...call(places.realloc)], 2)
    },
    {
      name: 'allocator.malloc',
      parameters: 2,
      results: 1,
      locals: 1,
      code: [
        ...refuseBeyondLimit(places, get(1), []),
        ...[...get(1), ...call(appended('malloc')), OP.localTee, 2, OP.if, EMPTY],
        ...account(places, [...total(places), ...chunkSize(2), OP.i32Add]),
        ...[OP.end, ...get(2)]
      ]
    },
    {
      name: 'allocator.free',
      parameters: 2,
      results: 0,
      locals: 0,
      code: [
        ...[...get(1), OP.if, EMPTY],
        ...account(places, [...total(places), ...chunkSize(1), OP.i32Sub]),
        ...[...get(1), ...call(places.free), OP.end]
      ]
    },
    {
      name: 'allocator.realloc',
      parameters: 3,
      results: 1,
      locals: 2,
      code: [
        ...[...get(1), OP.i32Eqz, OP.if, EMPTY],
        ...[...get(2), OP.i32Eqz, OP.if, EMPTY, OP.i32Const, 0, OP.return, OP.end],
        ...[...get(0), ...get(2), ...call(appended('allocator.malloc')), OP.return, OP.end],
        ...[...get(2), OP.i32Eqz, OP.if, EMPTY, ...get(0), ...get(1), ...call(appended('allocator.free'))],
        ...[OP.i32Const, 0, OP.return, OP.end],
        ...[...chunkSize(1), OP.localSet, 3],
        ...refuseBeyondLimit(places, get(2), get(3)),
        ...[...get(1), ...get(2), ...call(appended('realloc')), OP.localTee, 4, OP.if, EMPTY],
        ...account(places, [...total(places), ...get(3), OP.i32Sub, ...chunkSize(4), OP.i32Add]),
        ...[OP.end, ...get(4)]
      ]
    },
    {
      name: 'allocator.size',
      parameters: 1,
      results: 1,
      locals: 0,
      code: [
        ...[
          ...get(0),
          OP.if,
          I32,
          ...chunkSize(0),
          OP.i32Const,
          HEADER,
          OP.i32Sub,
          OP.else,
          OP.i32Const,
          0,
          OP.end
        ]
      ]
    }
  ]
}

const HEADER = 4

function get(local: number): number[] {
  return [OP.localGet, ...u32(local)]
}

function call(target: number): number[] {
  return [OP.call, ...u32(target)]
}

function total(places: AppendedPlaces): number[] {
  return [OP.globalGet, ...u32(places.meter('memory'))]
}

// The size of the chunk that a local points to: load(pointer - 4) & ~7
function chunkSize(local: number): number[] {
  return [...get(local), OP.i32Const, HEADER, OP.i32Sub, OP.i32Load, 2, 0, OP.i32Const, 0x78, OP.i32And]
}

function deepen(places: AppendedPlaces): number[] {
  return [
    ...[...get(0), OP.globalSet, ...u32(places.meter('stackLow'))],
    ...[
      ...get(0),
      OP.globalGet,
      ...u32(places.meter('stackLimit')),
      OP.i32Ltu,
      OP.if,
      EMPTY,
      OP.unreachable,
      OP.end
    ]
  ]
}

function noting(places: AppendedPlaces, allocate: number[], pointer: number): number[] {
  const top = u32(places.meter('heapTop'))
  const end = [...get(pointer), ...chunkSize(pointer), OP.i32Add]
  return [
    ...[...allocate, OP.localTee, pointer, OP.if, EMPTY],
    ...[...end, OP.globalGet, ...top, OP.i32Gtu, OP.if, EMPTY, ...end, OP.globalSet, ...top, OP.end],
    ...[OP.end, ...get(pointer)]
  ]
}

// Traps when `size` bytes and their chunk's overhead, after giving back `returned`, exceed the limit. The sum is made in 64
// bits, because a program may ask for anything up to 4 GiB.
function refuseBeyondLimit(places: AppendedPlaces, size: number[], returned: number[]): number[] {
  const used = returned.length === 0 ? total(places) : [...total(places), ...returned, OP.i32Sub]
  return [
    ...[...size, OP.i64ExtendU, ...used, OP.i64ExtendU, OP.i64Add, OP.i64Const, OVERHEAD, OP.i64Add],
    ...[OP.globalGet, ...u32(places.meter('memoryLimit')), OP.i64ExtendU, OP.i64GtU, OP.if, EMPTY],
    ...[...size, OP.globalSet, ...u32(places.meter('memoryRefused')), OP.unreachable, OP.end]
  ]
}

// A chunk is at most this much larger than the request: header, rounding, and a remainder too small for a chunk.
const OVERHEAD = 24

// Sets the total, its peak, and the interpreter's own count (the second word of its allocator state, parameter 0).
function account(places: AppendedPlaces, value: number[]): number[] {
  const peak = u32(places.meter('memoryPeak'))
  return [
    ...[...value, OP.globalSet, ...u32(places.meter('memory'))],
    ...[...get(0), ...total(places), OP.i32Store, 2, 4],
    ...[
      ...total(places),
      OP.globalGet,
      ...peak,
      OP.i32Gtu,
      OP.if,
      EMPTY,
      ...total(places),
      OP.globalSet,
      ...peak,
      OP.end
    ]
  ]
}
