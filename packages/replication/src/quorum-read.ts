// The coordinator's read (Dynamo, section 4.5): ask the first N live nodes of the preference list, answer at R, and
// repair whoever turned out to be behind.
//
//   reading ──► R answered ──► settling ──► all answered, or given up ──► settled: repair the stale
//      │
//      └──► nobody left to ask ──► failed
//
// A narrow read asks R of the N homes. The others are spare: asked when one of the first is late or silent, and when the
// answers differ or know nothing. Dynamo asks all N; here most reads find R equal answers, and the third would only cost.
//
// An answer that nothing is there is checked with as many nodes again, and takes R homes: fallbacks may know nothing of an object
// that exists. Only a put goes on without them; it is written beside whatever there is.
//
// Which (N, R) holds is the object's own choice, and a reader learns it only from what it reads: the plan starts with
// the defaults and follows what the records say.
import {
  EMPTY_RECORD,
  mergeToFit,
  type NodeId,
  type ObjectRecord,
  ownQuorum,
  type Quorum,
  sameRecord
} from '@halley/model'
import { Fallbacks, type PreferenceList } from './plan.ts'

export type ReadPhase = 'reading' | 'settling' | 'settled' | 'failed'

export interface ReadPlan {
  readonly list: PreferenceList
  readonly quorum: Quorum
  readonly isDown: (node: NodeId) => boolean
  /** Wait for every node asked, not just for R: for inspection. */
  readonly everyone: boolean
  /** That nothing is there may be taken from fallbacks: for a put. */
  readonly maybeNew: boolean
  /** Begin with R of the homes: those that come first in this order. Absent: with all N. */
  readonly narrow?: (homes: readonly NodeId[]) => readonly NodeId[]
}

export class QuorumRead {
  phase: ReadPhase = 'reading'
  readonly #plan: ReadPlan
  #quorum: Quorum
  #fallbacks: Fallbacks
  /** Homes that were asked, or in whose place a fallback was. */
  readonly #covered = new Set<NodeId>()
  readonly #asked = new Set<NodeId>()
  readonly #failed = new Set<NodeId>()
  /** Homes that are up and were not asked so far. */
  #spare: NodeId[] = []
  #widened = false
  readonly #answers = new Map<NodeId, ObjectRecord>()
  /** Whether all of them say the same, as they do nearly always: then nothing is merged or compared again. */
  #agree = true
  /** What they say together, where that is known already: it is asked for several times after each answer. */
  #merged: ObjectRecord | undefined = EMPTY_RECORD

  constructor(plan: ReadPlan) {
    this.#plan = plan
    this.#quorum = plan.quorum
    this.#fallbacks = new Fallbacks(plan.list, plan.quorum.n, plan.isDown)
  }

  /** Nodes to ask first. */
  start(): NodeId[] {
    const asks = this.#askHomes()
    this.#judge(asks)
    return asks
  }

  /** A replica's answer. Returns further nodes to ask. */
  answered(node: NodeId, record: ObjectRecord): NodeId[] {
    const [first] = this.#answers.values()
    this.#agree &&= first === undefined || sameRecord(first, record)
    this.#answers.set(node, record)
    this.#merged = this.#agree ? (first ?? record) : undefined
    const more = [this.#follow(), this.#widen(), this.#compare()].reduce(joined)
    this.#judge(more)
    return more
  }

  /** Those who were asked take long. Returns who is asked besides. */
  late(): NodeId[] {
    return this.phase === 'reading' ? this.#askFallback() : []
  }

  /** A replica that will not answer. Returns who is asked in its place. */
  unanswered(node: NodeId): NodeId[] {
    this.#failed.add(node)
    const more = this.phase === 'reading' ? this.#askFallback() : []
    this.#judge(more)
    return more
  }

  /** The operation's time is up: who was asked may still answer, nobody else is asked. */
  lastCall(): void {
    this.#spare = []
    this.#fallbacks.drop()
  }

  /** All that was answered so far, merged. */
  get record(): ObjectRecord {
    if (this.#merged !== undefined) return this.#merged
    let merged = EMPTY_RECORD
    for (const record of this.#answers.values()) merged = mergeToFit(merged, record)
    this.#merged = merged
    return merged
  }

  /** The object's (N, R, W), as far as the answers tell. */
  get quorum(): Quorum {
    return this.#quorum
  }

  /** Answers needed and got: what a failure reports. Where nobody knew anything, only homes count. */
  get count(): { need: number; got: number } {
    return { need: this.#quorum.r, got: this.isUnsure ? this.#homesHeard : this.#answers.size }
  }

  /** Whether nobody knew anything, and too few of those who answered are homes for that to mean that nothing is there. */
  get isUnsure(): boolean {
    return (
      !this.#plan.maybeNew && this.#answers.size > 0 && this.#isBlank && this.#homesHeard < this.#quorum.r
    )
  }

  get #homesHeard(): number {
    return this.#plan.list.slice(0, this.#quorum.n).filter((home) => this.#answers.has(home)).length
  }

  /** Whether nodes beyond the homes were asked because those knew nothing. */
  get isWidened(): boolean {
    return this.#widened
  }

  /** Whether the node was asked. */
  asks(node: NodeId): boolean {
    return this.#asked.has(node)
  }

  /** Each node asked, and what it answered. */
  get answers(): ReadonlyMap<NodeId, ObjectRecord | undefined> {
    return new Map([...this.#asked].map((node) => [node, this.#answers.get(node)]))
  }

  /** Nodes among those that answered which lack some of what the others know. */
  get stale(): NodeId[] {
    if (this.#agree) return []
    const { record } = this
    return [...this.#answers].filter(([, answer]) => !sameRecord(answer, record)).map(([node]) => node)
  }

  // The record that was read may ask for more copies or more answers than the plan began with.
  #follow(): NodeId[] {
    const wished = ownQuorum(this.record)
    if (wished === undefined || this.phase !== 'reading') return []
    const { n, r } = this.#quorum
    if (wished.n === n && wished.r === r) return []
    this.#quorum = wished
    const wider = wished.n > n || (this.#plan.narrow !== undefined && (wished.n < n || wished.r > r))
    if (!wider) return []
    this.#fallbacks = new Fallbacks(
      this.#plan.list,
      wished.n,
      (node) => this.#plan.isDown(node) || this.#asked.has(node)
    )
    return this.#askHomes()
  }

  // Once the answers differ, all homes are heard, and repaired.
  #compare(): NodeId[] {
    if (this.#spare.length === 0 || this.#answers.size < this.#quorum.r || this.stale.length === 0) return []
    return this.#askSpare()
  }

  // A quorum that knows nothing may be one of newcomers: nodes that joined nearer to the key than those that hold it. So
  // before an object is said not to exist, as many nodes again are asked, and all of them are waited for.
  #widen(): NodeId[] {
    if (this.phase !== 'reading' || this.#widened || !this.#isBlank || this.#answers.size < this.#quorum.r)
      return []
    this.#widened = true
    const homes = this.#askSpare()
    return [...homes, ...Array.from({ length: this.#quorum.n }, () => this.#askFallback()).flat()]
  }

  get #isBlank(): boolean {
    for (const { context } of this.#answers.values()) for (const _ in context) return false
    return true
  }

  /** Whether somebody may still answer. */
  get #isOpen(): boolean {
    for (const node of this.#asked) if (!this.#answers.has(node) && !this.#failed.has(node)) return true
    return false
  }

  #askHomes(): NodeId[] {
    const homes = this.#plan.list.slice(0, this.#quorum.n)
    return this.#plan.narrow === undefined ? this.#askAll(homes) : this.#askSome(this.#plan.narrow(homes))
  }

  #askAll(homes: readonly NodeId[]): NodeId[] {
    const asks: NodeId[] = []
    for (const home of homes) {
      if (this.#covered.has(home)) continue
      this.#covered.add(home)
      // One that was asked already stood in for another home, which needs somebody else now.
      if (this.#asked.has(home) || this.#plan.isDown(home)) asks.push(...this.#askFallback())
      else {
        this.#asked.add(home)
        asks.push(home)
      }
    }
    return asks
  }

  // R of those that are up; fallbacks where there are fewer.
  #askSome(homes: readonly NodeId[]): NodeId[] {
    this.#spare = homes.filter((home) => !this.#asked.has(home) && !this.#plan.isDown(home))
    const asks: NodeId[] = []
    while (this.#asked.size < this.#quorum.r) {
      const more = this.#askFallback()
      if (more.length === 0) break
      asks.push(...more)
    }
    return asks
  }

  #askSpare(): NodeId[] {
    const spare = this.#spare
    this.#spare = []
    for (const home of spare) this.#asked.add(home)
    return spare
  }

  // A spare home, or else one who stands in for a home.
  #askFallback(): NodeId[] {
    const fallback = this.#spare.shift() ?? this.#fallbacks.next()
    if (fallback === undefined) return []
    this.#asked.add(fallback)
    return [fallback]
  }

  #judge(asking: readonly NodeId[]): void {
    const quiet = asking.length === 0 && !this.#isOpen
    if (this.phase === 'reading') {
      const everyone = this.#plan.everyone || (this.#widened && this.#isBlank)
      const enough = this.#answers.size >= this.#quorum.r && (!everyone || quiet)
      if (enough && !this.isUnsure) this.phase = 'settling'
      else if (quiet) this.phase = 'failed'
    }
    if (this.phase === 'settling' && quiet) this.phase = 'settled'
  }
}

function joined(some: NodeId[], more: NodeId[]): NodeId[] {
  return more.length === 0 ? some : [...some, ...more]
}
