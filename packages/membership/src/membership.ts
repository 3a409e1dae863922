// The ring as one node lives it: it joins, hears of others, keeps what it heard on its disk, and leaves (departure.ts).
//
//   started ──► own record durable ──► gossip ──► members change ──► stored, and the ring is made anew ──► `moved`
//
// What a node says of itself, it says only when its disk holds it: until then it neither asks nor answers.
import {
  Counts,
  type Deadline,
  earliest,
  type Failure,
  type Member,
  type Message,
  type Millis,
  type NodeId,
  type Prng,
  type Membership as Stored,
  sha256
} from '@halley/model'
import { GOSSIP_COUNTS } from './counts.ts'
import { Departure, type DepartureEffect, type DeparturePhase, refusalOf } from './departure.ts'
import { Gossip } from './gossip.ts'
import { Members } from './members.ts'
import type { MembershipOptions } from './options.ts'
import { Ring } from './ring.ts'
import { farewell, ownRecord, type Profile, refutation } from './standing.ts'

export interface MembershipInit {
  readonly self: NodeId
  readonly options: MembershipOptions
  readonly prng: Prng
  readonly isDown: (node: NodeId) => boolean
  readonly emit: (effect: MembershipEffect) => void
}

/** What the world knows at the start. */
export interface RingStart {
  /** What the disk holds from before; absent on an empty one. */
  readonly membership?: Stored
  readonly profile: Profile
  /** Nodes to ask that need not be members. */
  readonly seeds: readonly NodeId[]
  /** Join again after having left. */
  readonly rejoin: boolean
}

export type MembershipEffect =
  | { readonly type: 'send'; readonly to: NodeId; readonly message: Message }
  /** Answered by `stored` or `unstored`. */
  | { readonly type: 'store'; readonly membership: Stored }
  /** Where a member can be reached. */
  | { readonly type: 'addresses'; readonly peer: NodeId; readonly addresses: readonly string[] }
  /** The ring is another one: preference lists and ranges have changed. */
  | { readonly type: 'moved' }
  /** This node is out of the ring: whatever it holds must go to its homes. Said again until answered by `vacated`. */
  | { readonly type: 'vacate' }
  /** The answer to `leave`: exactly one. */
  | { readonly type: 'departed'; readonly id: number; readonly failure?: Failure }
  /** This node has left, and holds nothing any more. */
  | { readonly type: 'gone' }

/** The pause after a disk refused, in milliseconds. */
const STORE_AGAIN_MS = 1_000

export class Membership {
  readonly ring: Ring
  readonly counts = new Counts(GOSSIP_COUNTS)
  readonly #init: MembershipInit
  readonly #members = new Members()
  readonly #gossip: Gossip
  readonly #departure: Departure
  /** What this node says of itself. */
  #own: Member | undefined
  #storing = false
  #dirty = false
  #storeAt: Millis | undefined
  /** A member knows that this node has left. */
  #told = false
  /** The disk does not hold the own record yet. */
  #unproven = true
  /** Who asked for a removal that is not durable yet. */
  readonly #removals: number[] = []
  #now: Millis = 0

  constructor(init: MembershipInit) {
    const { self, options, prng, isDown, emit } = init
    this.#init = init
    this.ring = new Ring(self, options.partitions)
    this.#departure = new Departure((effect) => this.#onDeparture(effect))
    this.#gossip = new Gossip({
      self,
      options,
      partitions: options.partitions,
      prng,
      members: this.#members,
      counts: this.counts,
      isDown,
      send: (to, message) => emit({ type: 'send', to, message }),
      learn: (members) => this.#learn(members),
      agreed: (node) => {
        if (this.#members.get(node)?.status === 'joined') this.#agreed()
      }
    })
  }

  /** The first thing that happens. */
  start({ membership, profile, seeds, rejoin }: RingStart, now: Millis): void {
    this.#now = now
    for (const member of membership?.members ?? []) this.#members.merge(member)
    const known = this.#members.get(this.#init.self)
    const own = ownRecord(this.#init.self, known, profile, rejoin)
    this.#own = own
    this.#unproven = own !== known
    this.#gossip.begin(seeds, now)
    if (own !== known) this.#say(own)
    if (own.status === 'left') this.#departure.begin('telling')
    for (const member of this.#members.joined()) this.#announce(member)
    this.#remake()
  }

  receive(from: NodeId, message: Message, now: Millis): void {
    this.#now = now
    if (!this.#unproven) this.#gossip.receive(from, message)
  }

  connected(peer: NodeId, now: Millis): void {
    this.#gossip.connected(peer, now)
  }

  lost(peer: NodeId): void {
    this.#gossip.lost(peer)
  }

  /** The disk holds what `store` gave it. */
  stored(now: Millis): void {
    this.#now = now
    this.#storing = false
    if (this.#dirty) return this.#store()
    if (this.#unproven) this.#gossip.hurry(now)
    this.#unproven = false
    for (const id of this.#removals.splice(0)) this.#init.emit({ type: 'departed', id })
    this.#departure.stored()
    if (this.#told) this.#departure.told(now)
  }

  /** The disk refused: tried again a little later. */
  unstored(now: Millis): void {
    this.counts.add('membershipsRefused')
    this.#storing = false
    this.#dirty = true
    this.#storeAt = now + STORE_AGAIN_MS
  }

  /** An operator's act: this node leaves for good, or a member that is gone for good is removed by this one. */
  leave(id: number, member: NodeId, now: Millis): void {
    this.#now = now
    const known = this.#members.get(member)
    const own = member === this.#init.self
    if (own && this.#departure.phase !== undefined) return this.#departure.ask(id)
    const failure = refusalOf(member, known, this.#members.joined())
    if (failure !== undefined) return this.#init.emit({ type: 'departed', id, failure })
    if (own) this.#leaveMyself(id)
    else this.#removals.push(id)
    this.#say(farewell(known as Member))
    this.#remake()
  }

  /** So many copies are still here, or may yet come to be, and not everywhere they belong: the answer to `vacate`. */
  vacated(left: number): void {
    this.#departure.vacated(left)
  }

  deadline(): Deadline | undefined {
    if (this.#storeAt !== undefined) return { at: this.#storeAt, reason: 'store the membership again' }
    if (this.#unproven) return undefined
    return earliest(this.#gossip.deadline(), this.#departure.deadline())
  }

  tick(now: Millis): void {
    this.#now = now
    if (this.#storeAt !== undefined && now >= this.#storeAt) {
      this.#storeAt = undefined
      this.#store()
    }
    if (!this.#unproven) this.#gossip.tick(now)
    this.#departure.tick(now)
  }

  /** All members ever heard of, those that left among them. */
  get members(): readonly Member[] {
    return this.#members.all()
  }

  /** 64 hex digits, equal at two nodes that know the same. */
  get digest(): string {
    return sha256(this.#members.digest())
  }

  /** Rounds of gossip since the start. */
  get rounds(): number {
    return this.#gossip.rounds
  }

  /** Where this node's departure is, if it is leaving. */
  get leaving(): DeparturePhase | undefined {
    return this.#departure.phase
  }

  /** What is still to be moved, while this node leaves. */
  get left(): number | undefined {
    return this.#departure.left
  }

  /** A member knows what this node says of itself. */
  #agreed(): void {
    if (this.#departure.phase !== 'telling' || this.#told) return
    this.#told = true
    this.#save()
  }

  #leaveMyself(id: number): void {
    this.#unproven = true
    this.#departure.begin('storing')
    this.#departure.ask(id)
  }

  #learn(members: readonly Member[]): void {
    let news = false
    for (const member of members) {
      if (!this.#members.merge(member)) continue
      news = true
      if (member.id === this.#init.self) this.#hearOfMyself(member)
      else this.#announce(member)
    }
    if (!news) return
    this.counts.add('gossipNews')
    this.#save()
    this.#remake()
  }

  // It has taken the place of the own record; where that was not for it to say, the own word takes it back.
  #hearOfMyself(said: Member): void {
    this.#unproven = true
    const answer = this.#own === undefined ? undefined : refutation(this.#own, said)
    this.#own = answer ?? said
    if (answer === undefined) this.#departure.begin('storing')
    else this.#members.merge(answer)
  }

  /** A record that this node makes: of itself, or of one that it removes. */
  #say(member: Member): void {
    if (member.id === this.#init.self) this.#own = member
    this.#members.merge(member)
    this.#save()
  }

  #announce({ id, status, addresses }: Member): void {
    if (status === 'joined' && addresses.length > 0 && id !== this.#init.self)
      this.#init.emit({ type: 'addresses', peer: id, addresses })
  }

  #remake(): void {
    if (this.ring.make(this.#members.joined())) this.#init.emit({ type: 'moved' })
    this.#gossip.hurry(this.#now)
  }

  #onDeparture(effect: DepartureEffect): void {
    if (effect.type === 'tell') this.#gossip.hurry(this.#now)
    else this.#init.emit(effect)
  }

  #save(): void {
    this.#dirty = true
    if (!this.#storing && this.#storeAt === undefined) this.#store()
  }

  #store(): void {
    this.#dirty = false
    this.#storing = true
    const { partitions } = this.#init.options
    const told = this.#told ? { told: true as const } : {}
    this.#init.emit({ type: 'store', membership: { partitions, members: this.#members.all(), ...told } })
  }
}
