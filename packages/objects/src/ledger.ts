// The budgets of many, by name, in bounded room. A name that is not there has a full bucket. Of those that owe nothing the one that
// was not used for longest is forgotten first; those that are dry, or have a penalty, have room of their own, which others cannot
// push them out of. What becomes of these is noted, so that it can be written down (debts.ts).
import { LruMap, type Millis } from '@halley/model'
import { Budget, type BudgetState, type Terms } from './budget.ts'
import { Tally } from './tally.ts'

/** Names remembered, and as many again of those that owe something. */
const NAMES = 10_000

interface Account {
  readonly budget: Budget
  readonly tally: Tally
  /** When it was put before all others that owe nothing. */
  touchedAt: Millis
}

/** An account that is used all the time is put before the others once in this time: doing it costs as much as all the rest. */
const TOUCHED_MS = 1_000

/** What an account looks like to people. */
export interface Statement {
  /** Spent in the last minute, about. */
  readonly spent: number
  /** What is allowed in a minute at present. */
  readonly allowed: number
  /** By how much that is divided because the budget ran dry again and again: 1, 2, 4, 8 or 16. */
  readonly penalty: number
  /** Milliseconds until something may be spent again; 0: now. */
  readonly waitMs: Millis
}

export class Ledger {
  readonly #perMinute: number
  readonly #terms: Terms
  readonly #clear = new LruMap<string, Account>(NAMES)
  readonly #owing = new LruMap<string, Account>(NAMES)
  /** Names of which what they owe has changed since it was asked for last. */
  readonly #news = new Set<string>()

  /** @param perMinute what one may spend in a minute, and at once */
  constructor(perMinute: number) {
    this.#perMinute = perMinute
    this.#terms = { most: perMinute, perMs: perMinute / MINUTE_MS }
  }

  /** True: the name's budget ran dry by it. */
  spend(name: string, amount: number, now: Millis): boolean {
    const known = this.#clear.peek(name)
    const account = known ?? this.#owing.get(name) ?? accountOf(new Budget(this.#terms, now))
    const isDry = account.budget.spend(amount, now)
    account.tally.add(amount, now)
    if (known === undefined || Math.abs(now - account.touchedAt) >= TOUCHED_MS || account.budget.isOwing(now))
      this.#keep(name, account, now)
    return isDry
  }

  /** What an earlier run wrote down of a name. */
  restore(name: string, state: BudgetState, now: Millis): void {
    if (this.#find(name) !== undefined) return
    this.#keep(name, accountOf(Budget.from(this.#terms, state)), now)
    if (this.#owing.get(name) === undefined) this.#news.add(name)
  }

  /** Whether there is news of what is owed. */
  get hasNews(): boolean {
    return this.#news.size > 0
  }

  /** The news, so many at the most: what a name owes; nothing where it owes nothing any more. */
  news(most: number): [name: string, state: BudgetState | undefined][] {
    const names = [...this.#news].slice(0, most)
    for (const name of names) this.#news.delete(name)
    return names.map((name) => [name, this.#owing.get(name)?.budget.state])
  }

  /** Names that may spend nothing now. */
  dry(now: Millis): number {
    let count = 0
    for (const { budget } of this.#owing.values()) if (budget.waitMs(now) > 0) count++
    return count
  }

  /** Milliseconds until the name may spend something; 0: now. Whoever owed nothing when it spent last may. */
  waitMs(name: string, now: Millis): Millis {
    return this.#owing.peek(name)?.budget.waitMs(now) ?? 0
  }

  #keep(name: string, account: Account, now: Millis): void {
    account.touchedAt = now
    const wasOwing = this.#owing.peek(name) !== undefined
    const isOwing = account.budget.isOwing(now)
    if (wasOwing || isOwing) this.#news.add(name)
    if (isOwing) {
      this.#clear.delete(name)
      const forgotten = this.#owing.set(name, account)
      if (forgotten !== undefined) this.#news.add(forgotten)
    } else {
      this.#owing.delete(name)
      this.#clear.set(name, account)
    }
  }

  statement(name: string, now: Millis): Statement {
    const account = this.#find(name)
    const penalty = account?.budget.penalty(now) ?? 1
    return {
      spent: account?.tally.lately(now) ?? 0,
      allowed: this.#perMinute / penalty,
      penalty,
      waitMs: account?.budget.waitMs(now) ?? 0
    }
  }

  #find(name: string): Account | undefined {
    return this.#owing.get(name) ?? this.#clear.get(name)
  }
}

function accountOf(budget: Budget): Account {
  return { budget, tally: new Tally(), touchedAt: Number.NEGATIVE_INFINITY }
}

const MINUTE_MS = 60_000
