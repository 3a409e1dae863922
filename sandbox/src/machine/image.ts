// A heap image: everything in linear memory that is not zero, and the globals, at a moment when nothing is running.
//
//   0            data             stack                              heap
//   |------------|................|---------------------------|.....|
//   static data, C stack (5 MiB, zero at rest)                 ^ heapTop
//
// Restoring an image is two copies and two fills: what the last invocation wrote lies in the static data, in the heap up
// to the highest chunk it was given, and in the stack down to the lowest stack pointer, and the meters know both marks.
// So every invocation starts from the same bytes, whatever ran before, and a trap in the middle of anything is harmless.
import type { Instance } from './instance.ts'

export interface HeapImage {
  /** From 0 up to the end of the static data. */
  readonly data: Uint8Array
  /** Its part behind the constants. */
  readonly variables: Uint8Array
  /** From the resting stack pointer up to the end of the heap. */
  readonly heap: Uint8Array
  readonly stackPointer: number
  /** Bytes that the allocator holds. */
  readonly memory: number
  readonly heapTop: number
}

/** The C stack's size is a property of the build: it lies between the static data and the resting stack pointer. */
const STACK_BYTES = 5 * 1024 * 1024

/** The static data starts with at least this much that is constant; its tests compare it after every attack. */
const CONSTANT_BYTES = 65_536

/** The allocator's header of the free space behind the highest chunk. */
const MARGIN = 64

/** Takes an image of a resting instance, and clears its stack. */
export function capture(instance: Instance): HeapImage {
  const { memory, meters, stackPointer } = instance
  const resting = stackPointer.value
  memory.fill(0, resting - STACK_BYTES, resting)
  const data = memory.slice(0, resting - STACK_BYTES)
  return {
    data,
    variables: data.subarray(CONSTANT_BYTES),
    heap: memory.slice(resting, meters.heapTop.value + MARGIN),
    stackPointer: resting,
    memory: meters.memory.value,
    heapTop: meters.heapTop.value
  }
}

/**
 * Makes the instance's memory what it was when the image was taken.
 *
 * @param again was the same image restored last, and did its program end in an orderly way? Then the constants at the
 * start of the static data, which no code of the interpreter writes, are left alone. They are copied whenever another
 * program follows, so that even a flaw in the interpreter could not carry anything from one object to another there.
 */
export function restore(instance: Instance, image: HeapImage, again = false): void {
  const { memory, meters, stackPointer } = instance
  const resting = image.stackPointer
  const heapEnd = resting + image.heap.length
  const low = meters.stackLow.value >>> 0
  if (low < resting) memory.fill(0, low, resting)
  const top = meters.heapTop.value + MARGIN
  if (top > heapEnd) memory.fill(0, heapEnd, top)
  if (again) memory.set(image.variables, CONSTANT_BYTES)
  else memory.set(image.data)
  memory.set(image.heap, resting)
  stackPointer.value = resting
  meters.stackLow.value = resting
  meters.heapTop.value = image.heapTop
  meters.memory.value = image.memory
  meters.memoryPeak.value = image.memory
  meters.memoryRefused.value = 0
}

/** Bytes that keeping an image costs. */
export function imageBytes(image: HeapImage): number {
  return image.data.length + image.heap.length
}
