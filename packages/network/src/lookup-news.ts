/**
 * What a lookup has heard: of whom, who has answered, and who does not. It is over when the k nearest that it has heard of
 * have answered, which is where the paper's lookup ends (Kademlia, section 2.3). kad-dht's goes on until each of its paths has
 * nobody left to ask, which takes twice the time and finds nobody nearer (`npm run bench -- hops`). Pure.
 */
import { kadId, nearestTo } from './nearest.ts'
import type { NodeId } from './port.ts'
import { BUCKET_SIZE } from './protocol.ts'

export class LookupNews {
  readonly #target: Uint8Array
  readonly #self: NodeId
  readonly #known = new Set<NodeId>()
  readonly #answered = new Set<NodeId>()
  readonly #silent = new Set<NodeId>()

  /** @param target a position */
  constructor(target: Uint8Array, self: NodeId) {
    this.#target = target
    this.#self = self
  }

  told(node: NodeId): void {
    if (node !== this.#self) this.#known.add(node)
  }

  answered(node: NodeId): void {
    this.told(node)
    this.#answered.add(node)
  }

  failed(node: NodeId): void {
    this.#silent.add(node)
  }

  /** The k nearest that were heard of, nearest first, whether they have answered or not. */
  nearest(): NodeId[] {
    return nearestTo(this.#target, this.#known, kadId, BUCKET_SIZE)
  }

  /** Whether all who could know of somebody nearer have been asked, and have answered where they live. */
  isOver(): boolean {
    if (this.#answered.size < Math.min(BUCKET_SIZE, this.#known.size - this.#silent.size)) return false
    const alive = [...this.#known].filter((node) => !this.#silent.has(node))
    return nearestTo(this.#target, alive, kadId, BUCKET_SIZE).every((node) => this.#answered.has(node))
  }
}
