// What handlers may cost over time: a budget of CPU and one of bytes for each object and for each owner, who is the caller that put
// the code, and one of CPU for the node. Whether an event's handlers may run is asked before the first one does; each is
// charged when it has come to its end. What is spent is known at this node alone; what is owed outlives it (debts.ts).
//
//   event ──refusal──► BUDGET_EXCEEDED: CPU or bytes of the object or its owner     (a tick or a merge: put off)
//              ├─────► BUSY: this node's share for handlers
//              └─────► handler ──charge──► all of them
import type { Failure, Key, Millis, NodeId, Spent } from '@halley/model'
import { Budget } from './budget.ts'
import type { ObjectsCounts } from './counts.ts'
import { type Debt, Debts, type DebtsOptions } from './debts.ts'
import { Ledger, type Statement } from './ledger.ts'
import type { Price } from './price.ts'
import { Reserve, type ReserveOptions } from './reserve.ts'

export interface SpendingOptions extends DebtsOptions, ReserveOptions {
  /** Milliseconds of CPU that the handlers of one object may take in a minute, and at once. */
  readonly objectCpuMs: number
  /** Bytes that the handlers of one object may reply, send with their calls, and have copied by ticks and merges in a minute, and at once. */
  readonly objectBytes: number
  /** Milliseconds of CPU that the handlers of all objects whose code one caller put may take in a minute, and at once. */
  readonly ownerCpuMs: number
  /** Bytes that they may reply and send with their calls, all together, in a minute, and at once. */
  readonly ownerBytes: number
  /** Percent of one core's time that all handlers may take over any ten seconds, as charged or as measured, whichever is more; 200: two cores. */
  readonly handlerPercent: number
}

/** Whose handlers are to run, or ran. */
export interface Spender {
  readonly key: Key
  readonly owner: NodeId
}

/** What the handlers are to run for. */
export interface Occasion {
  /** Its owner puts or deletes the object: there is a reserve for that. */
  readonly mends: boolean
  /** A tick, a merge or a choice of replicas: it can wait. */
  readonly isUnasked: boolean
}

/** How much of what there is for handlers is used up. */
export interface SpendingState {
  /** Objects, and owners, whose handlers are refused now. */
  readonly objectsOverBudget: number
  readonly ownersOverBudget: number
  /** Of the bucket of the node's share: 0, none, to 1, all; more where it is overdrawn. */
  readonly shareUsed: number
}

export class Spending {
  readonly #options: SpendingOptions
  readonly #counts: ObjectsCounts
  readonly #cpu: Ledger
  readonly #bytes: Ledger
  readonly #owners: Ledger
  readonly #ownerBytes: Ledger
  readonly #reserve: Reserve
  /** What is owed, for the disk. */
  readonly debts: Debts
  #node: Budget | undefined
  /** Turns whose handlers run. */
  readonly #running = new Set<number>()
  /** What each of them is reckoned to cost: the most that one did lately, in microseconds. */
  #expected = 0

  constructor(options: SpendingOptions, counts: ObjectsCounts, owe: (debts: readonly Debt[]) => void) {
    this.#options = options
    this.#counts = counts
    this.#cpu = new Ledger(options.objectCpuMs * MS)
    this.#bytes = new Ledger(options.objectBytes)
    this.#owners = new Ledger(options.ownerCpuMs * MS)
    this.#ownerBytes = new Ledger(options.ownerBytes)
    this.#reserve = new Reserve(options)
    const kinds = { objectCpu: this.#cpu, objectBytes: this.#bytes }
    const owners = { ownerCpu: this.#owners, ownerBytes: this.#ownerBytes }
    this.debts = new Debts({ ...kinds, ...owners }, options, owe)
  }

  /** Why handlers may not run now, if so. */
  refusal(spender: Spender, { mends, isUnasked }: Occasion, now: Millis): Failure | undefined {
    const over = this.#overspent(spender, now)
    const reservedMs = mends ? this.#reserve.waitMs(spender.owner, now) : Number.POSITIVE_INFINITY
    if (over !== undefined && reservedMs > 0) {
      this.#counts.add(over.count)
      return exceeded(over, Math.min(over.statement.waitMs, reservedMs))
    }
    const busy = this.shareRefusal(isUnasked, now)
    if (busy === undefined && over !== undefined) {
      this.#counts.add('mended')
      this.#reserve.use(spender.owner, now)
    }
    return busy
  }

  /**
   * Why the node's share has no room for an event, if so. What runs already is reckoned with: else all that came at once would overdraw
   * the share together. What nobody asked for leaves half of the bucket to what somebody does: however many timers are due, gets find
   * something in it.
   */
  shareRefusal(isUnasked: boolean, now: Millis): Failure | undefined {
    const kept = isUnasked ? this.#nodeMost / 2 : 0
    const retryAfterMs = this.#nodeBudget(now).waitMs(now, kept + this.#running.size * this.#expected)
    if (retryAfterMs === 0) return undefined
    this.#counts.add('busyHandlers')
    const allowed = this.#options.handlerPercent
    const message = `the handlers at this node have used the ${allowed} % of a core that they may take; try again ${soon(retryAfterMs)}`
    return { code: 'BUSY', message, details: { allowed, retryAfterMs } }
  }

  #overspent({ key, owner }: Spender, now: Millis): Overspent | undefined {
    // Of nearly every event.
    const ofObject = this.#cpu.waitMs(key, now) === 0 && this.#bytes.waitMs(key, now) === 0
    if (ofObject && this.#owners.waitMs(owner, now) === 0 && this.#ownerBytes.waitMs(owner, now) === 0)
      return undefined
    const books = [
      ['cpuOverspent', 'the handlers of this object have used their CPU', this.#cpu, key],
      ['bytesOverspent', 'the handlers of this object have sent their bytes', this.#bytes, key],
      ['ownersOverspent', 'the objects of this owner have used their CPU', this.#owners, owner],
      ['ownerBytesOverspent', 'the objects of this owner have sent their bytes', this.#ownerBytes, owner]
    ] as const
    for (const [count, what, ledger, name] of books) {
      const statement = ledger.statement(name, now)
      const isCpu = ledger === this.#cpu || ledger === this.#owners
      if (statement.waitMs > 0) return { count, what, statement, unit: isCpu ? 'ms' : 'bytes' }
    }
    return undefined
  }

  /** A handler of the turn is given to the sandbox. */
  begun(turn: number): void {
    this.#running.add(turn)
  }

  /** It came back, at its end or to wait. */
  back(turn: number): void {
    this.#running.delete(turn)
  }

  charge({ key, owner }: Spender, { micros, bytes, taken }: Price, now: Millis): void {
    this.#counts.add('handlerMicros', micros)
    if (micros > 0) {
      if (this.#cpu.spend(key, micros, now)) this.#counts.add('budgetsRunDry')
      if (this.#owners.spend(owner, micros, now)) this.#counts.add('budgetsRunDry')
      // What is measured differs from node to node, so no object's budget knows of it. The share of this node does.
      this.#counts.add('shareMicros', Math.round(taken))
      this.#nodeBudget(now).spend(taken, now)
      this.#expected = Math.max(taken, this.#expected * EXPECTED_DECAY)
    }
    this.chargeBytes({ key, owner }, bytes, now)
    this.debts.noted(now)
  }

  /** @param owner nobody, where it is not known */
  chargeBytes({ key, owner }: { key: Key; owner?: NodeId }, bytes: number, now: Millis): void {
    if (bytes === 0) return
    this.#counts.add('handlerBytes', bytes)
    if (this.#bytes.spend(key, bytes, now)) this.#counts.add('budgetsRunDry')
    if (owner !== undefined && this.#ownerBytes.spend(owner, bytes, now)) this.#counts.add('budgetsRunDry')
    this.debts.noted(now)
  }

  /** What this node has seen the object spend. */
  of({ key, owner }: Spender, now: Millis): Omit<Spent, 'operations' | 'ownerOperations' | 'storage'> {
    return {
      cpuMicros: inMillis(line(this.#cpu.statement(key, now))),
      bytes: line(this.#bytes.statement(key, now)),
      ownerCpuMicros: inMillis(line(this.#owners.statement(owner, now))),
      ownerBytes: line(this.#ownerBytes.statement(owner, now))
    }
  }

  /** How things stand, for metrics. */
  state(now: Millis): SpendingState {
    const share = this.#nodeBudget(now)
    return {
      objectsOverBudget: this.#cpu.dry(now) + this.#bytes.dry(now),
      ownersOverBudget: this.#owners.dry(now) + this.#ownerBytes.dry(now),
      shareUsed: share.used(now)
    }
  }

  #nodeBudget(now: Millis): Budget {
    const most = this.#nodeMost
    const perMs = (most * (NODE_WINDOW_MS - NODE_BURST_MS)) / (NODE_BURST_MS * NODE_WINDOW_MS)
    this.#node ??= new Budget({ most, perMs }, now, 'forgiving')
    return this.#node
  }

  get #nodeMost(): number {
    return (this.#options.handlerPercent / 100) * MS * NODE_BURST_MS
  }
}

/** The code of events refused for a budget of an object or an owner. */
export const OVER = 'BUDGET_EXCEEDED'

/** Microseconds of a millisecond. */
const MS = 1_000

/** A full bucket holds a second's worth, and gains nine in ten seconds: together what ten seconds allow. */
const NODE_WINDOW_MS = 10_000
const NODE_BURST_MS = 1_000

/** Of what an invocation is reckoned to cost after each that was cheaper: a tenth of it after some 230. */
const EXPECTED_DECAY = 0.99

interface Overspent {
  readonly count: 'cpuOverspent' | 'bytesOverspent' | 'ownersOverspent' | 'ownerBytesOverspent'
  readonly what: string
  readonly statement: Statement
  readonly unit: 'ms' | 'bytes'
}

function exceeded({ what, statement, unit }: Overspent, waitMs: Millis): Failure {
  const { allowed, penalty } = statement
  const shown = unit === 'ms' ? `${allowed / MS} ms` : `${allowed} bytes`
  const less = penalty === 1 ? '' : `, a ${penalty === 2 ? 'half' : `${penalty}th`} because they overdo it`
  const message = `${what}, ${shown} a minute${less}; try again ${soon(waitMs)}`
  return { code: OVER, message, details: { allowed, penalty, retryAfterMs: waitMs } }
}

function soon(ms: Millis): string {
  return `in ${Math.ceil(ms / 1_000)} s`
}

function line({ spent, allowed, penalty, waitMs }: Statement): Spent['bytes'] {
  return { spent: Math.round(spent), allowed: Math.round(allowed), penalty, waitMs }
}

// Rounded up, for the reason that toldUsage has (step.ts): exact figures would tell steps.
function inMillis({ spent, ...rest }: Spent['cpuMicros']): Spent['cpuMicros'] {
  return { spent: Math.ceil(spent / MS) * MS, ...rest }
}
