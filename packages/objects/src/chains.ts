// Handlers that wait. A handler that asks something of the network is suspended in the sandbox as a chain; its turn keeps the
// object's gate closed until the chain has come to its end.
//
//   deciding ──wait──► [permitting] ──► calling ──every call answered──► resume ──► deciding ──► …
//                        │
//                        └── chainMs since its first call: what is open is rejected with TIMEOUT, and the handler goes on;
//                            when it calls again, the chain is dropped and the turn fails
//
// Calls that the rules or the object's budget forbid are answered here. The others are made by whoever takes the effect.
import {
  type Cancel,
  type Deadline,
  Deadlines,
  type Failure,
  type Key,
  type Millis,
  type NodeId,
  type Spent
} from '@halley/model'
import type { Call, CallResult, Waiting } from './call.ts'
import { callRefusal, costOf, depthOf, isSpread, type Speaker } from './call-rules.ts'
import type { ObjectsCounts } from './counts.ts'
import { mayWait } from './direct.ts'
import type { ObjectsEffect } from './effects.ts'
import { DECLINED } from './get.ts'
import type { Failed, Invocation } from './invocation.ts'
import { OperationBudget, type OperationsOptions } from './operation-budget.ts'
import type { Spender } from './spending.ts'
import type { Scene } from './step.ts'
import { isUnasked, spenderOf, type Turn } from './turn.ts'

export interface ChainsOptions extends OperationsOptions {
  /** Milliseconds that a handler may wait in all, over all its calls. */
  readonly chainMs: number
  /** Handlers that may wait at a time, over all objects; beyond it BUSY. */
  readonly chains: number
}

export interface ChainsInit {
  readonly self: NodeId
  readonly options: ChainsOptions
  readonly counts: ObjectsCounts
  readonly emit: (effect: ObjectsEffect) => void
}

interface Chain {
  readonly turn: Turn
  readonly cancel: Cancel
  name: string
  isLate: boolean
  /** What it asks for, until there is leave. */
  pending?: Waiting
  readonly open: Set<number>
  results: CallResult[]
}

export class Chains {
  readonly #init: ChainsInit
  readonly #budget: OperationBudget
  readonly #owners: OperationBudget
  /** Of what objects choose when they are asked to: their calls must not starve for it. */
  readonly #selections: OperationBudget
  readonly #chains = new Map<number, Chain>()
  readonly #deadlines = new Deadlines<number>()

  constructor(init: ChainsInit) {
    this.#init = init
    const { operations, ownerOperations, operationsMs } = init.options
    this.#budget = new OperationBudget(operations, operationsMs)
    this.#owners = new OperationBudget(ownerOperations, operationsMs)
    this.#selections = new OperationBudget(operations, operationsMs)
  }

  /** The turn's handler waits. The failure that the turn ends with where it may not. */
  wait(turn: Turn, waiting: Waiting, now: Millis): Failed | undefined {
    const known = this.#chains.get(turn.id)
    const failure = mayWait(turn.request) ? this.#refusal(known) : DECLINED.failure
    if (failure !== undefined) {
      this.#init.emit({ type: 'drop', turn: turn.id, key: turn.request.key, chain: waiting.chain })
      return { ok: false, failure, usage: waiting.usage }
    }
    const chain = known ?? this.#begin(turn, now)
    chain.name = waiting.chain
    if (turn.permitted === true || !needsLeave(turn, waiting)) this.#call(chain, waiting, now)
    else {
      turn.phase = 'permitting'
      chain.pending = waiting
      this.#init.emit({ type: 'permit', turn: turn.id })
    }
    return undefined
  }

  /** The one who asked was asked for leave. False: no handler waits for it, or its calls are not made. */
  permitted(turn: Turn, now: Millis): boolean {
    const chain = this.#chains.get(turn.id)
    if (chain?.pending === undefined) return false
    const { pending, isLate } = chain
    delete chain.pending
    const goesOn = turn.permitted === true && !isLate
    if (goesOn) this.#call(chain, pending, now)
    else {
      this.ended(turn.id)
      this.#init.emit({ type: 'drop', turn: turn.id, key: turn.request.key, chain: chain.name })
    }
    return goesOn
  }

  /** The answer to a call. One that nobody waits for any more is nothing. */
  answered(turn: number, result: CallResult): void {
    const chain = this.#chains.get(turn)
    if (chain?.open.delete(result.id)) this.#result(chain, result)
  }

  /** The handler has come to its end. */
  ended(turn: number): void {
    this.#chains.get(turn)?.cancel()
    this.#chains.delete(turn)
  }

  /** Whether the object may have so many nodes asked to keep copies that it has chosen; they are counted, then. */
  affords(key: Key, nodes: number, now: Millis): boolean {
    const affords = this.#selections.spend(key, nodes, now)
    if (!affords) this.#init.counts.add('callsOverspent')
    return affords
  }

  /** What is left of the operations of an object and its owner. */
  operationsOf({ key, owner }: Spender, now: Millis): Pick<Spent, 'operations' | 'ownerOperations'> {
    const left = (budget: OperationBudget, name: string) => ({
      left: Math.floor(budget.left(name, now)),
      allowed: budget.most
    })
    return { operations: left(this.#budget, key), ownerOperations: left(this.#owners, owner) }
  }

  /** Handlers that wait, or go on after having waited. */
  get size(): number {
    return this.#chains.size
  }

  deadline(): Deadline | undefined {
    return this.#deadlines.next()
  }

  tick(now: Millis): void {
    for (const turn of this.#deadlines.due(now)) {
      const chain = this.#chains.get(turn)
      if (chain === undefined) continue
      chain.isLate = true
      for (const id of [...chain.open]) this.#reject(chain, id, this.#late('it was not answered'), 'TIMEOUT')
    }
  }

  #refusal(known: Chain | undefined): Failure | undefined {
    const { options, counts } = this.#init
    if (known?.isLate) {
      counts.add('chainsLate')
      return { code: 'CHAIN_TIMEOUT', message: this.#late('the handler goes on calling') }
    }
    if (known !== undefined || this.#chains.size < options.chains) return undefined
    counts.add('busyChains')
    const message = `${options.chains} handlers wait at this node; try again in a moment`
    return { code: 'BUSY', message, details: { allowed: options.chains } }
  }

  #begin(turn: Turn, now: Millis): Chain {
    const cancel = this.#deadlines.set(now + this.#init.options.chainMs, 'a handler waits too long', turn.id)
    const chain: Chain = { turn, cancel, name: '', isLate: false, open: new Set(), results: [] }
    this.#chains.set(turn.id, chain)
    return chain
  }

  // An answer may come while others are still being asked: so all are open before the first one is.
  #call(chain: Chain, { calls, privileged }: Waiting, now: Millis): void {
    const { emit, counts } = this.#init
    const { id: turn, request, caller } = chain.turn
    const { key } = request
    const speaker = speakerOf(chain.turn, privileged)
    chain.turn.phase = 'calling'
    const refused = calls.map((call) => callRefusal(call, speaker) ?? this.#charge(chain.turn, call, now))
    for (const { id } of calls) chain.open.add(id)
    calls.forEach((call, at) => {
      const failure = refused[at]
      counts.add(
        failure === undefined ? 'calls' : failure.code === OVERSPENT ? 'callsOverspent' : 'callsRefused'
      )
      if (failure === undefined && isSpread(call, key))
        chain.turn.copies = [...(chain.turn.copies ?? []), ...(call.nodes ?? [])]
      if (failure === undefined) emit({ type: 'call', turn, key, depth: depthOf(caller) + 1, call })
      else if (chain.open.delete(call.id)) this.#result(chain, { id: call.id, ok: false, failure })
    })
  }

  #charge({ request, scene, invocation }: Turn, call: Call, now: Millis): Failure | undefined {
    const { key } = request
    const { owner } = spenderOf(scene as Scene, invocation as Invocation)
    const cost = costOf(call, key, this.#init.self)
    const isOwners = this.#owners.left(owner, now) < cost
    if (!isOwners && this.#budget.spend(key, cost, now)) {
      this.#owners.spend(owner, cost, now)
      return undefined
    }
    const { operations, ownerOperations, operationsMs } = this.#init.options
    const [whose, allowed] = isOwners ? ["its owner's", ownerOperations] : ["the object's", operations]
    const message = `comet.${call.type} takes ${cost} of ${whose} operations, of which fewer are left; ${allowed} in ${operationsMs / 1_000} s are allowed`
    return { code: OVERSPENT, message, details: { used: cost, allowed } }
  }

  #reject(chain: Chain, id: number, message: string, code: string): void {
    if (chain.open.delete(id)) this.#result(chain, { id, ok: false, failure: { code, message } })
  }

  #result(chain: Chain, result: CallResult): void {
    chain.results.push(result)
    if (chain.open.size > 0) return
    const { turn, name, results } = chain
    chain.results = []
    results.sort((a, b) => a.id - b.id)
    turn.phase = 'deciding'
    const invocation = turn.invocation as Invocation
    this.#init.emit({ type: 'resume', turn: turn.id, resumption: { chain: name, results, invocation } })
  }

  #late(what: string): string {
    return `${what} within the ${this.#init.options.chainMs} ms that a handler may wait in all`
  }
}

function speakerOf({ request, caller }: Turn, privileged: boolean): Speaker {
  const alone = request.op === 'get' && request.alone === true
  return { key: request.key, caller, alone, privileged }
}

// What others are asked must not be asked twice: by two coordinators of one request, who would besides wait for each other's
// gates. What nobody asked for, a timer's event, nobody can give leave for.
function needsLeave(turn: Turn, { calls, privileged }: Waiting): boolean {
  if (isUnasked(turn.request)) return false
  const speaker = speakerOf(turn, privileged)
  return calls.some((call) => call.type !== 'lookup' && callRefusal(call, speaker) === undefined)
}

const OVERSPENT = 'OPERATIONS_EXCEEDED'
