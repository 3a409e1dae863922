// Objects in a network whose nodes come and go. Each node stays for a time that is drawn anew, an hour on average, and is
// gone for good then; another one comes in its place. Objects are put once, in the beginning, and read all the time. Are
// the nodes that a reader asks those that hold the object? In Kad, 18 % of the replicas were where lookups searched.
import { encodeValue, type Key, type Millis, type NodeId } from '@halley/model'
import { NODE_DEFAULTS } from '@halley/node'
import type { TraceEvent } from '../trace.ts'
import type { Figures } from './figures.ts'
import { type LargeWorld, largeWorld } from './large-world.ts'

export interface ChurnOptions {
  readonly nodes: number
  readonly objects: number
  /** Mean time that a node stays, in minutes. */
  readonly sessionMinutes: number
  /** Hours that the objects are read after they were put. */
  readonly hours: number
  /** Reads a minute, over all. */
  readonly reads: number
  readonly seed: string
}

export const CHURN_DEFAULTS: ChurnOptions = {
  nodes: 200,
  objects: 200,
  sessionMinutes: 60,
  hours: 3,
  reads: 20,
  seed: 'churn'
}

const MINUTE: Millis = 60_000

export function measureChurn(options: ChurnOptions): Figures {
  const { nodes, objects, hours, reads, seed } = options
  const watch = new Watch()
  const large = largeWorld({ seed, reach: 'near', listen: (event) => watch.listen(event) })
  watch.world = large
  const { world, prng } = large
  const pass = (ms: Millis): void => world.agenda.run(world.agenda.now + ms)

  for (let at = 0; at < nodes; at++) {
    large.grow()
    pass(100)
  }
  pass(5 * MINUTE)
  const keys = Array.from({ length: objects }, (_, at) => `object ${at}`)
  for (const key of keys) {
    world.ask(prng.pick(large.live), 'author', { op: 'put', key, value: encodeValue(key) }, watch)
    pass(200)
  }
  pass(MINUTE)
  for (const node of [...large.live]) stay(large, node, options)
  for (let minute = 0; minute < 60 * hours; minute++) {
    for (let read = 0; read < reads; read++) {
      const key = prng.pick(keys)
      world.ask(prng.pick(large.live), 'reader', { op: 'get', key }, watch)
      pass(MINUTE / reads)
    }
  }
  pass(MINUTE)
  return { ...options, ...watch.figures(keys) }
}

/** The node leaves when its time is over, and another one comes. */
function stay(large: LargeWorld, node: NodeId, options: ChurnOptions): void {
  const { world, prng } = large
  const ms = -Math.log(1 - prng.next()) * options.sessionMinutes * MINUTE
  world.agenda.after(ms, () => {
    large.leave(node)
    stay(large, large.grow(), options)
  })
}

/** Watches reads: who is asked, and who of them holds the object at that moment. */
class Watch {
  world: LargeWorld | undefined
  #reads = 0
  #found = 0
  #blank = 0
  #failed = 0
  #broken = 0
  #searched = 0
  #gone = 0
  #widened = 0
  #searchedThatHold = 0
  #holders = 0
  #left = 0
  #messages = 0
  readonly #sent = new Map<string, number>()
  /** By coordinator and key: whom it asked since it was handed the read. */
  readonly #asked = new Map<string, Set<NodeId>>()
  readonly #keys = new Map<number, Key>()

  listen(event: TraceEvent): void {
    if (event.type === 'gone') this.#left++
    else if (event.type === 'asked') {
      if (event.request.op !== 'get') return
      this.#keys.set(event.call, event.request.key)
      this.#asked.delete(`${event.node} ${event.request.key}`)
    } else if (event.type === 'sent') {
      this.#messages++
      const { type } = event.message
      this.#sent.set(type, (this.#sent.get(type) ?? 0) + 1)
      // What a coordinator asked before, for a put or to compare copies, is no part of this read.
      if (event.message.type === 'request') this.#asked.delete(`${event.to} ${event.message.request.key}`)
      if (event.message.type !== 'read') return
      const name = `${event.node} ${event.message.key}`
      this.#asked.set(name, (this.#asked.get(name) ?? new Set([event.node])).add(event.to))
    } else if (event.type === 'answered') {
      const key = this.#keys.get(event.call)
      this.#keys.delete(event.call)
      if (key === undefined) return
      this.#reads++
      if (!event.response.ok) this.#failed++
      else if (event.response.op === 'get') {
        if (event.response.replies.length > 0) this.#found++
        else this.#blank++
        this.#compare(event.response.coordinator, key)
      }
    }
  }

  answered(): void {}

  broken(): void {
    this.#broken++
  }

  #compare(coordinator: NodeId, key: Key): void {
    const { world, live, holds } = this.world as LargeWorld
    const asked = [...(this.#asked.get(`${coordinator} ${key}`) ?? [coordinator])]
    // Beyond the first N it asked in somebody's place, or because those knew nothing.
    const { n } = NODE_DEFAULTS.quorum
    const searched = asked.slice(0, n)
    if (asked.length > n) this.#widened++
    this.#asked.delete(`${coordinator} ${key}`)
    const hasIt = (node: NodeId): boolean => holds(node, key).siblings.length > 0
    const there = searched.filter((node) => world.hosts.get(node)?.isUp)
    const found = there.filter(hasIt)
    this.#gone += searched.length - there.length
    this.#searched += there.length
    this.#searchedThatHold += found.length
    this.#holders += live.filter(hasIt).length
  }

  figures(keys: readonly Key[]): Figures {
    const { live, holds, world } = this.world as LargeWorld
    const there = keys.filter((key) => live.some((node) => holds(node, key).siblings.length > 0))
    const messagesPerNodeAndSecond = this.#messages / live.length / (world.agenda.now / 1_000)
    return {
      nodesThatLeft: this.#left,
      readsAnswered: this.#reads,
      readsWhoseNodeLeft: this.#broken,
      found: this.#found / this.#reads,
      notFound: this.#blank,
      failed: this.#failed,
      searchedInVain: this.#gone / (this.#gone + this.#searched),
      readsThatAskedMore: this.#widened / this.#reads,
      searchedThatHold: this.#searchedThatHold / this.#searched,
      holdersThatWereSearched: this.#searchedThatHold / this.#holders,
      holdersPerObject: this.#holders / this.#reads,
      objectsLost: keys.length - there.length,
      messagesPerNodeAndSecond,
      ...Object.fromEntries(
        [...this.#sent].map(([type, count]) => [`share of ${type}`, count / this.#messages])
      )
    }
  }
}
