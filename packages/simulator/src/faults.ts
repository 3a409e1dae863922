// Carries out the plan's fault steps, and ends them all when the time for faults is over.
import type { Millis, NodeId } from '@halley/model'
import type { Host } from './host.ts'
import { steady } from './latency.ts'
import { type FaultStep, FOUNDING_MS, type Plan } from './plan.ts'
import type { World } from './world.ts'

/** How long after the last fault an operator looks after the dead. */
const OPERATOR_MS = 10_000

export class Faults {
  readonly #plan: Plan
  readonly #world: World
  /** When each of those that sleep wakes. */
  readonly #asleep = new Map<NodeId, Millis>()
  #over = false

  constructor(plan: Plan, world: World) {
    this.#plan = plan
    this.#world = world
  }

  /** When the founders have just been started. */
  begin(): void {
    for (const step of this.#plan.faults) this.#later(FOUNDING_MS + step.atMs, () => this.#strike(step))
  }

  /** Whether nobody sleeps any more, or is going to. */
  get isAwake(): boolean {
    const { now } = this.#world.agenda
    return this.#plan.faults.every(
      (step) => step.do !== 'sleep' || FOUNDING_MS + step.atMs + step.forMs < now
    )
  }

  /** Ends all faults: who is not gone for good is back, every link works, nothing is lost any more. */
  end(): void {
    this.#over = true
    const { links, hosts } = this.#world
    links.options = { ...links.options, latency: steady(links.options.latency), loss: 0, duplication: 0 }
    for (const host of hosts.values()) {
      links.slow(host.id, 1)
      // A disk that does not write any more works again once its node was started anew.
      if (host.disk.isBroken) this.#world.crash(host.id)
      host.disk.heal()
      host.wake()
      this.#world.start(host.id)
    }
    for (const from of hosts.keys())
      for (const to of hosts.keys()) if (from !== to) this.#world.heal(from, to)
    this.#world.agenda.after(OPERATOR_MS, () => this.#removeDead())
  }

  /** With a ring, only an operator's word makes others take the place of who is gone for good. */
  #removeDead(): void {
    if (this.#plan.world.node.placement !== 'ring') return
    for (const { id, gone } of this.#world.hosts.values()) if (gone) this.#remove(id)
  }

  #strike(step: FaultStep): void {
    switch (step.do) {
      case 'join':
        return this.#join(step.node, step.via)
      case 'die':
        return this.#crash(step.node, true)
      case 'leave':
        return this.#world.leave(step.node, step.node)
      case 'remove':
        return this.#remove(step.node)
      case 'crash':
        this.#crash(step.node)
        return this.#later(step.forMs, () => this.#start(step.node))
      case 'stall':
        return this.#at(step.node)?.stall(step.forMs)
      case 'sleep':
        return this.#sleep(step)
      case 'clock':
        return this.#at(step.node)?.stepClock(step.byMs)
      case 'break':
        if (this.#at(step.from) !== undefined && this.#at(step.to) !== undefined)
          this.#world.presence.broke(step.from, step.to)
        return
      case 'cut':
        return this.#cut(step.from, step.to, step.forMs)
      case 'partition':
        return this.#partition(step.from, step.forMs)
      case 'flap':
        return this.#flap(step, this.#world.agenda.now + step.forMs)
      case 'slow-links':
        this.#world.links.slow(step.node, step.factor)
        return this.#later(step.forMs, () => this.#world.links.slow(step.node, 1))
      case 'corrupt':
        return this.#at(step.node)?.disk.corrupt(step.key)
      default:
        return this.#disk(step)
    }
  }

  #disk(step: FaultStep & { do: 'slow-disk' | 'full-disk' | 'broken-disk' }): void {
    const disk = this.#at(step.node)?.disk
    if (disk === undefined) return
    if (step.do === 'slow-disk') {
      disk.slow(step.addMs)
      this.#later(step.forMs, () => disk.slow(0))
    } else if (step.do === 'full-disk') {
      disk.fill(true)
      this.#later(step.forMs, () => disk.fill(false))
    } else if (this.#at(step.node)?.isUp) {
      disk.breakDown()
      this.#later(step.forMs, () => {
        this.#crash(step.node)
        this.#start(step.node)
      })
    }
  }

  #crash(node: NodeId, forGood = false): void {
    if (this.#at(node) !== undefined) this.#world.crash(node, forGood)
  }

  #start(node: NodeId): void {
    const isAsleep = (this.#asleep.get(node) ?? 0) > this.#world.agenda.now
    if (!isAsleep && this.#at(node) !== undefined) this.#world.start(node)
  }

  // Nobody reaches it, and it reaches nobody: whoever tries finds out that it is gone.
  #sleep({ node, forMs, off }: FaultStep & { do: 'sleep' }): void {
    const host = this.#at(node)
    if (host === undefined) return
    this.#asleep.set(node, this.#world.agenda.now + forMs)
    if (off) {
      this.#crash(node)
      this.#later(forMs, () => this.#start(node))
    } else {
      host.stall(forMs)
      this.#partition([node], forMs)
    }
  }

  #join(node: NodeId, via: NodeId): void {
    const at = this.#plan.nodes.indexOf(node)
    const clock = this.#plan.clocks[at]
    if (clock !== undefined && this.#at(node) === undefined) this.#world.add(node, [via], clock)
  }

  #remove(node: NodeId): void {
    // Whoever has never heard of it cannot remove it.
    const knows = ({ disk }: Host): boolean => disk.membership?.members.some(({ id }) => id === node) ?? false
    const operator = [...this.#world.hosts.values()].find(
      (host) => host.isUp && host.id !== node && knows(host)
    )
    if (operator !== undefined) this.#world.leave(operator.id, node)
  }

  #partition(from: readonly NodeId[], forMs: Millis): void {
    const others = [...this.#world.hosts.keys()].filter((node) => !from.includes(node))
    this.#cut(from, others, forMs)
    this.#cut(others, from, forMs)
  }

  #cut(from: readonly NodeId[], to: readonly NodeId[], forMs: Millis): void {
    const { hosts } = this.#world
    const pairs = from
      .flatMap((a) => to.map((b) => [a, b] as const))
      .filter(([a, b]) => a !== b && hosts.has(a) && hosts.has(b))
    for (const [a, b] of pairs) this.#world.cut(a, b)
    this.#later(forMs, () => {
      for (const [a, b] of pairs) this.#world.heal(a, b)
    })
  }

  #flap(step: FaultStep & { do: 'flap' }, until: Millis): void {
    const { from, to, downMs, upMs } = step
    if (this.#world.agenda.now >= until) return
    this.#cut([from], [to], downMs)
    this.#cut([to], [from], downMs)
    this.#later(downMs + upMs, () => this.#flap(step, until))
  }

  #later(ms: Millis, action: () => void): void {
    this.#world.agenda.after(ms, () => {
      if (!this.#over) action()
    })
  }

  #at(node: NodeId): Host | undefined {
    return this.#world.hosts.get(node)
  }
}
