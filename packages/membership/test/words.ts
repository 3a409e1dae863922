// Members in a few words, and nodes that gossip in memory: real cores, exact delivery, no clock but an argument.
import { createPrng, type Member, type Message, type NodeId, type Membership as Stored } from '@halley/model'
import { Membership, type MembershipEffect, type RingStart } from '../src/membership.ts'
import { MEMBERSHIP_DEFAULTS, type MembershipOptions } from '../src/options.ts'

/** `A3` joined with stamp 3, `A3†` left with it. */
export function member(words: string, more: Partial<Member> = {}): Member {
  const [, id = '', stamp = '1', left = ''] = /^(\D+?)(\d+)(†?)$/.exec(words) ?? []
  return {
    id,
    status: left === '' ? 'joined' : 'left',
    stamp: Number(stamp),
    weight: 1,
    addresses: [],
    ...more
  }
}

interface Station {
  core: Membership
  disk: Stored | undefined
  up: boolean
  /** Effects for the world, in words. */
  readonly said: string[]
}

/** Nodes joined by a network that delivers at once, each with a disk that stores at once. */
export class Town {
  now = 0
  /** Messages delivered. */
  readonly traffic: { readonly from: NodeId; readonly to: NodeId; readonly message: Message }[] = []
  readonly #options: MembershipOptions
  readonly #stations = new Map<NodeId, Station>()
  readonly #mail: { readonly from: NodeId; readonly to: NodeId; readonly message: Message }[] = []
  readonly #parted = new Set<string>()
  /** Disks refuse from now on. */
  diskIsFull = false
  #starts = 0

  constructor(options: Partial<MembershipOptions> = {}) {
    this.#options = { ...MEMBERSHIP_DEFAULTS, partitions: 64, ...options }
  }

  /** Starts a node on what its disk holds. */
  start(id: NodeId, start: Partial<RingStart> = {}): Membership {
    const disk = this.#stations.get(id)?.disk
    const core = new Membership({
      self: id,
      options: this.#options,
      prng: createPrng(`${id} ${++this.#starts}`),
      isDown: (other) => this.#stations.get(other)?.up !== true,
      emit: (effect) => this.#carryOut(id, effect)
    })
    const station = { core, disk, up: true, said: [] }
    this.#stations.set(id, station)
    const profile = { weight: 1, addresses: [`/at/${id}`] }
    core.start(
      { profile, seeds: [], rejoin: false, ...(disk === undefined ? {} : { membership: disk }), ...start },
      this.now
    )
    this.#deliver()
    return core
  }

  crash(id: NodeId): void {
    this.#station(id).up = false
  }

  /** No message passes between the groups. */
  part(...groups: readonly (readonly NodeId[])[]): void {
    this.#parted.clear()
    for (const group of groups)
      for (const a of group)
        for (const b of this.#stations.keys())
          if (!group.includes(b)) this.#parted.add(`${a} ${b}`).add(`${b} ${a}`)
  }

  /** Lets time pass, deadline by deadline. */
  pass(ms: number): void {
    const end = this.now + ms
    for (;;) {
      const next = Math.min(
        ...this.#live().map(({ core }) => core.deadline()?.at ?? Number.POSITIVE_INFINITY)
      )
      if (next > end) break
      this.now = Math.max(this.now, next)
      for (const { core } of this.#live()) core.tick(this.now)
      this.#deliver()
    }
    this.now = end
  }

  leave(id: NodeId, member: NodeId = id): void {
    this.core(id).leave(1, member, this.now)
    this.#deliver()
  }

  vacated(id: NodeId): void {
    this.core(id).vacated(0)
    this.#deliver()
  }

  core(id: NodeId): Membership {
    return this.#station(id).core
  }

  disk(id: NodeId): Stored | undefined {
    return this.#station(id).disk
  }

  /** What the node asked of the world since it was last looked at, apart from messages and stores. */
  said(id: NodeId): string[] {
    return this.#station(id).said.splice(0)
  }

  /** Whether all live nodes know the same. */
  get agrees(): boolean {
    return new Set(this.#live().map(({ core }) => core.digest)).size <= 1
  }

  #carryOut(id: NodeId, effect: MembershipEffect): void {
    const station = this.#stations.get(id)
    switch (effect.type) {
      case 'send':
        this.#mail.push({ from: id, to: effect.to, message: effect.message })
        return
      case 'store':
        this.#stores.push({ id, membership: effect.membership })
        return
      case 'addresses':
        station?.said.push(`${effect.peer} is at ${effect.addresses.join(' ')}`)
        return
      case 'departed':
        station?.said.push(`departed ${effect.id} ${effect.failure?.code ?? 'ok'}`)
        return
      default:
        station?.said.push(effect.type)
    }
  }

  readonly #stores: { readonly id: NodeId; readonly membership: Stored }[] = []

  #deliver(): void {
    for (;;) {
      const store = this.#stores.shift()
      if (store !== undefined) {
        const station = this.#station(store.id)
        if (this.diskIsFull) station.core.unstored(this.now)
        else {
          station.disk = store.membership
          station.core.stored(this.now)
        }
        continue
      }
      const letter = this.#mail.shift()
      if (letter === undefined) return
      const { from, to, message } = letter
      const station = this.#stations.get(to)
      if (station?.up !== true || this.#parted.has(`${from} ${to}`)) continue
      this.traffic.push(letter)
      station.core.receive(from, message, this.now)
    }
  }

  #live(): Station[] {
    return [...this.#stations.values()].filter(({ up }) => up)
  }

  #station(id: NodeId): Station {
    const station = this.#stations.get(id)
    if (station === undefined) throw new Error(`there is no node ${id}`)
    return station
  }
}
