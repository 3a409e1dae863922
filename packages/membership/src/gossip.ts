// Gossip (Dynamo, section 4.8.1): once a second with one random member, compare what both know, and even it out.
//
//   A ── gossip: 64 hashes ──────────────────► B
//   A ◄─ gossiped: B's 64 hashes, and B's members of the groups that differ ── B     (mostly: none)
//   A ── members: A's members of the groups that still differ ────────────────► B     (mostly: not sent)
//
// Knowledge spreads as a rumour does: with n members, everybody knows in O(log n) rounds. Whom a round asks is drawn: mostly a
// member that is up; sometimes one that is down, in case it is back; sometimes an outsider: a seed, or a node connected to
// this one, that is not known to have joined. Outsiders are how two rings that grew apart learn of each other (section 4.8.2).
import {
  type Deadline,
  GOSSIP_MEMBERS,
  type Member,
  type Message,
  type Millis,
  type NodeId,
  type Prng
} from '@halley/model'
import type { GossipCounts } from './counts.ts'
import type { Members } from './members.ts'

export interface GossipOptions {
  /** Milliseconds between two rounds, give or take a quarter. */
  readonly gossipEveryMs: number
  /** Of 100 rounds, how many ask an outsider while members are up: at the most, if there are outsiders at all. */
  readonly gossipOutsidePercent: number
  /** Of 100 rounds, how many ask a member that is down: at the most, if there are such. */
  readonly gossipDownPercent: number
}

export const GOSSIP_DEFAULTS: GossipOptions = {
  gossipEveryMs: 1_000,
  gossipOutsidePercent: 10,
  gossipDownPercent: 10
}

export interface GossipInit {
  readonly self: NodeId
  readonly options: GossipOptions
  /** The ring's constant: who has another one is in another ring. */
  readonly partitions: number
  readonly prng: Prng
  readonly members: Members
  readonly counts: GossipCounts
  readonly isDown: (node: NodeId) => boolean
  readonly send: (to: NodeId, message: Message) => void
  /** What others know. */
  readonly learn: (members: readonly Member[]) => void
  /** A node that knows exactly what this one knows of itself. */
  readonly agreed: (node: NodeId) => void
}

const TYPES: ReadonlySet<string> = new Set<Message['type']>(['gossip', 'gossiped', 'members'])

/** Whether it is what members of a ring say to each other. */
export function isGossip({ type }: Message): boolean {
  return TYPES.has(type)
}

/** Outsiders that are connected and remembered as such at the most. */
const STRANGERS = 64

export class Gossip {
  readonly #init: GossipInit
  #seeds: readonly NodeId[] = []
  readonly #strangers = new Set<NodeId>()
  #dueAt: Millis | undefined
  #rounds = 0
  /** The question under way. */
  #asked: { readonly to: NodeId; readonly id: number } | undefined

  constructor(init: GossipInit) {
    this.#init = init
  }

  /** Begins, with a round at once. */
  begin(seeds: readonly NodeId[], now: Millis): void {
    this.#seeds = seeds.filter((seed) => seed !== this.#init.self)
    this.#dueAt = now
  }

  /** Something has changed here that others should hear of soon. */
  hurry(now: Millis): void {
    if (this.#dueAt !== undefined) this.#dueAt = now
  }

  /** The channel to a node stands. Who knows nobody yet asks it at once. */
  connected(peer: NodeId, now: Millis): void {
    if (this.#strangers.size < STRANGERS) this.#strangers.add(peer)
    if (this.#init.members.joined().length < 2) this.hurry(now)
  }

  lost(peer: NodeId): void {
    this.#strangers.delete(peer)
  }

  receive(from: NodeId, message: Message): void {
    this.#init.counts.add('gossipReceived')
    if (message.type === 'gossip') this.#answer(from, message)
    else if (message.type === 'gossiped') this.#answered(from, message)
    else if (message.type === 'members' && this.#isOurs(message)) this.#init.learn(message.members)
  }

  deadline(): Deadline | undefined {
    return this.#dueAt === undefined ? undefined : { at: this.#dueAt, reason: 'gossip' }
  }

  tick(now: Millis): void {
    if (this.#dueAt === undefined || now < this.#dueAt) return
    const { options, prng } = this.#init
    this.#dueAt = now + Math.ceil(options.gossipEveryMs * (0.75 + prng.next() / 2))
    const partner = this.#partner()
    if (partner !== undefined) this.#ask(partner)
  }

  /** Rounds begun. */
  get rounds(): number {
    return this.#rounds
  }

  #ask(to: NodeId): void {
    const { partitions, members } = this.#init
    this.#asked = { to, id: ++this.#rounds }
    this.#send(to, { type: 'gossip', id: this.#rounds, partitions, digest: members.digest() })
  }

  #answer(from: NodeId, message: Message & { type: 'gossip' }): void {
    if (!this.#isOurs(message)) return
    const { partitions, members } = this.#init
    this.#send(from, {
      type: 'gossiped',
      id: message.id,
      partitions,
      digest: members.digest(),
      members: this.#lacking(message.digest)
    })
  }

  #answered(from: NodeId, message: Message & { type: 'gossiped' }): void {
    if (this.#asked?.to !== from || this.#asked.id !== message.id || !this.#isOurs(message)) return
    this.#asked = undefined
    const { self, partitions, members, learn, agreed } = this.#init
    learn(message.members)
    if (members.agreesOn(self, message.digest)) agreed(from)
    const lacking = this.#lacking(message.digest)
    if (lacking.length > 0)
      this.#send(from, { type: 'members', id: message.id, partitions, members: lacking })
  }

  // What does not fit into one message has its turn in a later round: it begins anywhere.
  #lacking(digest: Uint8Array): Member[] {
    const differing = this.#init.members.differing(digest)
    if (differing.length <= GOSSIP_MEMBERS) return differing
    const begin = this.#init.prng.below(differing.length)
    return [...differing.slice(begin), ...differing.slice(0, begin)].slice(0, GOSSIP_MEMBERS)
  }

  #isOurs({ partitions }: { readonly partitions: number }): boolean {
    if (partitions === this.#init.partitions) return true
    this.#init.counts.add('gossipForeign')
    return false
  }

  #send(to: NodeId, message: Message): void {
    this.#init.counts.add('gossipSent')
    this.#init.send(to, message)
  }

  #partner(): NodeId | undefined {
    const { self, members, isDown, prng, options } = this.#init
    const others = members.joined().flatMap(({ id }) => (id === self ? [] : [id]))
    const up = others.filter((id) => !isDown(id))
    const down = others.filter(isDown)
    const outside = this.#outsiders()
    // One draw each, whatever there is, so that the stream does not depend on who happens to be down.
    const [goOut, goDown] = [
      prng.chance(options.gossipOutsidePercent / 100),
      prng.chance(options.gossipDownPercent / 100)
    ]
    for (const candidates of [goOut ? outside : [], goDown ? down : [], up, outside, down])
      if (candidates.length > 0) return prng.pick(candidates)
    return undefined
  }

  #outsiders(): NodeId[] {
    const { members } = this.#init
    const candidates = new Set([...this.#seeds, ...this.#strangers])
    return [...candidates].filter((id) => members.get(id)?.status !== 'joined')
  }
}
