// The coordinator's read (Dynamo, section 4.5): ask the first N live nodes of the preference list, answer at R, and
// repair whoever turned out to be behind.
//
//   reading ──► R answered ──► settling ──► all answered, or given up ──► settled: repair the stale
//      │
//      └──► nobody left to ask ──► failed
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
  #widened = false
  readonly #answers = new Map<NodeId, ObjectRecord>()
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
    this.#answers.set(node, record)
    this.#merged = undefined
    const more = [...this.#follow(), ...this.#widen()]
    this.#judge(more)
    return more
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
    const { record } = this
    return [...this.#answers].filter(([, answer]) => !sameRecord(answer, record)).map(([node]) => node)
  }

  // The record that was read may ask for more copies or more answers than the plan began with.
  #follow(): NodeId[] {
    const wished = ownQuorum(this.record)
    if (wished === undefined || this.phase !== 'reading') return []
    if (wished.n === this.#quorum.n && wished.r === this.#quorum.r) return []
    const wider = wished.n > this.#quorum.n
    this.#quorum = wished
    if (!wider) return []
    this.#fallbacks = new Fallbacks(
      this.#plan.list,
      wished.n,
      (node) => this.#plan.isDown(node) || this.#asked.has(node)
    )
    return this.#askHomes()
  }

  // A quorum that knows nothing may be one of newcomers: nodes that joined nearer to the key than those that hold it. So
  // before an object is said not to exist, as many nodes again are asked, and all of them are waited for.
  #widen(): NodeId[] {
    if (this.phase !== 'reading' || this.#widened || !this.#isBlank || this.#answers.size < this.#quorum.r)
      return []
    this.#widened = true
    return Array.from({ length: this.#quorum.n }, () => this.#askFallback()).flat()
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
    const asks: NodeId[] = []
    for (const home of this.#plan.list.slice(0, this.#quorum.n)) {
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

  #askFallback(): NodeId[] {
    const fallback = this.#fallbacks.next()
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
