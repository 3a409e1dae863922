// Which nodes one operation turns to: Dynamo's preference list, split into the N homes and the fallbacks behind them.
import type { NodeId } from '@halley/model'

/** Nodes responsible for a key, nearest first; the first N are its homes, the others stand in for those that are down. */
export type PreferenceList = readonly NodeId[]

/** The first live node of the list: who coordinates. Nobody, where all are down or left out. */
export function coordinatorOf(list: PreferenceList, isOut: (node: NodeId) => boolean): NodeId | undefined {
  return list.find((node) => !isOut(node))
}

/** Fallbacks that are up, in order, none used twice. */
export class Fallbacks {
  #nodes: NodeId[]

  constructor(list: PreferenceList, n: number, isDown: (node: NodeId) => boolean) {
    this.#nodes = list.slice(n).filter((node) => !isDown(node))
  }

  next(): NodeId | undefined {
    return this.#nodes.shift()
  }

  /** No time is left to try others. */
  drop(): void {
    this.#nodes = []
  }
}
