// Requests that clients have made and nodes have not answered yet.
import type { ClientResponse, NodeId } from '@halley/model'

export interface Caller {
  answered(response: ClientResponse): void
  /** The node crashed before it answered. */
  broken(): void
}

export class Calls {
  readonly #open = new Map<NodeId, Map<number, Caller>>()
  #next = 1

  /** Opens a call to the node; the number names it for the whole run. */
  open(node: NodeId, caller: Caller): number {
    const id = this.#next++
    const calls = this.#open.get(node) ?? new Map<number, Caller>()
    this.#open.set(node, calls.set(id, caller))
    return id
  }

  /** The node answers. The client takes the first answer; the trace shows a second one to the checkers. */
  answered(node: NodeId, id: number, response: ClientResponse): void {
    const caller = this.#open.get(node)?.get(id)
    this.#open.get(node)?.delete(id)
    caller?.answered(response)
  }

  /** The node has crashed. */
  broken(node: NodeId): void {
    const calls = this.#open.get(node)
    this.#open.delete(node)
    for (const caller of calls?.values() ?? []) caller.broken()
  }
}
