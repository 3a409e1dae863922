// A few replication cores in one process, all of them homes of every key unless a test says otherwise: disks in memory,
// messages that take a millisecond and arrive in order, and time that passes from one deadline to the next. Messages are counted, with
// their encoded bytes if asked for.
//
//   const homes = new Homes('AB')
//   homes.hold('A', 'k', record('{a1} a1=x'))      A's disk has it from before the start
//   homes.start()
//   homes.pass(60_000)
//   homes.held('B', 'k')                            → the same record
import {
  type Actor,
  compareBits64,
  digestOf,
  EMPTY_RECORD,
  encodeMessage,
  holdingsOf,
  type IndexEntry,
  inRegion,
  isApart,
  isNothing,
  type Key,
  type Message,
  type NodeId,
  type ObjectRecord,
  ownQuorum,
  positionOf,
  type Range,
  type Ranges,
  regionStart,
  spentSince
} from '@halley/model'
import type { Copy, Store } from '../src/copy.ts'
import type { ReplicationEffect } from '../src/effects.ts'
import type { Attendance } from '../src/exchange/absence.ts'
import type { Listing, Page } from '../src/exchange/listings.ts'
import { REPLICATION_DEFAULTS, type ReplicationOptions } from '../src/options.ts'
import { Replication } from '../src/replication.ts'

/** Bytes and messages by type. */
export interface Traffic {
  readonly messages: number
  readonly bytes: number
}

interface Home {
  readonly disk: Disk
  core: Replication
  isUp: boolean
}

export interface HomesOptions extends Partial<ReplicationOptions> {
  /** Encode each message, to count its bytes. */
  readonly bytes?: boolean
}

export class Homes {
  now = 1_000_000
  /** The preference list of every key. */
  list: readonly NodeId[]
  readonly traffic = new Map<Message['type'], { messages: number; bytes: number }>()
  /** What repairs were answered. */
  readonly repaired: { readonly id: number; readonly report: object }[] = []
  readonly #options: ReplicationOptions
  readonly #counted: boolean
  readonly #homes = new Map<NodeId, Home>()
  #queue: (() => void)[] = []
  /** What is under way, in order. */
  #wire: { readonly at: number; readonly deliver: () => void }[] = []
  #boots = 0

  constructor(names: string, { bytes = false, ...options }: HomesOptions = {}) {
    this.#counted = bytes
    this.#options = { ...REPLICATION_DEFAULTS, ...options }
    this.list = [...names]
    for (const name of names) {
      const disk = new Disk(this.#options.quorum.n)
      this.#homes.set(name, { disk, core: this.#boot(name, disk), isUp: true })
    }
  }

  /** Puts a copy on a disk, past the core. */
  hold(name: NodeId, key: Key, record: ObjectRecord): void {
    this.disk(name).put(key, record)
  }

  /** All cores read their index, and learn their ranges: everything, unless `ranges` says otherwise. */
  start(ranges?: (name: NodeId) => Ranges): void {
    for (const name of this.#homes.keys()) this.#begin(name, ranges)
    this.settle()
  }

  core(name: NodeId): Replication {
    return (this.#homes.get(name) as Home).core
  }

  disk(name: NodeId): Disk {
    return (this.#homes.get(name) as Home).disk
  }

  held(name: NodeId, key: Key): ObjectRecord {
    return this.disk(name).copy(key).record
  }

  /** From now on nothing reaches it, and it does nothing. */
  kill(name: NodeId): void {
    ;(this.#homes.get(name) as Home).isUp = false
    for (const other of this.#up()) this.core(other).down(name, this.now)
    this.settle()
  }

  /** It starts anew on its disk. */
  restart(name: NodeId): void {
    const home = this.#homes.get(name) as Home
    home.isUp = true
    home.core = this.#boot(name, home.disk)
    this.#begin(name)
    for (const other of this.#up()) if (other !== name) this.core(other).up(name, this.now)
    this.settle()
  }

  /** Lets time pass, deadline by deadline; or until `done`. */
  pass(ms: number, done: () => boolean = () => false): void {
    const end = this.now + ms
    this.settle()
    while (this.now < end && !done()) {
      const next = Math.min(
        end,
        this.#wire[0]?.at ?? end,
        ...this.#up().map((name) => this.core(name).deadline()?.at ?? Number.POSITIVE_INFINITY)
      )
      this.now = Math.max(this.now, next)
      this.#deliver()
      for (const name of this.#up()) {
        const at = this.core(name).deadline()?.at
        if (at !== undefined && at <= this.now) this.core(name).tick(this.now)
      }
      this.settle()
    }
  }

  /** Hands over what arrives by now. */
  #deliver(): void {
    const arrived = this.#wire.findIndex(({ at }) => at > this.now)
    for (const { deliver } of this.#wire.splice(0, arrived === -1 ? this.#wire.length : arrived)) deliver()
    this.settle()
  }

  settle(): void {
    for (let at = 0; at < this.#queue.length; at++) (this.#queue[at] as () => void)()
    this.#queue = []
  }

  /** What went over the wires so far. */
  get total(): Traffic {
    let [messages, bytes] = [0, 0]
    for (const one of this.traffic.values()) {
      messages += one.messages
      bytes += one.bytes
    }
    return { messages, bytes }
  }

  /** A message that no core made. */
  forge(from: NodeId, to: NodeId, message: Message): void {
    this.core(to).receive(from, message, this.now)
    this.settle()
  }

  /** Changes what a node answers: nothing keeps the message back. */
  bend: (from: NodeId, message: Message) => Message | undefined = (_, message) => message

  /** What is meant for the objects above, which are not there. */
  heard: (core: Replication, name: NodeId, effect: ReplicationEffect) => void = () => {}

  #boot(name: NodeId, disk: Disk): Replication {
    return new Replication({
      self: name,
      actor: actorNamed(name),
      epoch: disk.epoch,
      attendance: disk.attendance,
      boot: 1_000_000 * ++this.#boots,
      options: this.#options,
      emit: (effect) => this.#carryOut(name, effect)
    })
  }

  #begin(name: NodeId, ranges?: (name: NodeId) => Ranges): void {
    const core = this.core(name)
    const background = core.background(this.now)
    background.ranged(ranges?.(name) ?? everything(this.list), this.now)
    background.take({ type: 'storage.indexed', entries: this.disk(name).entries(), last: true })
  }

  #up(): NodeId[] {
    return [...this.#homes].filter(([, { isUp }]) => isUp).map(([name]) => name)
  }

  #carryOut(name: NodeId, effect: ReplicationEffect): void {
    const life = this.#homes.get(name)?.core
    const later = (act: (core: Replication) => void): void => {
      this.#queue.push(() => {
        const home = this.#homes.get(name) as Home
        if (home.isUp && (life === undefined || home.core === life)) act(home.core)
      })
    }
    const { disk } = this.#homes.get(name) ?? { disk: new Disk(0) }
    switch (effect.type) {
      case 'load':
        return later((core) => core.loaded(effect.key, disk.copy(effect.key), this.now))
      case 'store':
        return later((core) => {
          disk.store(effect.store)
          core.written(effect.id, this.now)
        })
      case 'list':
        return later((core) => {
          const page = disk.page(effect.listing)
          core.background(this.now).take({ type: 'storage.listed', id: effect.id, page })
        })
      case 'repaired':
        this.repaired.push({ id: effect.id, report: effect.report })
        return
      case 'remember':
        disk.attendance = effect.attendance
        return
      case 'locate':
        return later((core) => core.located(effect.key, this.list, this.now))
      case 'send':
        return this.#send(name, effect.to, effect.message)
      case 'silent':
        return later((core) => core.down(effect.peer, this.now))
      case 'met':
        return this.core(name).background(this.now).met(effect.key)
      default:
        return later((core) => this.heard(core, name, effect))
    }
  }

  #send(from: NodeId, to: NodeId, message: Message): void {
    const bent = this.bend(from, message)
    if (bent === undefined) return
    const count = this.traffic.get(bent.type) ?? { messages: 0, bytes: 0 }
    count.messages++
    if (this.#counted) count.bytes += encodeMessage(bent).length
    this.traffic.set(bent.type, count)
    const deliver = (): void => {
      const home = this.#homes.get(to)
      if (home?.isUp === true) home.core.receive(from, bent, this.now)
      else if (this.#homes.get(from)?.isUp === true) this.core(from).lost(to, this.now)
    }
    this.#wire.push({ at: this.now + 1, deliver })
  }
}

/** The whole space as one range. */
export function everything(homes: readonly NodeId[]): Ranges {
  const range: Range = { prefix: 0, bits: 0, homes: [...homes].sort() }
  return { complete: true, of: () => [range] }
}

/** A disk in memory, with its index. */
export class Disk {
  epoch = 0
  attendance: Attendance | undefined
  readonly #n: number
  readonly #copies = new Map<Key, Copy>()
  readonly #entries = new Map<string, IndexEntry>()
  #sorted: IndexEntry[] | undefined

  constructor(n: number) {
    this.#n = n
  }

  put(key: Key, record: ObjectRecord): void {
    if (isNothing(record)) return
    const n = ownQuorum(record)?.n ?? this.#n
    const index = {
      n,
      digest: digestOf(key, record),
      epoch: 0,
      spentAt:
        spentSince(record) === undefined ? 0 : Math.max(1, Math.ceil((spentSince(record) as number) / 1_000)),
      ...(isApart(record, 0) ? { apart: true as const } : {}),
      held: holdingsOf(record, null)
    }
    this.store({ key, record, hints: [], unhints: [], index })
  }

  copy(key: Key): Copy {
    return this.#copies.get(key) ?? { record: EMPTY_RECORD, local: null }
  }

  keys(): Key[] {
    return [...this.#copies.keys()]
  }

  store({ key, record, local, index, unindex, forgotten, epoch }: Store): void {
    const before = this.copy(key)
    const mark = index === undefined ? before.mark : { n: index.n, epoch: index.epoch }
    if (forgotten) this.#copies.delete(key)
    else
      this.#copies.set(key, {
        record: record ?? before.record,
        local: local === undefined ? before.local : local,
        ...(mark === undefined ? {} : { mark })
      })
    if (unindex !== undefined && this.#entries.delete(`${unindex} ${key}`)) this.#sorted = undefined
    if (index !== undefined) {
      this.#entries.set(`${index.n} ${key}`, { ...index, key, position: positionOf(key) })
      this.#sorted = undefined
    }
    this.epoch = Math.max(this.epoch, epoch ?? 0)
  }

  entries(): readonly IndexEntry[] {
    this.#sorted ??= [...this.#entries.values()].sort(
      (a, b) => a.n - b.n || compareBits64(a.position, b.position)
    )
    return this.#sorted
  }

  page({ n, regions, after, most, spentBy }: Listing): Page {
    const entries = this.entries()
    const keys: IndexEntry[] = []
    for (const region of regions) {
      const start = { n, position: { high: regionStart(region), low: 0 } }
      const behind = after === undefined ? undefined : { n, position: positionOf(after) }
      for (let at = firstAt(entries, start, behind); at < entries.length; at++) {
        const entry = entries[at] as IndexEntry
        if (entry.n !== n || !inRegion(region, entry.position)) break
        if (spentBy === undefined || (entry.spentAt > 0 && entry.spentAt <= spentBy)) keys.push(entry)
        if (keys.length >= most) return { keys, more: entry.key }
      }
    }
    return { keys }
  }
}

type Place = Pick<IndexEntry, 'n' | 'position'>

/** The first entry that is not before `start`, and lies behind `behind`. */
function firstAt(entries: readonly IndexEntry[], start: Place, behind: Place | undefined): number {
  let [low, high] = [0, entries.length]
  while (low < high) {
    const middle = (low + high) >>> 1
    const entry = entries[middle] as IndexEntry
    const isBefore = compare(entry, start) < 0 || (behind !== undefined && compare(entry, behind) <= 0)
    if (isBefore) low = middle + 1
    else high = middle
  }
  return low
}

function compare(a: Place, b: Place): number {
  return a.n - b.n || compareBits64(a.position, b.position)
}

/** Sixteen hex digits of a name: for A to F, its letter. */
function actorNamed(name: NodeId): Actor {
  return name.toLowerCase().slice(0, 1).repeat(16)
}
