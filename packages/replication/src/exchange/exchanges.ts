// Exchanges with the other homes, one at a time: each in its turn, and at once after the ranges changed or a home came back.
//
//   every exchangeEveryMs, more or less ──► the next of the rota ──► over ──► …
//   ranges changed, a home is back, more to move ──► what that concerns, one exchange soon after the other
import {
  type Deadline,
  type Millis,
  type NodeId,
  type Prng,
  type Ranges,
  type Region,
  unpackBits64
} from '@halley/model'
import type { ReplicationCounts } from '../counts.ts'
import type { Questions } from '../questions.ts'
import type { Trees } from '../trees.ts'
import { Exchange, type ExchangeEnd, type ExchangePlan, type ExchangeSteps } from './exchange.ts'
import type { Listing, Listings, Page } from './listings.ts'
import { plansOf, Rota } from './rota.ts'
import { packSums, unpackSums } from './sums.ts'
import type { Throttle } from './throttle.ts'
import type { Transfers } from './transfers.ts'

export interface ExchangesOptions {
  /** Milliseconds between two exchanges with other homes, on average, while nothing calls for more. */
  readonly exchangeEveryMs: number
}

export interface ExchangesInit {
  readonly self: NodeId
  readonly options: ExchangesOptions
  readonly trees: Trees
  readonly listings: Listings
  readonly throttle: Throttle
  readonly transfers: Transfers
  readonly questions: Questions
  readonly counts: ReplicationCounts
  readonly prng: Prng
  /** The N of objects that do not choose their own: compared even where nothing is held. */
  readonly n: number
  readonly isDown: (node: NodeId) => boolean
  /** Until when a question that is asked now may take. */
  readonly patience: () => Millis
  readonly now: () => Millis
  /** Every exchange that was due was held, and none broke. */
  readonly roundOver: () => void
}

/** How much sooner than usual an urgent exchange follows another: 20 times. */
const URGENCY = 0.05

export class Exchanges {
  readonly #init: ExchangesInit
  readonly #rota: Rota
  #ranges: Ranges | undefined
  #all: Ranges | undefined
  #current: Exchange | undefined
  #dueAt: Millis | undefined
  /** Whether all exchanges of the present round went well so far. */
  #unbroken = false

  constructor(init: ExchangesInit) {
    this.#init = init
    this.#rota = new Rota(init.options.exchangeEveryMs)
  }

  /**
   * The ranges are others now: what has changed is compared soon.
   *
   * @param all the same if no home were passed over that is down: it has its turn when it is back
   */
  ranged(ranges: Ranges, all: Ranges): void {
    this.#ranges = ranges
    this.#all = all
    this.#rota.replan(this.#plans())
    this.#arm()
  }

  /** All ranges are compared as soon as may be. Returns how many exchanges that takes. */
  compareAll(): number {
    this.#rota.clear()
    this.#fill()
    this.#rota.hurry()
    this.#arm()
    return this.#rota.size
  }

  /** A home is back: it may have missed something. */
  up(peer: NodeId): void {
    const plans = this.#plans().filter((plan) => plan.peer === peer)
    if (plans.length === 0) return
    this.#rota.prefer(plans)
    this.#arm()
  }

  /** The index is read: now there is something to compare. */
  ready(): void {
    this.#arm()
  }

  /** The throttle may have opened. */
  advance(): void {
    this.#current?.advance()
  }

  get size(): number {
    return this.#current === undefined ? 0 : 1
  }

  deadline(): Deadline | undefined {
    if (this.#dueAt === undefined || this.#current !== undefined) return undefined
    return { at: this.#dueAt, reason: 'the next exchange' }
  }

  tick(now: Millis): void {
    if (this.#dueAt === undefined || this.#current !== undefined || now < this.#dueAt) return
    this.#dueAt = undefined
    const plan = this.#rota.next(now, this.#init.isDown)
    if (plan !== undefined) this.#hold(plan)
    else this.#endRound()
  }

  #endRound(): void {
    if (this.#unbroken && this.#rota.isComplete) this.#init.roundOver()
    this.#fill()
    this.#arm()
  }

  #hold(plan: ExchangePlan): void {
    this.#init.counts.add('exchanges')
    this.#current = new Exchange(plan, this.#stepsOf(plan))
    this.#current.advance()
  }

  #stepsOf({ peer, n }: ExchangePlan): ExchangeSteps {
    const { throttle, trees, listings, transfers, counts, isDown } = this.#init
    return {
      begin: () => throttle.begin(),
      ended: () => throttle.ended(),
      sum: (region) => trees.tree(n).sum(region),
      compare: (regions, done) => this.#compare(peer, n, regions, done),
      listHere: (listing, done) => listings.ask(listing, done),
      listThere: (listing, done) => this.#listThere(peer, listing, done),
      transfer: (difference, done) =>
        transfers.move(peer, difference, (moved) => {
          counts.add(moved === 'failed' ? 'transfersFailed' : 'transfers')
          done(moved)
        }),
      isGone: () => isDown(peer),
      over: (end) => this.#over(end)
    }
  }

  #compare(
    to: NodeId,
    n: number,
    regions: readonly Region[],
    done: Parameters<ExchangeSteps['compare']>[1]
  ): void {
    const { trees, questions, patience, counts } = this.#init
    const sums = packSums(regions.map((region) => trees.tree(n).sum(region)))
    counts.add('sumsCompared', regions.length)
    questions.ask(to, patience(), (id) => ({ type: 'compare', id, n, regions, sums }), {
      background: true,
      answered: (answer) => done(answer.type === 'sums' ? answer.parts.map(unpackSums) : undefined),
      unanswered: () => done(undefined)
    })
  }

  #listThere(to: NodeId, { n, regions, after }: Listing, done: (page: Page | undefined) => void): void {
    const { questions, patience, counts } = this.#init
    const where = after === undefined ? {} : { after }
    questions.ask(to, patience(), (id) => ({ type: 'list', id, n, regions, ...where }), {
      background: true,
      answered: (answer) => {
        if (answer.type !== 'listing') return done(undefined)
        const digests = unpackBits64(answer.digests)
        const keys = answer.keys.map((key, at) => ({ key, digest: digests[at] as (typeof digests)[number] }))
        counts.add('keysCompared', keys.length)
        const last = answer.keys.at(-1)
        if (!answer.more) done({ keys })
        else done(last === undefined ? undefined : { keys, more: last })
      },
      unanswered: () => done(undefined)
    })
  }

  #over(end: ExchangeEnd): void {
    const plan = (this.#current as Exchange).plan
    this.#current = undefined
    if (end.broken) this.#unbroken = false
    this.#init.counts.add('differences', end.differing)
    this.#rota.note(plan, end, this.#init.now())
    if (end.more && end.learnt > 0) this.#rota.prefer([plan])
    this.#arm()
  }

  #plans(): ExchangePlan[] {
    const { self, trees, n } = this.#init
    const [ranges, all] = [this.#ranges, this.#all]
    if (ranges === undefined || all === undefined) return []
    return [...new Set([n, ...trees.sizes])].flatMap((size) => {
      const plans = plansOf(self, size, ranges.of(size))
      if (all === ranges) return plans
      const there = new Set(plans.map(({ peer }) => peer))
      return [...plans, ...plansOf(self, size, all.of(size)).filter(({ peer }) => !there.has(peer))]
    })
  }

  #fill(): void {
    this.#rota.fill(this.#plans())
    this.#unbroken = true
  }

  /** The next exchange comes soon where one is urgent; never at the same moment as everybody else's. */
  #arm(): void {
    const { options, prng, now, trees } = this.#init
    if (!trees.ready || this.#ranges === undefined) return
    const period = options.exchangeEveryMs * (this.#rota.isUrgent ? URGENCY : 1)
    const at = now() + Math.ceil(period * (0.5 + prng.next()))
    this.#dueAt = Math.min(this.#dueAt ?? at, at)
  }
}
