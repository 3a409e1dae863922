// What handlers may cost over time: a budget of CPU and one of bytes for each object, one of CPU for each owner, who is the caller
// that put the code, and one of CPU for the node. Whether an event's handlers may run is asked before the first one does; each is
// charged when it has come to its end. What is spent is known at this node alone, and forgotten when it stops.
//
//   event ──refusal──► BUDGET_EXCEEDED: the object's CPU or bytes, or its owner's CPU     (a tick or a merge: put off)
//              ├─────► BUSY: this node's share for handlers
//              └─────► handler ──charge──► all of them
import type { Failure, Key, Millis, NodeId, Spent } from '@halley/model'
import { Budget } from './budget.ts'
import type { ObjectsCounts } from './counts.ts'
import { Ledger, type Statement } from './ledger.ts'
import type { Price } from './price.ts'

export interface SpendingOptions {
  /** Milliseconds of CPU that the handlers of one object may take in a minute, and at once. */
  readonly objectCpuMs: number
  /** Bytes that the handlers of one object may reply and send with their calls in a minute, and at once. */
  readonly objectBytes: number
  /** Milliseconds of CPU that the handlers of all objects whose code one caller put may take in a minute, and at once. */
  readonly ownerCpuMs: number
  /** Percent of one core's time that all handlers may take over any ten seconds; 200: two cores. */
  readonly handlerPercent: number
}

/** Whose handlers are to run, or ran. */
export interface Spender {
  readonly key: Key
  readonly owner: NodeId
}

export class Spending {
  readonly #options: SpendingOptions
  readonly #counts: ObjectsCounts
  readonly #cpu: Ledger
  readonly #bytes: Ledger
  readonly #owners: Ledger
  #node: Budget | undefined
  /** Turns whose handlers run. */
  readonly #running = new Set<number>()
  /** What each of them is reckoned to cost: the most that one did lately, in microseconds. */
  #expected = 0

  constructor(options: SpendingOptions, counts: ObjectsCounts) {
    this.#options = options
    this.#counts = counts
    this.#cpu = new Ledger(options.objectCpuMs * MS)
    this.#bytes = new Ledger(options.objectBytes)
    this.#owners = new Ledger(options.ownerCpuMs * MS)
  }

  /** Why handlers may not run now, if so. */
  refusal({ key, owner }: Spender, now: Millis): Failure | undefined {
    const cpu = this.#cpu.statement(key, now)
    if (cpu.waitMs > 0) {
      this.#counts.add('cpuOverspent')
      return exceeded('the handlers of this object have used their CPU', cpu, showCpu(cpu))
    }
    const bytes = this.#bytes.statement(key, now)
    if (bytes.waitMs > 0) {
      this.#counts.add('bytesOverspent')
      return exceeded('the handlers of this object have sent their bytes', bytes, `${bytes.allowed} bytes`)
    }
    const owned = this.#owners.statement(owner, now)
    if (owned.waitMs > 0) {
      this.#counts.add('ownersOverspent')
      return exceeded('the objects of this owner have used their CPU', owned, showCpu(owned))
    }
    return this.#nodeRefusal(now)
  }

  /** A handler of the turn is given to the sandbox. */
  begun(turn: number): void {
    this.#running.add(turn)
  }

  /** It came back, at its end or to wait. */
  back(turn: number): void {
    this.#running.delete(turn)
  }

  charge({ key, owner }: Spender, { micros, bytes }: Price, now: Millis): void {
    this.#counts.add('handlerMicros', micros)
    if (micros > 0) {
      if (this.#cpu.spend(key, micros, now)) this.#counts.add('budgetsRunDry')
      if (this.#owners.spend(owner, micros, now)) this.#counts.add('budgetsRunDry')
      this.#nodeBudget(now).spend(micros, now)
      this.#expected = Math.max(micros, this.#expected * EXPECTED_DECAY)
    }
    this.chargeBytes(key, bytes, now)
  }

  chargeBytes(key: Key, bytes: number, now: Millis): void {
    if (bytes === 0) return
    this.#counts.add('handlerBytes', bytes)
    if (this.#bytes.spend(key, bytes, now)) this.#counts.add('budgetsRunDry')
  }

  /** What this node has seen the object spend. */
  of({ key, owner }: Spender, now: Millis): Spent {
    return {
      cpuMicros: line(this.#cpu.statement(key, now)),
      bytes: line(this.#bytes.statement(key, now)),
      ownerCpuMicros: line(this.#owners.statement(owner, now))
    }
  }

  // What runs already is reckoned with: else all that came at once would overdraw the share together.
  #nodeRefusal(now: Millis): Failure | undefined {
    const retryAfterMs = this.#nodeBudget(now).waitMs(now, this.#running.size * this.#expected)
    if (retryAfterMs === 0) return undefined
    this.#counts.add('busyHandlers')
    const allowed = this.#options.handlerPercent
    const message = `the handlers at this node have used the ${allowed} % of a core that they may take; try again ${soon(retryAfterMs)}`
    return { code: 'BUSY', message, details: { allowed, retryAfterMs } }
  }

  #nodeBudget(now: Millis): Budget {
    const most = (this.#options.handlerPercent / 100) * MS * NODE_BURST_MS
    const perMs = (most * (NODE_WINDOW_MS - NODE_BURST_MS)) / (NODE_BURST_MS * NODE_WINDOW_MS)
    this.#node ??= new Budget({ most, perMs }, now, 'forgiving')
    return this.#node
  }
}

/** Microseconds of a millisecond. */
const MS = 1_000

/** A full bucket holds a second's worth, and gains nine in ten seconds: together what ten seconds allow. */
const NODE_WINDOW_MS = 10_000
const NODE_BURST_MS = 1_000

/** Of what an invocation is reckoned to cost after each that was cheaper: a tenth of it after some 230. */
const EXPECTED_DECAY = 0.99

function exceeded(what: string, { allowed, penalty, waitMs }: Statement, shown: string): Failure {
  const less = penalty === 1 ? '' : `, a ${penalty === 2 ? 'half' : `${penalty}th`} because they overdo it`
  const message = `${what}, ${shown} a minute${less}; try again ${soon(waitMs)}`
  return { code: 'BUDGET_EXCEEDED', message, details: { allowed, penalty, retryAfterMs: waitMs } }
}

function soon(ms: Millis): string {
  return `in ${Math.ceil(ms / 1_000)} s`
}

function showCpu({ allowed }: Statement): string {
  return `${allowed / MS} ms`
}

function line({ spent, allowed, penalty, waitMs }: Statement): Spent['bytes'] {
  return { spent: Math.round(spent), allowed: Math.round(allowed), penalty, waitMs }
}
