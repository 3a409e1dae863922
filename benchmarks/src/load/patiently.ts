// Whoever fills a store asks again where a busy machine refuses, or answers late. Nothing that is measured does so.
import { setTimeout } from 'node:timers/promises'

const FIRST_PAUSE_MS = 100
const LONGEST_PAUSE_MS = 10_000

/** Tries until it succeeds, with pauses that double. @throws what it failed with last, after some twenty seconds */
export async function patiently(act: () => Promise<unknown>): Promise<void> {
  for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs *= 2) {
    try {
      await act()
      return
    } catch (error) {
      if (pauseMs > LONGEST_PAUSE_MS) throw error
      await setTimeout(pauseMs)
    }
  }
}
