// Two ways to look for the nodes nearest to a target. Everybody who is asked answers with the k nearest that it knows, and the two
// meet; all nodes are alive.
//
// `inRounds` is the lookup of the paper, as the simulator has it: the α nearest that were not asked yet are asked, all of them
// answer, and so on until the k nearest known have all been asked.
//
// `onPaths` is the lookup of js-libp2p's kad-dht, which the nodes run: the k nearest contacts are dealt to `paths` paths. Each path
// asks up to α at a time, and follows whom it is told of only if nobody has followed that node before, it is nearer than who told,
// and would be among the k nearest that have answered on this path. Nodes end it as soon as the `relied` nearest of all that they were told
// of have answered, on whatever path: nobody knows of a nearer one then.
import type { Prng } from '../../../packages/model/src/prng.ts'
import type { Positions, Rank } from './space.ts'
import { Shortlist, type Tables } from './tables.ts'

export interface Found {
  /** Nearest first. */
  readonly list: readonly Rank[]
  readonly questions: number
  /** Questions one after the other that led to the nearest: 1 is a contact of who looks. */
  readonly hops: number
  /** The longest chain of questions one after the other: rounds, where the lookup has such. */
  readonly rounds: number
  /** Milliseconds until the nearest had answered, and until the lookup was over. */
  readonly nearestMs: number
  readonly ms: number
}

/** Milliseconds that a question and its answer take. */
export type RoundTrip = (from: Rank, to: Rank) => number

/** What a lookup notes of each node, once for the whole network. */
export class Notes {
  readonly #seen: Int32Array
  readonly #depths: Int32Array
  readonly #answers: Float64Array
  #lookup = 0

  constructor(nodes: number) {
    this.#seen = new Int32Array(nodes)
    this.#depths = new Int32Array(nodes)
    this.#answers = new Float64Array(nodes)
  }

  begin(): void {
    this.#lookup++
  }

  /** @returns false if the node was seen before in this lookup */
  see(node: Rank, depth: number): boolean {
    if (this.#seen[node] === this.#lookup) return false
    this.#seen[node] = this.#lookup
    this.#depths[node] = depth
    this.#answers[node] = 0
    return true
  }

  answered(node: Rank, ms: number): void {
    this.#answers[node] = ms
  }

  answeredAt(node: Rank): number {
    return this.#answers[node] as number
  }

  depth(node: Rank): number {
    return this.#depths[node] as number
  }
}

export function inRounds(
  tables: Tables,
  notes: Notes,
  node: Rank,
  target: number,
  alpha: number,
  roundTrip: RoundTrip
): Found {
  const { k, positions } = tables
  notes.begin()
  notes.see(node, 0)
  const nearest = new Shortlist(target, k, positions)
  const told = new Int32Array(k)
  nearest.add(node)
  for (const peer of told.subarray(0, tables.nearest(node, target, k, told)))
    if (notes.see(peer, 1)) nearest.add(peer)
  const asked = new Set<Rank>([node])
  let [rounds, ms] = [0, 0]
  for (;;) {
    const round = nearest
      .list()
      .filter((peer) => !asked.has(peer))
      .slice(0, alpha)
    if (round.length === 0) break
    let slowest = 0
    const heard: Rank[] = []
    for (const peer of round) {
      asked.add(peer)
      slowest = Math.max(slowest, roundTrip(node, peer))
      tables.meet(node, peer)
      tables.meet(peer, node)
      for (const one of told.subarray(0, tables.nearest(peer, target, k, told)))
        if (notes.see(one, notes.depth(peer) + 1)) heard.push(one)
    }
    for (const one of heard) nearest.add(one)
    rounds++
    ms += slowest
    for (const peer of round) notes.answered(peer, ms)
  }
  const list = nearest.list()
  const [first] = list as [Rank]
  const nearestMs = notes.answeredAt(first)
  return { list, questions: asked.size - 1, hops: notes.depth(first), rounds, nearestMs, ms }
}

interface Path {
  readonly waiting: Rank[]
  readonly answered: Shortlist
  running: number
}

interface Question {
  readonly peer: Rank
  readonly path: Path
  readonly answeredAt: number
}

export interface PathOptions {
  readonly alpha: number
  readonly paths: number
  readonly prng: Prng
  /** Without it the lookup goes on until no path has anybody to ask. */
  readonly relied?: number | undefined
}

export function onPaths(
  tables: Tables,
  notes: Notes,
  node: Rank,
  target: number,
  { alpha, paths: count, prng, relied }: PathOptions,
  roundTrip: RoundTrip
): Found {
  const { k, positions } = tables
  notes.begin()
  notes.see(node, 0)
  const nearest = new Shortlist(target, k, positions)
  const told = new Int32Array(k + 2)
  const paths = Array.from({ length: count }, (): Path => {
    return { waiting: [], answered: new Shortlist(target, k, positions), running: 0 }
  })
  const contacts = [...told.subarray(0, tables.nearest(node, target, k, told))]
  const news = relied === undefined ? undefined : new News(target, relied, positions, contacts)
  for (const [at, peer] of shuffled(contacts, prng).entries()) {
    notes.see(peer, 1)
    wait(paths[at % count] as Path, peer)
  }
  const open: Question[] = []
  let [questions, rounds, now] = [0, 0, 0]
  const ask = (path: Path): void => {
    while (path.running < alpha) {
      const peer = path.waiting.shift()
      if (peer === undefined) return
      if (!path.answered.takes(path.answered.distance(peer))) continue
      questions++
      path.running++
      open.push({ peer, path, answeredAt: now + roundTrip(node, peer) })
    }
  }
  for (const path of paths) ask(path)
  for (let next = earliest(open); next !== undefined; next = earliest(open)) {
    const { peer, path, answeredAt } = next
    now = answeredAt
    path.running--
    path.answered.add(peer)
    nearest.add(peer)
    notes.answered(peer, now)
    tables.meet(node, peer)
    tables.meet(peer, node)
    const depth = notes.depth(peer)
    rounds = Math.max(rounds, depth)
    const distance = path.answered.distance(peer)
    news?.answered(peer)
    // It knows who asks, and leaves that one out.
    for (const one of told.subarray(0, tables.nearest(peer, target, k + 1, told))) {
      if (one === node) continue
      news?.told(one)
      if (path.answered.distance(one) >= distance) continue
      if (!path.answered.takes(path.answered.distance(one)) || !notes.see(one, depth + 1)) continue
      wait(path, one)
    }
    if (news?.isComplete()) break
    ask(path)
  }
  const list = nearest.list()
  const [first] = list
  const [hops, nearestMs] = first === undefined ? [0, 0] : [notes.depth(first), notes.answeredAt(first)]
  return { list, questions, hops, rounds, nearestMs, ms: now }

  /** Nearest first. */
  function wait({ waiting, answered }: Path, peer: Rank): void {
    const distance = answered.distance(peer)
    let at = waiting.length
    while (at > 0 && answered.distance(waiting[at - 1] as Rank) > distance) at--
    waiting.splice(at, 0, peer)
  }
}

/** Whom a lookup was told of, and who of them has answered. */
class News {
  readonly #known = new Set<Rank>()
  readonly #answered = new Set<Rank>()
  readonly #nearest: Shortlist

  constructor(target: number, relied: number, positions: Positions, contacts: readonly Rank[]) {
    this.#nearest = new Shortlist(target, relied, positions)
    for (const contact of contacts) this.told(contact)
  }

  told(node: Rank): void {
    if (this.#known.has(node)) return
    this.#known.add(node)
    this.#nearest.add(node)
  }

  answered(node: Rank): void {
    this.#answered.add(node)
  }

  /** Whether the nearest have all answered. */
  isComplete(): boolean {
    return this.#nearest.list().every((node) => this.#answered.has(node))
  }
}

function earliest(open: Question[]): Question | undefined {
  let first = 0
  for (let at = 1; at < open.length; at++)
    if ((open[at] as Question).answeredAt < (open[first] as Question).answeredAt) first = at
  return open.splice(first, 1)[0]
}

/** The same items, in another order. */
export function shuffled<T>(items: T[], prng: Prng): T[] {
  for (let at = items.length - 1; at > 0; at--) {
    const other = prng.below(at + 1)
    ;[items[at], items[other]] = [items[other] as T, items[at] as T]
  }
  return items
}
