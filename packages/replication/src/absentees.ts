// Nodes that are not to be reckoned with. Whoever asks about one has use for it, and passes it over if it is down: that is
// told, so that somebody looks whether it is back.
import type { NodeId } from '@halley/model'

export interface MissedEffect {
  readonly type: 'missed'
  readonly peer: NodeId
}

export class Absentees {
  readonly #nodes = new Set<NodeId>()
  readonly #emit: (effect: MissedEffect) => void

  constructor(emit: (effect: MissedEffect) => void) {
    this.#emit = emit
  }

  add(node: NodeId): void {
    this.#nodes.add(node)
  }

  delete(node: NodeId): void {
    this.#nodes.delete(node)
  }

  /** Whether it is among them: asked by nobody who has use for it. */
  has(node: NodeId): boolean {
    return this.#nodes.has(node)
  }

  /** Whether somebody who has use for the node has to do without it. */
  isMissing(node: NodeId): boolean {
    const isMissing = this.#nodes.has(node)
    if (isMissing) this.#emit({ type: 'missed', peer: node })
    return isMissing
  }
}
