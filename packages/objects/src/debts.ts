// What is owed outlives the node: budgets that are overdrawn, or under a penalty, are written down a moment after they change, some
// at a time, and read at the start. Else whoever can make a node start anew would be forgiven by it. A budget that is merely used
// is not worth a write: a start fills it.
//
//   ledgers ──news──► owe ──► the disk ──(the next start)──► owed ──► ledgers
import type { Deadline, Millis } from '@halley/model'
import type { BudgetState } from './budget.ts'
import type { Ledger } from './ledger.ts'

export interface DebtsOptions {
  /** Milliseconds after which what an object or an owner owes is written down. */
  readonly debtsMs: number
}

/** What a budget is of. */
export const DEBT_KINDS = ['objectCpu', 'objectBytes', 'ownerCpu', 'ownerBytes'] as const

export type DebtKind = (typeof DEBT_KINDS)[number]

/** What is owed of one budget; without a state, nothing any more. */
export interface Debt {
  readonly kind: DebtKind
  readonly name: string
  readonly state?: BudgetState
}

/** Written down at once, at the most. */
const DEBTS_AT_ONCE = 1_000

export class Debts {
  readonly #ledgers: Readonly<Record<DebtKind, Ledger>>
  readonly #options: DebtsOptions
  readonly #emit: (debts: readonly Debt[]) => void
  #due: Millis | undefined

  constructor(
    ledgers: Readonly<Record<DebtKind, Ledger>>,
    options: DebtsOptions,
    emit: (debts: readonly Debt[]) => void
  ) {
    this.#ledgers = ledgers
    this.#options = options
    this.#emit = emit
  }

  /** What an earlier run wrote down. */
  owed(debts: readonly Debt[], now: Millis): void {
    for (const { kind, name, state } of debts)
      if (state !== undefined) this.#ledgers[kind].restore(name, state, now)
    this.noted(now)
  }

  /** Something was spent. */
  noted(now: Millis): void {
    if (this.#due === undefined && this.#hasNews) this.#due = now + this.#options.debtsMs
  }

  deadline(): Deadline | undefined {
    return this.#due === undefined ? undefined : { at: this.#due, reason: 'debts are written down' }
  }

  tick(now: Millis): void {
    if (this.#due === undefined || now < this.#due) return
    this.#due = undefined
    const debts: Debt[] = []
    for (const kind of DEBT_KINDS)
      for (const [name, state] of this.#ledgers[kind].news(DEBTS_AT_ONCE - debts.length))
        debts.push({ kind, name, ...(state === undefined ? {} : { state }) })
    this.#emit(debts)
    this.noted(now)
  }

  get #hasNews(): boolean {
    return DEBT_KINDS.some((kind) => this.#ledgers[kind].hasNews)
  }
}
