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
  type Membership,
  type Message,
  type Millis,
  type NodeId,
  type Prng,
  sha256
} from '@halley/model'
import { type Effect, type Input, Node, type NodeOptions, type RingStart, standingOf } from '@halley/node'
import { Agenda } from './agenda.ts'
import { type Caller, Calls } from './calls.ts'
import { Clock, type ClockOptions } from './clock.ts'
import { Disk, type DiskOptions } from './disk.ts'
import { type Handlers, handleAtOnce } from './handlers.ts'
import { type Build, Host } from './host.ts'
import type { Latency } from './latency.ts'
import { Links, type LinksOptions } from './links.ts'
import { Neighbours } from './neighbours.ts'
import { loaded, written } from './outcomes.ts'
import { Overlay, type OverlayOptions } from './overlay.ts'
import { Presence, type PresenceOptions } from './presence.ts'
import { Running } from './running.ts'
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

/** What a client says of itself beside its request: who it is, if it is not the node itself, and how long it waits for a later reply. */
export type Said = Partial<Pick<Input & { type: 'client.request' }, 'caller' | 'waitMs'>>

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
  readonly #running: Running
  readonly #calls = new Calls()
  readonly #neighbours: Neighbours

  constructor(
    seed: string,
    options: WorldOptions,
    build: Build = (init) => new Node(init),
    { handle = handleAtOnce, rejecting = () => {} }: Handlers = {}
  ) {
    this.#options = options
    this.#build = build
    const prng = createPrng(`${seed}/world`)
    this.#prng = prng
    const { agenda, trace } = this
    this.#running = new Running({ handle, rejecting, handling: options.handling, agenda, trace, prng })
    this.overlay = new Overlay(options.overlay)
    this.#neighbours = new Neighbours(this.overlay, agenda)
    this.links = new Links(options.links, agenda, trace, prng.fork('links'), (from, to, message) =>
      this.#arrive(from, to, message)
    )
    this.presence = new Presence(
      options.presence,
      this.hosts,
      this.links,
      this.overlay,
      agenda,
      trace,
      prng.fork('presence')
    )
  }

  /** Adds a machine with an empty disk, and starts it. It knows `contacts`. @param behindNat nobody can dial it (nat.ts) */
  add(id: NodeId, contacts: readonly NodeId[], clock: ClockOptions, behindNat = false): void {
    const { agenda, trace } = this
    const { node, disk } = this.#options
    const boots = this.#prng.fork(`boots of ${id}`)
    const host = new Host({
      id,
      actor: sha256(`actor of ${id}`).slice(0, 16),
      // Far apart, and yet short enough to be read in a trace.
      boot: () => 10_000 * boots.below(100_000),
      options: node,
      profile: profileOf(this.#prng.fork(`profile of ${id}`)),
      seeds: contacts,
      build: this.#build,
      agenda,
      trace,
      clock: new Clock(clock),
      disk: new Disk(id, disk, agenda, trace, this.#prng.fork(`disk ${id}`)),
      perform: (performer, effect) => this.#perform(performer, effect)
    })
    this.hosts.set(id, host)
    if (behindNat) this.links.nat.hide(id)
    for (const contact of contacts) this.overlay.meet(id, contact)
    this.start(id)
  }

  start(id: NodeId): void {
    const host = this.host(id)
    if (host.isUp || host.gone || host.left) return
    // As on a real machine: a node that has left, and has nothing more to hand over, does not start.
    const { membership, keys } = host.disk.state
    if (standingOf(membership, id) === 'left' && keys === 0) return host.leave()
    this.links.nat.ended(id)
    host.start()
    this.overlay.join(id, this.agenda.now, (from, to) => this.#roundTrip(from, to))
    this.presence.started(id)
    if (this.#options.node.placement === 'xor') this.#neighbours.watch(host)
  }

  crash(id: NodeId, forGood = false): void {
    const host = this.host(id)
    if (!host.isUp) return
    host.crash(forGood)
    this.links.nat.ended(id)
    this.presence.ended(id)
    this.#calls.broken(id)
  }

  /** An operator has a member leave, at the node that is asked; nothing happens where that one is down. */
  leave(asked: NodeId, member: NodeId): void {
    this.hosts.get(asked)?.take({ type: 'membership.leave', id: 0, member })
  }

  cut(from: NodeId, to: NodeId): void {
    this.links.cut(from, to)
    this.presence.cut(from, to)
  }

  heal(from: NodeId, to: NodeId): void {
    this.links.heal(from, to)
    if (!this.links.isCut(to, from)) this.presence.connect(from, to)
  }

  /** A client asks a node. False: nobody is there to take the request. @param said of itself, such as for how long it waits */
  ask(node: NodeId, client: string, request: ClientRequest, caller: Caller, said: Said = {}): boolean {
    const host = this.hosts.get(node)
    if (host?.isUp !== true) return false
    const id = this.#calls.open(node, caller)
    this.trace.add(node, { type: 'asked', call: id, client, request })
    // The node speaks for its own clients: over the channel to a coordinator it is the caller.
    host.take({ type: 'client.request', id, request, caller: { id: node }, ...said })
    return true
  }

  host(id: NodeId): Host {
    const host = this.hosts.get(id)
    if (host === undefined) throw new Error(`there is no node ${id}`)
    return host
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
        return host.disk.load(effect.key, (found) =>
          host.answer(life, loaded(effect.key, found, host.disk.index.markOf(effect.key)))
        )
      case 'storage.store':
        return host.disk.store(effect.store, (durable) => host.answer(life, written(effect.id, durable)))
      case 'storage.remember':
        host.disk.attendance = effect.attendance
        return
      case 'storage.owe':
        return host.disk.owe(effect.debts)
      case 'storage.list':
        return void this.agenda.after(LISTING_MS, () =>
          host.answer(life, {
            type: 'storage.listed',
            id: effect.id,
            page: host.disk.index.page(effect.listing)
          })
        )
      case 'storage.wakes':
        return void this.agenda.after(LISTING_MS, () => host.answer(life, host.disk.timers.page(effect)))
      case 'sandbox.invoke':
        return this.#running.invoke(host, effect)
      case 'sandbox.resume':
        return this.#running.resume(host, effect)
      case 'sandbox.drop':
        return this.#running.drop(host, effect)
      case 'sandbox.rejected':
        return this.#running.rejected(host, effect)
      case 'membership.store':
        return this.#keepMembership(host, effect.membership)
      case 'membership.gone':
        return this.#retire(host)
      case 'membership.departed':
      case 'peer.addresses':
        return
    }
  }

  #keepMembership(host: Host, membership: Membership): void {
    const { life, id, disk } = host
    this.trace.add(id, { type: 'members', members: membership.members })
    disk.store({ key: 'the membership', hints: [], unhints: [], membership }, (durable) =>
      host.answer(life, { type: durable ? 'membership.stored' : 'membership.unstored' })
    )
  }

  /** Its process ends a moment later, when whoever asked has heard of it. */
  #retire(host: Host): void {
    const { life } = host
    this.agenda.after(RETIRING_MS, () => {
      if (life !== host.life || !host.isUp) return
      host.leave()
      this.presence.ended(host.id)
      this.#calls.broken(host.id)
    })
  }

  #respond(node: NodeId, id: number, response: ClientResponse): void {
    this.trace.add(node, { type: 'answered', call: id, response })
    this.#calls.answered(node, id, response)
  }

  #send(from: NodeId, to: NodeId, message: Message): void {
    if (!this.hosts.has(to)) throw new Error(`${from} writes to ${to}, which does not exist`)
    if (!this.links.nat.passes(from, to)) {
      this.trace.add(to, { type: 'dropped', from, message, why: 'behind NAT' })
      return this.presence.undeliverable(from, to)
    }
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
    return reachable && this.links.nat.passes(from, to)
      ? this.links.takes(from, to) + this.links.takes(to, from)
      : undefined
  }
}

/** How long the index is read for one page. */
const LISTING_MS = 1

/** How long a node stays up that has left the ring. */
const RETIRING_MS = 2_000

/** Weights and zones, drawn for each node by itself. */
function profileOf(prng: Prng): RingStart['profile'] {
  const zones = prng.pick([0, 2, 3])
  const weight = prng.pick([1, 1, 2, 4])
  return { weight, ...(zones === 0 ? {} : { zone: `z${prng.below(zones)}` }), addresses: [] }
}
