// The periods in which nodes were seen, and the lifetimes that they tell of.
import type { Millis } from '../../../packages/model/src/index.ts'

/** The first and the last moment. */
export type Period = readonly [first: Millis, last: Millis]

export class Periods {
  readonly #everyMs: Millis
  readonly #nodes = new Map<string, Period[]>()

  /** @param everyMs from one look to the next; 0: what is added are whole lives */
  constructor(everyMs: Millis) {
    this.#everyMs = everyMs
  }

  /** Two periods of a node are one if no look is missing between them, with half of one to spare. */
  add(id: string, [first, last]: Period): void {
    const slack = 1.5 * this.#everyMs
    const touching = ([begin, end]: Period): boolean => begin <= last + slack && end >= first - slack
    const known = this.#nodes.get(id) ?? []
    const united = [[first, last] as const, ...known.filter(touching)]
    const begin = Math.min(...united.map(([begins]) => begins))
    const end = Math.max(...united.map(([, ends]) => ends))
    this.#nodes.set(id, [...known.filter((period) => !touching(period)), [begin, end]])
  }

  /**
   * Of the lives that began within a period. From the first moment that a node was seen to the last, and one interval, since it came
   * and went between two looks.
   * @returns hours
   */
  lifetimes([from, to]: Period): number[] {
    return [...this.#nodes.values()]
      .flat()
      .filter(([first]) => first > from && first <= to)
      .map(([first, last]) => (last - first + this.#everyMs) / 3_600_000)
  }

  /** How many nodes were seen at all. */
  get nodes(): number {
    return this.#nodes.size
  }
}
