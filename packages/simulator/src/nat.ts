// Nodes behind NAT: they dial out, and nobody can dial them. What a node behind NAT has connected to reaches it over that connection,
// both ways, until one of the two goes down: neighbours keep their connections open. A stranger's dial fails, and so does that of a
// neighbour that was down and is back, until the node behind NAT dials again. Two of them never connect: the nodes have no relay, and
// punch no holes.
import type { NodeId } from '@halley/model'

export class Nat {
  readonly #behind = new Set<NodeId>()
  /** Of each node behind NAT: whom it is connected to. */
  readonly #connected = new Map<NodeId, Set<NodeId>>()

  /** @param node that cannot be dialled from now on */
  hide(node: NodeId): void {
    this.#behind.add(node)
    this.#connected.set(node, new Set())
  }

  isBehind(node: NodeId): boolean {
    return this.#behind.has(node)
  }

  /** Whether what `from` has to say can get to `to` as things are, over a connection or by dialling. */
  isOpen(from: NodeId, to: NodeId): boolean {
    return !this.#behind.has(to) || this.#connected.get(to)?.has(from) === true
  }

  /** The same; where it can, they are connected from then on. */
  passes(from: NodeId, to: NodeId): boolean {
    if (!this.isOpen(from, to)) return false
    this.#connected.get(from)?.add(to)
    return true
  }

  /** The node has gone down, or is back without any connection. */
  ended(node: NodeId): void {
    this.#connected.get(node)?.clear()
    for (const peers of this.#connected.values()) peers.delete(node)
  }
}
