// One exchange with one other home (Dynamo, section 4.7): find out where the two differ, then what differs, then give each
// other what is missing.
//
//   compare   sums of regions, and of the parts of those that differ, down to where few keys are left
//   list      both sides' keys and digests there
//   transfer  read the other's copy, merge it into the own one, and send back what the other lacks
//
// The three go on side by side, as the throttle allows. Nothing is remembered of an exchange that ends early: the next one
// finds what still differs, and that is all there is to resume.
import { type Key, LISTED_KEYS, type NodeId, type Region, regionStart } from '@halley/model'
import { partsOf, type Sum, sameSum } from '../hash-tree.ts'
import { comparePages, type Difference } from './compare-lists.ts'
import type { Listing, Page } from './listings.ts'

/** What an exchange is about: the copies with N = `n` in regions of which both nodes are homes. */
export interface ExchangePlan {
  readonly peer: NodeId
  readonly n: number
  readonly regions: readonly Region[]
}

/** How an exchange ended. */
export interface ExchangeEnd {
  /** The peer is gone, or does not answer as it should. */
  readonly broken: boolean
  /** The sums were not the same. */
  readonly apart: boolean
  /** Keys that the two did not hold alike. */
  readonly differing: number
  /** Copies of which this node learnt something. */
  readonly learnt: number
  /** There was more than one exchange may move. */
  readonly more: boolean
}

/** What one exchange asks for. Each `done` is called once, with nothing where there is no answer. */
export interface ExchangeSteps {
  /** Whether another piece of work may begin; if so, it has. */
  begin(): boolean
  ended(): void
  sum(region: Region): Sum
  /** The peer's sums of the parts of those regions that differ; nothing for the others. */
  compare(regions: readonly Region[], done: (parts: readonly (readonly Sum[])[] | undefined) => void): void
  listHere(listing: Listing, done: (page: Page) => void): void
  listThere(listing: Listing, done: (page: Page | undefined) => void): void
  /** Makes both copies one. */
  transfer(difference: Difference, done: (moved: Transfer) => void): void
  /** The peer is not there any more. */
  isGone(): boolean
  over(end: ExchangeEnd): void
}

/** What came of one key: whether this node learnt something, or the copy could not be moved. */
export type Transfer = 'learnt' | 'given' | 'nothing' | 'failed'

/** A region of at most so many keys on both sides is listed: a listing costs less than the sums of its parts. */
const FEW_KEYS = 8

/** Regions compared by one question, and listed by one. */
const REGIONS_AT_ONCE = 64

/** Differing keys found but not moved yet, beyond which no more are looked for. */
const ENOUGH_KEYS = 256

/** Most questions and keys of one exchange: whoever lies about its sums costs no more than that. */
const QUESTIONS = 4_096
const KEYS = 16_384

export class Exchange {
  readonly plan: ExchangePlan
  readonly #steps: ExchangeSteps
  /** Regions whose sums are still to be compared, and those that are to be listed. */
  readonly #unknown: Region[]
  readonly #small: Region[] = []
  readonly #differences: Difference[] = []
  #after: { readonly regions: readonly Region[]; readonly key: Key } | undefined
  #asking = false
  #moving = 0
  #questions = 0
  #apart = false
  #differing = 0
  #learnt = 0
  #broken = false
  #over = false

  constructor(plan: ExchangePlan, steps: ExchangeSteps) {
    this.plan = plan
    this.#steps = steps
    this.#unknown = [...plan.regions].reverse()
  }

  /** Does what may be done now. To be called again when the throttle opens. */
  advance(): void {
    while (!this.#over && this.#hasWork && this.#steps.begin()) this.#work()
    const isIdle = !this.#asking && this.#moving === 0
    if (!this.#over && isIdle && (this.#broken || !this.#hasWork)) this.#end()
  }

  get #isFull(): boolean {
    return this.#questions >= QUESTIONS || this.#differing >= KEYS
  }

  get #hasWork(): boolean {
    if (this.#broken) return false
    if (this.#differences.length > 0) return true
    if (this.#asking || this.#isFull) return false
    return this.#after !== undefined || this.#small.length > 0 || this.#unknown.length > 0
  }

  #work(): void {
    const mayAsk = !this.#asking && !this.#isFull && this.#differences.length < ENOUGH_KEYS
    if (mayAsk && this.#after !== undefined) this.#list(this.#after.regions, this.#after.key)
    else if (mayAsk && this.#isTimeToList) this.#list(this.#small.splice(0, REGIONS_AT_ONCE).sort(byPosition))
    else if (mayAsk && this.#unknown.length > 0)
      this.#compare(this.#unknown.splice(-REGIONS_AT_ONCE).reverse())
    else this.#transfer()
  }

  get #isTimeToList(): boolean {
    return this.#small.length >= REGIONS_AT_ONCE || (this.#small.length > 0 && this.#unknown.length === 0)
  }

  #compare(regions: readonly Region[]): void {
    this.#ask()
    this.#steps.compare(regions, (parts) => {
      this.#asking = false
      if (parts?.length !== regions.length) this.#broken = true
      else for (const [at, region] of regions.entries()) this.#descend(region, parts[at] as readonly Sum[])
      this.#done()
    })
  }

  #descend(region: Region, theirs: readonly Sum[]): void {
    if (theirs.length === 0) return
    this.#apart = true
    const parts = partsOf(region)
    if (parts.length === 0) {
      this.#small.push(region)
      return
    }
    if (theirs.length !== parts.length) {
      this.#broken = true
      return
    }
    for (const [at, part] of parts.entries()) {
      const [here, there] = [this.#steps.sum(part), theirs[at] as Sum]
      if (sameSum(here, there)) continue
      const isSmall =
        (here.count <= FEW_KEYS && there.count <= FEW_KEYS) || here.count === 0 || there.count === 0
      if (isSmall || partsOf(part).length === 0) this.#small.push(part)
      else this.#unknown.push(part)
    }
  }

  #list(regions: readonly Region[], after?: Key): void {
    this.#ask()
    this.#after = undefined
    const listing: Listing = {
      n: this.plan.n,
      regions,
      most: LISTED_KEYS,
      ...(after === undefined ? {} : { after })
    }
    this.#steps.listThere(listing, (there) => {
      if (there === undefined) {
        this.#asking = false
        this.#broken = true
        this.#done()
      } else this.#steps.listHere(listing, (here) => this.#listed(here, there, listing))
    })
  }

  #listed(here: Page, there: Page, { regions, after }: Listing): void {
    this.#asking = false
    const compared = comparePages(here, there, regions, after)
    if (compared === undefined) this.#broken = true
    else {
      this.#differing += compared.differences.length
      this.#differences.push(...compared.differences)
      if (compared.after !== undefined) this.#after = { regions, key: compared.after }
    }
    this.#done()
  }

  #transfer(): void {
    const difference = this.#differences.shift() as Difference
    this.#moving++
    this.#steps.transfer(difference, (moved) => {
      this.#moving--
      if (moved === 'learnt') this.#learnt++
      if (moved === 'failed' && this.#steps.isGone()) this.#broken = true
      this.#done()
    })
  }

  #ask(): void {
    this.#asking = true
    this.#questions++
  }

  #done(): void {
    this.#steps.ended()
    this.advance()
  }

  #end(): void {
    this.#over = true
    this.#steps.over({
      broken: this.#broken,
      apart: this.#apart,
      differing: this.#differing,
      learnt: this.#learnt,
      more: this.#isFull && !this.#broken
    })
  }
}

function byPosition(a: Region, b: Region): number {
  return regionStart(a) - regionStart(b)
}
