// What goes wrong while the clients work: crashes, stalls, broken connections, links that are cut one way or both ways,
// partitions, and nodes that never come back.
import type { Millis, NodeId, Prng } from '@halley/model'
import { steady } from './latency.ts'
import type { World } from './world.ts'

export interface FaultsOptions {
  /** Milliseconds between two faults, at the most; 0: nothing goes wrong. */
  readonly everyMs: Millis
  /** Milliseconds that a fault lasts, at the most. */
  readonly longestMs: Millis
  /** How often each kind is drawn, relative to the others. */
  readonly crashes: number
  readonly stalls: number
  readonly breaks: number
  readonly cuts: number
  /** Nodes that are gone for good. */
  readonly deaths: number
}

export class Faults {
  readonly #options: FaultsOptions
  readonly #world: World
  readonly #prng: Prng
  readonly #kinds: readonly (() => void)[]
  #deaths: number
  #over = false

  constructor(options: FaultsOptions, world: World, prng: Prng) {
    this.#options = options
    this.#world = world
    this.#prng = prng
    this.#deaths = options.deaths
    const { crashes, stalls, breaks, cuts } = options
    this.#kinds = [
      ...Array<() => void>(crashes).fill(() => this.#crash()),
      ...Array<() => void>(stalls).fill(() => this.#stall()),
      ...Array<() => void>(breaks).fill(() => this.#break()),
      ...Array<() => void>(cuts).fill(() => this.#cut()),
      ...Array<() => void>(cuts).fill(() => this.#partition())
    ]
  }

  begin(): void {
    if (this.#options.everyMs === 0 || this.#kinds.length + this.#deaths === 0) return
    this.#world.agenda.after(this.#prng.next() * this.#options.everyMs, () => {
      if (this.#over) return
      this.#strike()
      this.begin()
    })
  }

  /** Ends all faults: who is not gone for good is back, every link works, nothing is lost any more. */
  end(): void {
    this.#over = true
    const { links, hosts } = this.#world
    links.options = { ...links.options, latency: steady(links.options.latency), loss: 0, duplication: 0 }
    for (const host of hosts.values()) {
      const { storing, loading } = host.disk.options
      host.disk.options = {
        storing: steady(storing),
        loading: steady(loading),
        storeFails: 0,
        loadFails: 0
      }
      host.wake()
      this.#world.start(host.id)
    }
    for (const from of hosts.keys()) for (const to of hosts.keys()) this.#world.heal(from, to)
  }

  #strike(): void {
    if (this.#deaths > 0 && this.#prng.chance(0.1)) {
      this.#deaths--
      this.#world.crash(this.#anybody(), true)
      return
    }
    if (this.#kinds.length > 0) this.#prng.pick(this.#kinds)()
  }

  #crash(): void {
    const node = this.#anybody()
    this.#world.crash(node)
    this.#later(() => this.#world.start(node))
  }

  #stall(): void {
    this.#world.host(this.#anybody()).stall(this.#takes())
  }

  #break(): void {
    this.#world.presence.broke(this.#anybody(), this.#anybody())
  }

  #cut(): void {
    const [from, to] = [this.#anybody(), this.#anybody()]
    if (from === to) return
    this.#world.cut(from, to)
    this.#later(() => this.#world.heal(from, to))
  }

  /** Splits the nodes into two groups that cannot talk to each other. */
  #partition(): void {
    const nodes = [...this.#world.hosts.keys()]
    const here = nodes.filter(() => this.#prng.chance(0.4))
    const there = nodes.filter((node) => !here.includes(node))
    const pairs = here.flatMap((a) =>
      there.flatMap((b): [NodeId, NodeId][] => [
        [a, b],
        [b, a]
      ])
    )
    for (const [from, to] of pairs) this.#world.cut(from, to)
    this.#later(() => {
      for (const [from, to] of pairs) this.#world.heal(from, to)
    })
  }

  #later(action: () => void): void {
    this.#world.agenda.after(this.#takes(), () => {
      if (!this.#over) action()
    })
  }

  /** Mostly short: the cube of an even draw. */
  #takes(): Millis {
    const share = this.#prng.next()
    return 10 + share * share * share * this.#options.longestMs
  }

  #anybody(): NodeId {
    return this.#prng.pick([...this.#world.hosts.keys()])
  }
}
