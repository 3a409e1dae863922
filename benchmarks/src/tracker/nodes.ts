// Nodes that learn where they are: their own core measures round trips that a matrix says, by the clock that nodes have, in whole
// milliseconds. Everybody begins at the same place at once, which is the hardest start there is.
import { type Coordinate, distance } from 'halley'
import { CoordinateRounds } from '../../../packages/membership/src/coordinates-rounds.ts'
import type { Message } from '../../../packages/model/src/message.ts'
import { createPrng } from '../../../packages/model/src/prng.ts'
import type { Matrix } from '../matrices.ts'
import { shuffled } from './swarm.ts'

/** Peers that each node measures: as many as an overlay connects it with. */
export const PEERS = 64

/** The nodes' cores, and the network between them: one ping after the other, by each node's own clock. */
export class Nodes {
  readonly #matrix: Matrix
  readonly #cores: CoordinateRounds[]
  readonly #mail: { readonly to: number; readonly message: Message }[] = []
  readonly #prng = createPrng('network')
  #samples = 0

  constructor(matrix: Matrix) {
    this.#matrix = matrix
    this.#cores = matrix.rtt.map((row, at) => {
      const core = new CoordinateRounds({
        options: { coordinatesEveryMs: 5_000 },
        prng: createPrng(`node ${at}`),
        send: (to, message) => this.#mail.push({ to: Number(to), message })
      })
      const others = row.flatMap((ms, to) => (ms > 0 && to !== at ? [to] : []))
      for (const to of shuffled(others, this.#prng).slice(0, PEERS)) core.connected(String(to), 0)
      return core
    })
  }

  /** Until each node has measured so many round trips. */
  measure(samples: number): void {
    for (; this.#samples < samples; this.#samples++)
      for (const [at, core] of this.#cores.entries()) this.#ping(core, at)
  }

  coordinates(): Coordinate[] {
    return this.#cores.map(({ own }) => own as Coordinate)
  }

  errors(): number[] {
    const places = this.coordinates()
    return this.#matrix.rtt.flatMap((row, a) =>
      row.slice(0, a).flatMap((ms, b) => {
        const estimate = distance(places[a] as Coordinate, places[b] as Coordinate)
        return ms > 0 ? [Math.abs(estimate - ms) / ms] : []
      })
    )
  }

  #ping(core: CoordinateRounds, at: number): void {
    const due = core.deadline()?.at as number
    core.tick(due)
    const ping = this.#mail.pop() as { to: number; message: Message & { type: 'ping' } }
    this.#cores[ping.to]?.asked(String(at), ping.message.id)
    const pong = this.#mail.pop() as { message: Message & { type: 'pong' } }
    const took = this.#matrix.rtt[at]?.[ping.to] as number
    core.answered(String(ping.to), pong.message, Math.floor(due + this.#prng.next() + took))
  }
}
