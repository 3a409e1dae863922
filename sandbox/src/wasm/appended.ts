// The functions that the rewriter adds to the binary: an allocator that counts what it hands out, and the stack's guard.
//
// QuickJS takes its allocator as four function pointers, so the machine can put these in their place. A chunk's true size
// stands in the four bytes before it (dlmalloc's header: size, and three flag bits), which makes the count exact for a
// million tiny objects as well as for one large buffer. The interpreter's own count (the second word of its allocator state,
// parameter 0) is kept true as well, because its garbage collector decides by it. A request beyond the limit traps: the
// program cannot catch it, and no rarely walked out-of-memory path in the interpreter runs. They have no probes:
// they do not loop, and call only each other and the binary's own allocator, which calls nothing back.
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
  readonly appended: (name: (typeof APPENDED)[number]) => number
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
  return [
    { name: 'deepen', parameters: 1, results: 0, locals: 0, code: deepen(places) },
    // Every call of malloc and realloc in the binary goes to these two, which only note how far up the heap reaches.
    { name: 'malloc', parameters: 1, results: 1, locals: 2, code: malloc(places) },
    { name: 'realloc', parameters: 2, results: 1, locals: 2, code: realloc(places) },
    { name: 'allocator.malloc', parameters: 2, results: 1, locals: 2, code: countedMalloc(places) },
    { name: 'allocator.free', parameters: 2, results: 0, locals: 0, code: countedFree(places) },
    { name: 'allocator.realloc', parameters: 3, results: 1, locals: 3, code: countedRealloc(places) },
    { name: 'allocator.size', parameters: 1, results: 1, locals: 0, code: size() }
  ]
}

function deepen({ meter }: AppendedPlaces): number[] {
  return [
    ...[...get(0), OP.globalSet, ...u32(meter('stackLow'))],
    ...[...get(0), OP.globalGet, ...u32(meter('stackLimit')), OP.i32Ltu, ...TRAP_IF]
  ]
}

// malloc (bytes)
function malloc(places: AppendedPlaces): number[] {
  const [pointer, chunk] = [1, 2]
  return [
    ...[...get(0), ...call(places.malloc), OP.localTee, pointer, OP.if, EMPTY],
    ...[...chunkSize(pointer), OP.localSet, chunk, ...noteTop(places, pointer, chunk), OP.end],
    ...get(pointer)
  ]
}

// realloc (pointer, bytes)
function realloc(places: AppendedPlaces): number[] {
  const [pointer, chunk] = [2, 3]
  return [
    ...[...get(0), ...get(1), ...call(places.realloc), OP.localTee, pointer, OP.if, EMPTY],
    ...[...chunkSize(pointer), OP.localSet, chunk, ...noteTop(places, pointer, chunk), OP.end],
    ...get(pointer)
  ]
}

// allocator.malloc (state, bytes)
function countedMalloc(places: AppendedPlaces): number[] {
  const [bytes, pointer, chunk] = [1, 2, 3]
  return [
    ...refuseBeyondLimit(places, bytes),
    ...[...get(bytes), ...call(places.malloc), OP.localTee, pointer, OP.if, EMPTY],
    ...[...chunkSize(pointer), OP.localSet, chunk, ...noteTop(places, pointer, chunk)],
    ...setTotal(places, [...total(places), ...get(chunk), OP.i32Add]),
    ...[...notePeak(places), OP.end, ...get(pointer)]
  ]
}

// allocator.free (state, pointer)
function countedFree(places: AppendedPlaces): number[] {
  return [
    ...[...get(1), OP.if, EMPTY],
    ...setTotal(places, [...total(places), ...chunkSize(1), OP.i32Sub]),
    ...[...get(1), ...call(places.free), OP.end]
  ]
}

// allocator.realloc (state, pointer, bytes)
function countedRealloc(places: AppendedPlaces): number[] {
  const { appended } = places
  const [old, bytes, oldChunk, pointer, chunk] = [1, 2, 3, 4, 5]
  return [
    ...[...get(old), OP.i32Eqz, OP.if, EMPTY],
    ...[...get(bytes), OP.i32Eqz, OP.if, EMPTY, OP.i32Const, 0, OP.return, OP.end],
    ...[...get(0), ...get(bytes), ...call(appended('allocator.malloc')), OP.return, OP.end],
    ...[...get(bytes), OP.i32Eqz, OP.if, EMPTY, ...get(0), ...get(old), ...call(appended('allocator.free'))],
    ...[OP.i32Const, 0, OP.return, OP.end],
    ...[...chunkSize(old), OP.localSet, oldChunk],
    ...refuseBeyondLimit(places, bytes, oldChunk),
    ...[...get(old), ...get(bytes), ...call(places.realloc), OP.localTee, pointer, OP.if, EMPTY],
    ...[...chunkSize(pointer), OP.localSet, chunk, ...noteTop(places, pointer, chunk)],
    ...setTotal(places, [...total(places), ...get(oldChunk), OP.i32Sub, ...get(chunk), OP.i32Add]),
    ...[...notePeak(places), OP.end, ...get(pointer)]
  ]
}

// allocator.size (pointer)
function size(): number[] {
  return [
    ...[...get(0), OP.if, I32, ...chunkSize(0), OP.i32Const, HEADER, OP.i32Sub],
    ...[OP.else, OP.i32Const, 0, OP.end]
  ]
}

const HEADER = 4

const TRAP_IF = [OP.if, EMPTY, OP.unreachable, OP.end]

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
function chunkSize(pointer: number): number[] {
  return [...get(pointer), OP.i32Const, HEADER, OP.i32Sub, OP.i32Load, 2, 0, OP.i32Const, 0x78, OP.i32And]
}

function noteTop(places: AppendedPlaces, pointer: number, chunk: number): number[] {
  return noteGreatest(places, 'heapTop', [...get(pointer), ...get(chunk), OP.i32Add])
}

function notePeak(places: AppendedPlaces): number[] {
  return noteGreatest(places, 'memoryPeak', total(places))
}

function noteGreatest(places: AppendedPlaces, meter: Meter, value: number[]): number[] {
  const greatest = u32(places.meter(meter))
  return [
    ...[...value, OP.globalGet, ...greatest, OP.i32Gtu, OP.if, EMPTY],
    ...[...value, OP.globalSet, ...greatest, OP.end]
  ]
}

// Sets the total, and the interpreter's own.
function setTotal(places: AppendedPlaces, value: number[]): number[] {
  return [
    ...[...value, OP.globalSet, ...u32(places.meter('memory'))],
    ...[...get(0), ...total(places), OP.i32Store, 2, 4]
  ]
}

// A chunk is at most this much larger than the request: header, rounding, and a remainder too small for a chunk.
const OVERHEAD = 24

// Traps when the bytes that a local asks for and their chunk's overhead, after giving back the chunk of which another holds
// the size, exceed the limit. The sum is made in 64 bits, because a program may ask for anything up to 4 GiB.
function refuseBeyondLimit(places: AppendedPlaces, bytes: number, returned?: number): number[] {
  const used = returned === undefined ? total(places) : [...total(places), ...get(returned), OP.i32Sub]
  return [
    ...[...get(bytes), OP.i64ExtendU, ...used, OP.i64ExtendU, OP.i64Add, OP.i64Const, OVERHEAD, OP.i64Add],
    ...[OP.globalGet, ...u32(places.meter('memoryLimit')), OP.i64ExtendU, OP.i64GtU, OP.if, EMPTY],
    ...[...get(bytes), OP.globalSet, ...u32(places.meter('memoryRefused')), OP.unreachable, OP.end]
  ]
}
