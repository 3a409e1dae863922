// The world: machines, the network between them, the overlay, a stand-in for the sandbox. It carries out what the nodes
// ask for and tells them what happens, exactly as the driver does on a real machine, but in virtual time and from one
// seed. It knows nothing of right and wrong: it writes the trace, and the checkers read it.
import {
  type ClientRequest,
  type ClientResponse,
  createPrng,
  decodeMessage,
  encodeMessage,
  type Key,
  type Message,
  type Millis,
  type NodeId,
  type Prng,
  sha256
} from '@halley/model'
import { type Effect, Node, type NodeOptions } from '@halley/node'
import { Agenda } from './agenda.ts'
import { type Caller, Calls } from './calls.ts'
import { Clock, type ClockOptions } from './clock.ts'
import { Disk, type DiskOptions } from './disk.ts'
import { programOf, run } from './handlers.ts'
import { type Build, Host } from './host.ts'
import { draw, type Latency } from './latency.ts'
import { Links, type LinksOptions } from './links.ts'
import { loaded, written } from './outcomes.ts'
import { Overlay, type OverlayOptions } from './overlay.ts'
import { Presence, type PresenceOptions } from './presence.ts'
import { MALFORMED, Trace } from './trace.ts'

export interface WorldOptions {
  readonly node: NodeOptions
  readonly links: LinksOptions
  readonly disk: DiskOptions
  readonly overlay: OverlayOptions
  readonly presence: PresenceOptions
  /** How long a handler runs. */
  readonly handling: Latency
  /** Messages are encoded and decoded on their way, as on a real network: dearer, and it tests the codec. */
  readonly bytes: boolean
}

export class World {
  readonly agenda = new Agenda()
  readonly trace = new Trace(() => this.agenda.now)
  readonly links: Links
  readonly overlay: Overlay
  readonly presence: Presence
  readonly hosts = new Map<NodeId, Host>()
  readonly #options: WorldOptions
  readonly #prng: Prng
  readonly #build: Build
  readonly #calls = new Calls()

  constructor(seed: string, options: WorldOptions, build: Build = (init) => new Node(init)) {
    this.#options = options
    this.#build = build
    this.#prng = createPrng(`${seed}/world`)
    const { agenda, trace } = this
    this.overlay = new Overlay(options.overlay)
    this.links = new Links(options.links, agenda, trace, this.#prng.fork('links'), (from, to, message) =>
      this.#arrive(from, to, message)
    )
    this.presence = new Presence(
      options.presence,
      this.hosts,
      this.links,
      this.overlay,
      agenda,
      trace,
      this.#prng.fork('presence')
    )
  }

  /** Adds a machine with an empty disk, and starts it. It knows `contacts`. */
  add(id: NodeId, contacts: readonly NodeId[], clock: ClockOptions): void {
    const { agenda, trace } = this
    const { node, disk } = this.#options
    const boots = this.#prng.fork(`boots of ${id}`)
    const host = new Host({
      id,
      actor: sha256(`actor of ${id}`).slice(0, 16),
      // Far apart, and yet short enough to be read in a trace.
      boot: () => 10_000 * boots.below(100_000),
      options: node,
      build: this.#build,
      agenda,
      trace,
      clock: new Clock(clock),
      disk: new Disk(id, disk, agenda, trace, this.#prng.fork(`disk ${id}`)),
      perform: (performer, effect) => this.#perform(performer, effect)
    })
    this.hosts.set(id, host)
    for (const contact of contacts) this.overlay.meet(id, contact)
    this.start(id)
  }

  start(id: NodeId): void {
    const host = this.host(id)
    if (host.isUp || host.gone) return
    host.start()
    this.overlay.join(id, this.agenda.now, (from, to) => this.#roundTrip(from, to))
    this.presence.started(id)
  }

  crash(id: NodeId, forGood = false): void {
    const host = this.host(id)
    if (!host.isUp) return
    host.crash(forGood)
    this.presence.ended(id)
    this.#calls.broken(id)
  }

  cut(from: NodeId, to: NodeId): void {
    this.links.cut(from, to)
    this.presence.cut(from, to)
  }

  heal(from: NodeId, to: NodeId): void {
    this.links.heal(from, to)
    if (!this.links.isCut(to, from)) this.presence.connect(from, to)
  }

  /** A client asks a node. False: nobody is there to take the request. */
  ask(node: NodeId, client: string, request: ClientRequest, caller: Caller): boolean {
    const host = this.hosts.get(node)
    if (host?.isUp !== true) return false
    const id = this.#calls.open(node, caller)
    this.trace.add(node, { type: 'asked', call: id, client, request })
    // The node speaks for its own clients: over the channel to a coordinator it is the caller.
    host.take({ type: 'client.request', id, request, caller: { id: node } })
    return true
  }

  host(id: NodeId): Host {
    const host = this.hosts.get(id)
    if (host === undefined) throw new Error(`there is no node ${id}`)
    return host
  }

  /** Writes down what is there now, for the checkers: every copy, every hint, and what is under way. */
  takeStock(): void {
    for (const { id, disk, load, gone } of this.hosts.values()) {
      if (gone) continue
      for (const key of disk.keys()) this.trace.add(id, { type: 'holds', key, record: disk.copy(key).record })
      for (const [home, keys] of disk.hints()) this.trace.add(id, { type: 'keeps', home, keys: [...keys] })
      if (load !== undefined) this.trace.add(id, { type: 'load', load })
    }
  }

  #perform(host: Host, effect: Effect): void {
    const { life } = host
    switch (effect.type) {
      case 'client.respond':
        return this.#respond(host.id, effect.id, effect.response)
      case 'message.send':
        return this.#send(host.id, effect.to, effect.message)
      case 'placement.find':
        return this.#locate(host, effect.key)
      case 'storage.load':
        return host.disk.load(effect.key, (copy) => host.answer(life, loaded(effect.key, copy)))
      case 'storage.store':
        return host.disk.store(effect.store, (durable) => host.answer(life, written(effect.id, durable)))
      case 'sandbox.invoke': {
        const { turn, invocation } = effect
        const outcome = run(invocation)
        this.agenda.after(draw(this.#options.handling, this.#prng), () => {
          const { key, event, source } = invocation
          const said = outcome.ok ? outcome.decision : outcome.failure.code
          if (life === host.life)
            this.trace.add(host.id, {
              type: 'invoked',
              key,
              event,
              program: programOf(source),
              outcome: said
            })
          host.answer(life, { type: 'sandbox.finished', turn, outcome })
        })
      }
    }
  }

  #respond(node: NodeId, id: number, response: ClientResponse): void {
    this.trace.add(node, { type: 'answered', call: id, response })
    this.#calls.answered(node, id, response)
  }

  #send(from: NodeId, to: NodeId, message: Message): void {
    if (!this.hosts.has(to)) throw new Error(`${from} writes to ${to}, which does not exist`)
    if (!this.#options.bytes) return this.links.send(from, to, message)
    const bytes = encodeMessage(message)
    try {
      this.links.send(from, to, decodeMessage(bytes))
    } catch (error) {
      // What the receiver could not read, it would throw away.
      this.trace.add(to, { type: 'dropped', from, message, why: `${MALFORMED}${(error as Error).message}` })
    }
  }

  #arrive(from: NodeId, to: NodeId, message: Message): void {
    const host = this.host(to)
    if (!host.isUp) {
      this.trace.add(to, { type: 'dropped', from, message, why: 'nobody there' })
      this.presence.undeliverable(from, to)
      return
    }
    this.trace.add(to, { type: 'received', from, message })
    host.take({ type: 'message.received', from, message })
  }

  #locate(host: Host, key: Key): void {
    const { life, id } = host
    const found = this.overlay.lookup(id, key, this.agenda.now, (from, to) => this.#roundTrip(from, to))
    this.agenda.after(found.tookMs, () => {
      if (life !== host.life) return
      this.trace.add(id, { type: 'located', key, list: found.list, tookMs: found.tookMs })
      host.answer(life, { type: 'placement.found', key, list: found.list })
    })
  }

  #roundTrip(from: NodeId, to: NodeId): Millis | undefined {
    const reachable =
      this.hosts.get(to)?.isUp === true && !this.links.isCut(from, to) && !this.links.isCut(to, from)
    return reachable ? this.links.takes(from, to) + this.links.takes(to, from) : undefined
  }
}
