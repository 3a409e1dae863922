// With whom to compare what, in turn: for each N in use and each other home, the regions that both are homes of, so many at
// a time. What is urgent comes first; a peer that shows differences and never anything new has to wait ever longer.
import {
  COMPARED_REGIONS,
  type Millis,
  type NodeId,
  type Range,
  type Region,
  regionOf,
  regionStart
} from '@halley/model'
import type { ExchangeEnd, ExchangePlan } from './exchange.ts'

/** Exchanges in a row that found differences and learnt nothing, after which a peer has to wait. */
const FRUITLESS = 3

/** A peer waits 2, 4, 8 … periods, at the most so many. */
const WAIT_PERIODS = 64

interface Doubt {
  fruitless: number
  until: Millis
}

export class Rota {
  readonly #periodMs: number
  #plans: ExchangePlan[] = []
  /** Somebody was not there, or had to wait. */
  #passedOver = false
  #urgent: ExchangePlan[] = []
  /** All plans of this round, by name. */
  #known = new Set<string>()
  readonly #doubts = new Map<NodeId, Doubt>()

  constructor(periodMs: number) {
    this.#periodMs = periodMs
  }

  /** Begins a round. What is urgent still stays so. */
  fill(plans: readonly ExchangePlan[]): void {
    this.#plans = [...plans]
    this.#passedOver = false
    this.#know(plans)
  }

  /**
   * Others are homes now. What is new is urgent; what was compared in this round, and is as it was, has had its turn. In a
   * network where somebody comes or goes all the time, each change would otherwise begin everything anew.
   */
  replan(plans: readonly ExchangePlan[]): void {
    const urgent = new Set(this.#urgent.map(nameOf))
    const open = new Set(this.#plans.map(nameOf))
    const isUrgent = (plan: ExchangePlan): boolean =>
      urgent.has(nameOf(plan)) || !this.#known.has(nameOf(plan))
    this.#urgent = plans.filter(isUrgent)
    this.#plans = plans.filter((plan) => !isUrgent(plan) && open.has(nameOf(plan)))
    this.#know(plans)
  }

  /** All that is left of the round is urgent. */
  hurry(): void {
    this.#urgent = [...this.#urgent, ...this.#plans.splice(0)]
  }

  /** These are urgent; those that are already stay where they are: a peer may come and go many times before its turn. */
  prefer(plans: readonly ExchangePlan[]): void {
    const urgent = new Set(this.#urgent.map(nameOf))
    this.#urgent.push(...plans.filter((plan) => !urgent.has(nameOf(plan))))
  }

  clear(): void {
    this.#plans = []
    this.#urgent = []
  }

  /** The next exchange with somebody who is there; nothing: the round is over. */
  next(now: Millis, isDown: (peer: NodeId) => boolean): ExchangePlan | undefined {
    for (;;) {
      const plan = this.#urgent.shift() ?? this.#plans.shift()
      if (plan === undefined) return undefined
      const waits = (this.#doubts.get(plan.peer)?.until ?? 0) > now
      if (!isDown(plan.peer) && !waits) return plan
      this.#passedOver = true
    }
  }

  /** Whether nobody was passed over in this round. */
  get isComplete(): boolean {
    return !this.#passedOver
  }

  /** Exchanges left of this round. */
  get size(): number {
    return this.#plans.length + this.#urgent.length
  }

  /** Whether something urgent is left. */
  get isUrgent(): boolean {
    return this.#urgent.length > 0
  }

  /** How an exchange ended decides whether its peer is trusted with the next one. */
  note({ peer }: ExchangePlan, { broken, apart, learnt }: ExchangeEnd, now: Millis): void {
    const isFruitless = apart && (broken || learnt === 0)
    if (!isFruitless) {
      if (!broken) this.#doubts.delete(peer)
      return
    }
    const fruitless = (this.#doubts.get(peer)?.fruitless ?? 0) + 1
    const periods = fruitless < FRUITLESS ? 0 : Math.min(WAIT_PERIODS, 2 ** (fruitless - FRUITLESS + 1))
    this.#doubts.set(peer, { fruitless, until: now + periods * this.#periodMs })
  }

  #know(plans: readonly ExchangePlan[]): void {
    this.#known = new Set(plans.map(nameOf))
    const peers = new Set(plans.map(({ peer }) => peer))
    for (const peer of this.#doubts.keys()) if (!peers.has(peer)) this.#doubts.delete(peer)
  }
}

function nameOf({ peer, n, regions }: ExchangePlan): string {
  return `${peer} ${n} ${regions.join(' ')}`
}

/** One plan for each other home and so many regions. */
export function plansOf(self: NodeId, n: number, ranges: readonly Range[]): ExchangePlan[] {
  const shared = new Map<NodeId, number[]>()
  for (const { prefix, bits, homes } of ranges) {
    for (const peer of homes) {
      if (peer === self) continue
      const regions = shared.get(peer) ?? []
      regions.push(regionOf(prefix, bits))
      shared.set(peer, regions)
    }
  }
  const plans: ExchangePlan[] = []
  for (const [peer, regions] of shared) {
    const distinct = joined(regions)
    for (let at = 0; at < distinct.length; at += COMPARED_REGIONS)
      plans.push({ peer, n, regions: distinct.slice(at, at + COMPARED_REGIONS) })
  }
  return plans
}

/** The same positions in as few regions as there can be, in order: two halves of a region are the region. */
function joined(regions: readonly Region[]): Region[] {
  const found: Region[] = []
  for (const next of [...new Set(regions)].sort((a, b) => regionStart(a) - regionStart(b))) {
    let region = next
    while (region % 2 === 1 && found.at(-1) === region - 1) {
      found.pop()
      region = (region - 1) / 2
    }
    found.push(region)
  }
  return found
}
