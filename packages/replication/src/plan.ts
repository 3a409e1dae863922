// Which nodes one operation turns to: Dynamo's preference list, split into the N homes and the fallbacks behind them.
import type { NodeId } from '@halley/model'

/** Nodes responsible for a key, nearest first; the first N are its homes, the others stand in for those that are down. */
export type PreferenceList = readonly NodeId[]

/** The first live node of the list: who coordinates. Nobody, where all are down or left out. */
export function coordinatorOf(list: PreferenceList, isOut: (node: NodeId) => boolean): NodeId | undefined {
  return list.find((node) => !isOut(node))
}

/** Fallbacks in order, none used twice, those that are down at the moment passed over. */
export class Fallbacks {
  #nodes: NodeId[]
  readonly #isOut: (node: NodeId) => boolean

  constructor(list: PreferenceList, n: number, isOut: (node: NodeId) => boolean) {
    this.#nodes = list.slice(n)
    this.#isOut = isOut
  }

  next(): NodeId | undefined {
    for (let node = this.#nodes.shift(); node !== undefined; node = this.#nodes.shift()) {
      if (!this.#isOut(node)) return node
    }
    return undefined
  }

  /** No time is left to try others. */
  drop(): void {
    this.#nodes = []
  }
}
