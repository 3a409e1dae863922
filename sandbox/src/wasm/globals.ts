// The meters: mutable globals that the rewriter adds behind the binary's own, in this order, and exports by these names.
// The machine sets and reads them; only code that the rewriter inserted changes them while a program runs.

export const METERS = [
  /** Bytecode instructions left. Below zero: exhausted. */
  'instructions',
  /** Native steps left. Below zero: exhausted. */
  'steps',
  /** The lowest stack pointer so far: everything from here up to the resting stack pointer may have been written. */
  'stackLow',
  /** The stack pointer may not go below this. */
  'stackLimit',
  /** Bytes that the interpreter's allocator holds now, chunk headers included. */
  'memory',
  /** `memory` may not exceed this. */
  'memoryLimit',
  /** The greatest `memory` so far. */
  'memoryPeak',
  /** The size of the request that would have exceeded the limit; 0 when there was none. */
  'memoryRefused',
  /** The end of the highest chunk that the allocator has handed out. */
  'heapTop',
  /** The interpreter's program counter when the instructions ran out. */
  'programCounter'
] as const

export type Meter = (typeof METERS)[number]

/** The exported name of a meter. */
export function meterExport(meter: Meter): string {
  return `meter.${meter}`
}

/** What meters start with: nothing is exhausted until the machine sets a budget. */
export function initialValue(meter: Meter): number {
  const open: readonly Meter[] = ['instructions', 'steps', 'memoryLimit']
  if (open.includes(meter)) return 0x7fffffff
  return meter === 'stackLow' ? -1 : 0
}

/** The binary's own stack pointer is its only global; it is exported by this name. */
export const STACK_POINTER_EXPORT = 'stackPointer'

/** The binary's table of function pointers is exported by this name. */
export const TABLE_EXPORT = 'functions'
