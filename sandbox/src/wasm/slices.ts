// Work that would hold its thread for too long, done in slices: it says where it may be interrupted, and whoever has it done decides.
import { setImmediate } from 'node:timers/promises'

/** Work that yields wherever it may be interrupted, and returns what comes of it. */
export type Sliced<T> = Generator<void, T, void>

/** Milliseconds of a slice: as long as a few of a node's other tasks. */
const SLICE_MS = 4

/** Does the work without a break. */
export function atOnce<T>(work: Sliced<T>): T {
  for (;;) {
    const step = work.next()
    if (step.done === true) return step.value
  }
}

/** Does the work, and lets everything else in between. */
export async function inSlices<T>(work: Sliced<T>): Promise<T> {
  for (;;) {
    const end = performance.now() + SLICE_MS
    while (performance.now() < end) {
      const step = work.next()
      if (step.done === true) return step.value
    }
    await setImmediate()
  }
}
