// One event at a time per object. The gate of a key lets one turn through; the others wait in line, bounded.
import { type Key, TransitMap } from '@halley/model'

interface Gate {
  /** The turn that is inside. */
  inside?: number
  readonly line: number[]
  /** Turns that have changed something here since the gate was set up: a turn that read before has to look again. */
  changes: number
  /** Turns that are reading, waiting or inside. */
  present: number
}

export class Mailboxes {
  readonly #most: number
  readonly #gates = new TransitMap<Key, Gate>()

  /** @param most events that one object may have at a time, waiting and running */
  constructor(most: number) {
    this.#most = most
  }

  /** A turn arrives. False: the mailbox is full. */
  arrive(key: Key): boolean {
    const gate = this.#gates.get(key) ?? { line: [], changes: 0, present: 0 }
    if (gate.present >= this.#most) return false
    gate.present++
    this.#gates.set(key, gate)
    return true
  }

  /** How many changes the object has seen; compare with a later call. */
  changes(key: Key): number {
    return this.#gates.get(key)?.changes ?? 0
  }

  /** A turn wants in. True: it is; otherwise `leave` of another will call it. */
  enter(key: Key, turn: number): boolean {
    const gate = this.#gates.get(key) as Gate
    if (gate.inside !== undefined) {
      gate.line.push(turn)
      return false
    }
    gate.inside = turn
    return true
  }

  /** A turn ends, wherever it was. Returns the turn that is inside now instead, if the place became free. */
  leave(key: Key, turn: number, changed: boolean): number | undefined {
    const gate = this.#gates.get(key) as Gate
    gate.present--
    if (changed) gate.changes++
    if (gate.present === 0) {
      this.#gates.delete(key)
      return undefined
    }
    if (gate.inside !== turn) return undefined
    const next = gate.line.shift()
    if (next === undefined) delete gate.inside
    else gate.inside = next
    return next
  }
}
