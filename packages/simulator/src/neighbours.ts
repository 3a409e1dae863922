// Tells a node who lies near it, as the driver tells a real one: now and then, if that has changed.
import { type Millis, type NodeId, sha256 } from '@halley/model'
import type { Agenda } from './agenda.ts'
import type { Host } from './host.ts'
import type { Overlay } from './overlay.ts'

/** How often it is looked at. */
const WATCHING_MS: Millis = 1_000

interface Neighbour {
  readonly id: NodeId
  readonly position: Uint8Array
}

export class Neighbours {
  readonly #overlay: Overlay
  readonly #agenda: Agenda
  readonly #places = new Map<NodeId, Neighbour>()

  constructor(overlay: Overlay, agenda: Agenda) {
    this.#overlay = overlay
    this.#agenda = agenda
  }

  /** From now on, until the node's present life is over. */
  watch(host: Host): void {
    this.#watch(host, host.life)
  }

  #watch(host: Host, life: number, told?: readonly NodeId[]): void {
    if (life !== host.life || !host.isUp) return
    // The same list as long as the table does not change.
    const contacts = this.#overlay.contacts(host.id)
    if (contacts !== told) {
      const neighbours = [host.id, ...contacts].sort().map((id) => this.#placed(id))
      host.take({ type: 'placement.neighbours', neighbours })
    }
    this.#agenda.after(WATCHING_MS, () => this.#watch(host, life, contacts))
  }

  #placed(id: NodeId): Neighbour {
    const known = this.#places.get(id) ?? { id, position: Buffer.from(sha256(id), 'hex') }
    this.#places.set(id, known)
    return known
  }
}
