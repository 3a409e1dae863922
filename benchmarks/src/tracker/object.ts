// The learning tracker of the examples in the sandbox, as one node runs it: a get after the other, each on what the last one left.
import { readFile } from 'node:fs/promises'
import type { Finished, Sandbox, SandboxEvent, Value } from '@halley/sandbox'
import type { Coordinate } from 'halley'

export interface Asking {
  readonly name: string
  readonly coordinates: Coordinate
  /** Milliseconds that it has measured to others, by their names. */
  readonly reports: { readonly [name: string]: number }
}

/** Of the dearest get: an event has 100,000 of each. */
export interface Cost {
  instructions: number
  memory: number
}

export class Tracker {
  readonly cost: Cost = { instructions: 0, memory: 0 }
  /** Milliseconds since the epoch. */
  now = 1_900_000_000_000
  readonly #sandbox: Sandbox
  readonly #code: string
  #state: Value | undefined
  #local: Finished['local'] = {}
  #asked = 0

  private constructor(sandbox: Sandbox, code: string) {
    this.#sandbox = sandbox
    this.#code = code
  }

  static async load(sandbox: Sandbox): Promise<Tracker> {
    const file = new URL('../../../examples/tracker/learning-tracker.aso.js', import.meta.url)
    const tracker = new Tracker(sandbox, await readFile(file, 'utf8'))
    await tracker.#invoke({ type: 'load' })
    return tracker
  }

  /** The names of those that are offered, nearest first. */
  async get({ name, coordinates, reports }: Asking): Promise<string[]> {
    const caller = { id: name, address: '192.0.2.7', coordinates, payload: { reports } }
    const offers = (await this.#invoke({ type: 'get', caller })) as unknown as readonly {
      readonly peer: string
    }[]
    return offers.map(({ peer }) => peer)
  }

  async #invoke(event: Pick<SandboxEvent, 'type' | 'caller'>): Promise<Value | undefined> {
    const outcome = await this.#sandbox.invoke({
      code: this.#code,
      event: { ...event, time: this.now, seed: `${this.#asked++}` },
      ...(this.#state === undefined ? {} : { state: this.#state }),
      local: this.#local,
      key: 'swarm'
    })
    if (!outcome.ok) throw new Error(`${outcome.error.code}: ${outcome.error.message}`)
    if (outcome.chain !== undefined) throw new Error('the tracker waits for the network')
    this.#state = outcome.state
    this.#local = outcome.local
    const { instructions, memory } = outcome.usage
    this.cost.instructions = Math.max(this.cost.instructions, instructions)
    this.cost.memory = Math.max(this.cost.memory, memory)
    return outcome.reply
  }
}
