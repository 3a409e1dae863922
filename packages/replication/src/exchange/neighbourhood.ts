// Who lies near this node, and is there: of which keys it is a home *for the time being* follows from that.
//
// The overlay takes its time to forget a node that is gone, so that one which merely restarts keeps its place. Meanwhile
// readers turn to the node behind it, which has no copy of what was not written since. So a neighbour that has been silent
// for `standInAfterMs` is passed over here, long before the overlay forgets it: the next one takes its place, compares, and
// has the copies. When the silent one is back, it has its place again, and those copies are leftovers (leftovers.ts).
//
//   up ──► down ──standInAfterMs──► passed over ──► up again, a moment later: in its place
import { type Cancel, type Deadline, Deadlines, earliest, type Millis, type NodeId } from '@halley/model'
import { type Neighbour, XorRanges } from '../xor-ranges.ts'

export interface NeighbourhoodOptions {
  /** Milliseconds for which a home is down until the node behind it takes its place as a home. */
  readonly standInAfterMs: number
}

/** Neighbours that are back are counted in together: after a partition they come in crowds. */
const CROWD_MS = 250

export class Neighbourhood {
  readonly #self: NodeId
  readonly #options: NeighbourhoodOptions
  readonly #ranged: (ranges: XorRanges, now: Millis, all: XorRanges) => void
  #neighbours: readonly Neighbour[] = []
  /** Those that are down, until they are passed over. */
  readonly #down = new Map<NodeId, Cancel>()
  readonly #passedOver = new Set<NodeId>()
  readonly #deadlines = new Deadlines<NodeId>()
  #returnAt: Millis | undefined

  /** @param ranged told of the ranges at each change, and what they would be if nobody were passed over */
  constructor(
    self: NodeId,
    options: NeighbourhoodOptions,
    ranged: (ranges: XorRanges, now: Millis, all: XorRanges) => void
  ) {
    this.#self = self
    this.#options = options
    this.#ranged = ranged
  }

  /** The nodes known near this one, itself among them. */
  around(neighbours: readonly Neighbour[], now: Millis): void {
    this.#neighbours = neighbours
    this.#remake(now)
  }

  down(node: NodeId, now: Millis): void {
    if (this.#down.has(node) || this.#passedOver.has(node)) return
    const at = now + this.#options.standInAfterMs
    this.#down.set(node, this.#deadlines.set(at, 'a neighbour has been down for long', node))
  }

  up(node: NodeId, now: Millis): void {
    this.#down.get(node)?.()
    this.#down.delete(node)
    if (this.#passedOver.delete(node) && this.#isNear(node)) this.#returnAt ??= now + CROWD_MS
  }

  deadline(): Deadline | undefined {
    const back = this.#returnAt
    const returning = back === undefined ? undefined : { at: back, reason: 'neighbours are back' }
    return earliest(this.#deadlines.next(), returning)
  }

  tick(now: Millis): void {
    let changed = this.#returnAt !== undefined && now >= this.#returnAt
    for (const node of this.#deadlines.due(now)) {
      this.#down.delete(node)
      this.#passedOver.add(node)
      changed ||= this.#isNear(node)
    }
    if (changed) this.#remake(now)
  }

  #isNear(node: NodeId): boolean {
    return this.#neighbours.some(({ id }) => id === node)
  }

  #remake(now: Millis): void {
    this.#returnAt = undefined
    const neighbours = this.#neighbours
    if (neighbours.length === 0) return
    const there = neighbours.filter(({ id }) => !this.#passedOver.has(id))
    const all = new XorRanges(this.#self, neighbours)
    const isWhole = there.length === neighbours.length
    this.#ranged(isWhole ? all : new XorRanges(this.#self, there), now, all)
  }
}
