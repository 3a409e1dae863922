// The timers of a simulated disk, in the order of time, as the storage has them.
import { compareWakes, type Wake } from '@halley/model'
import type { Effect, Input } from '@halley/node'

type Wakes = Pick<Extract<Effect, { type: 'storage.wakes' }>, 'after' | 'most'>

/** Timers that a node is given when it starts: few, so that it has to ask for more. */
const FIRST_PAGE = 2

export class TimerShelf {
  readonly #wakes = new Map<string, Wake>()

  put(wake: Wake): void {
    this.#wakes.set(nameOf(wake), wake)
  }

  remove(wake: Wake): void {
    this.#wakes.delete(nameOf(wake))
  }

  page({ after, most }: Wakes = { most: FIRST_PAGE }): Input {
    const behind = [...this.#wakes.values()]
      .filter((wake) => after === undefined || compareWakes(wake, after) > 0)
      .sort(compareWakes)
    return { type: 'storage.upcoming', wakes: behind.slice(0, most), last: behind.length <= most }
  }
}

function nameOf({ due, key }: Wake): string {
  return `${due} ${key}`
}
