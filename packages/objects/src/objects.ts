// The objects core: takes each event through its object, one at a time per object, as a transaction.
//
//   arrive ──► reading ──► (a plain get is answered here)
//                 └──► waiting ──► [refreshing] ──► deciding ──► committing ──► answered
//                                                      │  ▲
//                                                      └──┘ one handler after the other, [calling] while it waits (chains.ts);
//                                                           [permitting] before a blind commit
//
// State, reply and actions are released together, when the write that they depend on is durable; a failure anywhere
// before releases nothing but itself. Reading overlaps with the turns before; deciding does not.
import {
  type Caller,
  type ClientResponse,
  Counts,
  type Deadline,
  type Dot,
  earliest,
  type Failure,
  type Key,
  type Millis,
  mergeToFit,
  type NodeId,
  type ObjectRecord,
  TransitMap
} from '@halley/model'
import { admit } from './admit.ts'
import { affordable } from './affordable.ts'
import type { CallResult, Waiting } from './call.ts'
import { Chains } from './chains.ts'
import { OBJECTS_COUNTS } from './counts.ts'
import type { Debt } from './debts.ts'
import { confined, declines } from './direct.ts'
import type { Commit, ObjectsEffect, ReadObject } from './effects.ts'
import { DECLINED, runsNothing } from './get.ts'
import { inspection } from './inspect.ts'
import type { Outcome } from './invocation.ts'
import { judge, rejected } from './judge.ts'
import { Mailboxes } from './mailbox.ts'
import { CONTEXT_AHEAD, isAhead, isBlind } from './next-step.ts'
import type { ObjectsOptions } from './options.ts'
import { bytesOf, priceOf } from './price.ts'
import { Refusals } from './refusals.ts'
import { release, told } from './release.ts'
import { Spending } from './spending.ts'
import { type Room, spentOf } from './spent.ts'
import { packedLocal, type Scene, type Step, type TurnRequest } from './step.ts'
import { countTick } from './tick.ts'
import { ALONE, isAlone, responseOf, sceneOf, scopeOf, spenderOf, type Turn } from './turn.ts'

export interface ObjectsInit {
  readonly self: NodeId
  /** What handlers' randomness follows, known to nobody else: drawn anew at each start. */
  readonly secret: string
  readonly options: ObjectsOptions
  readonly emit: (effect: ObjectsEffect) => void
  /** What objects and owners owe has changed: told again at the next start. Absent: nobody writes it down. */
  readonly owe?: (debts: readonly Debt[]) => void
  /** What the objects of an owner take up here. Absent: nothing. */
  readonly room?: (owner: NodeId) => Room
}

export class Objects {
  readonly counts = new Counts(OBJECTS_COUNTS)
  readonly #init: ObjectsInit
  readonly #emit: (effect: ObjectsEffect) => void
  readonly #turns = new TransitMap<number, Turn>()
  readonly #mailboxes: Mailboxes
  readonly #chains: Chains
  readonly spending: Spending
  readonly #refusals = new Refusals()
  #now: Millis = 0

  constructor(init: ObjectsInit) {
    const { self, options, emit, owe = () => {} } = init
    this.#init = init
    this.#emit = emit
    this.#mailboxes = new Mailboxes(options.mailboxEvents)
    this.#chains = new Chains({ self, options, counts: this.counts, emit })
    this.spending = new Spending(options, this.counts, owe)
  }

  /** An event arrives at its coordinator. Answered by `respond` (a merge and a tick by `ended`) with the same turn, exactly once. */
  arrive(id: number, request: TurnRequest, caller: Caller, now: Millis): void {
    this.#now = now
    const failure = admit(request, {
      ...{ options: this.#init.options, turns: this.#turns.size, refusals: this.#refusals, caller, now },
      ...{ mailboxes: this.#mailboxes, counts: this.counts, spending: this.spending }
    })
    if (failure !== undefined) {
      this.#emit(told(id, request, { ok: false, failure }))
      return
    }
    const seenChanges = this.#mailboxes.changes(request.key)
    this.#turns.set(id, {
      ...{ id, request, caller, startedAt: now, options: this.#init.options, seenChanges },
      phase: 'reading',
      askedEveryone: false,
      outcomes: [],
      measured: 0
    })
    const { key } = request
    if (isAlone(request)) this.#emit({ type: 'refresh', turn: id, key })
    else this.#emit({ type: 'read', turn: id, key, scope: scopeOf(request, request.op === 'inspect') })
  }

  /** The quorum's answer to `read`. */
  reconciled(id: number, object: ReadObject, now: Millis): void {
    const turn = this.#turns.get(id)
    if (turn?.phase !== 'reading') return
    this.#now = now
    const { request } = turn
    if (request.op === 'inspect') {
      const books = { spending: this.spending, chains: this.#chains, room: this.#init.room }
      return this.#end(turn, inspection(object, this.#init.self, spentOf(books, object, turn, now)), false)
    }
    if (isAhead(request, object.record)) return this.#lookFurther(turn)
    turn.scene = sceneOf(turn, object, this.#init.secret, now)
    const { live } = turn.scene
    if (declines(request, object, live, this.#init.self)) return this.#end(turn, DECLINED, false)
    if (request.op === 'get' && runsNothing(live)) return this.#advance(turn)
    turn.phase = 'waiting'
    if (this.#mailboxes.enter(request.key, id)) this.#begin(turn)
  }

  /** The own copy, read again: answers `refresh`. */
  refreshed(id: number, copy: Pick<ReadObject, 'record' | 'local'>, now: Millis): void {
    const turn = this.#turns.get(id)
    if (turn !== undefined && isAlone(turn.request) && turn.phase === 'reading')
      return this.reconciled(id, { ...copy, quorum: ALONE, list: [], answers: new Map() }, now)
    if (turn?.phase !== 'refreshing' || turn.scene === undefined) return
    this.#now = now
    const record = mergeToFit(turn.scene.record, copy.record)
    turn.scene = sceneOf(turn, { ...turn.scene, record, local: copy.local }, this.#init.secret, now)
    this.#advance(turn)
  }

  /** The object could not be read. */
  unread(id: number, failure: Failure): void {
    const turn = this.#turns.get(id)
    if (turn?.phase === 'reading' || turn?.phase === 'refreshing')
      this.#end(turn, { ok: false, failure }, false)
  }

  /** A handler's outcome: answers `invoke` and `resume`. */
  finished(id: number, found: Outcome | Waiting, now: Millis): void {
    const turn = this.#turns.get(id)
    if (turn?.phase !== 'deciding' || turn.scene === undefined) return
    this.#now = now
    this.spending.back(id)
    const { invocation } = turn
    if (invocation === undefined) throw new Error(`turn ${id} decides without a handler`)
    const spender = spenderOf(turn.scene, invocation)
    turn.measured += found.micros ?? 0
    if ('chain' in found) this.spending.chargeBytes(spender, bytesOf(found.calls), now)
    const outcome = 'chain' in found ? this.#chains.wait(turn, found, now) : confined(turn.request, found)
    if (outcome === undefined) return
    this.#chains.ended(id)
    this.spending.charge(spender, priceOf(invocation, outcome, turn.measured), now)
    turn.measured = 0
    const judged = judge(invocation, outcome, this.#init.options)
    if (outcome.ok && !judged.ok) this.#emit(rejected(id, invocation, judged.failure))
    // The scene's as well.
    turn.outcomes.push(judged)
    this.#advance(turn)
  }

  /** What came of a call: answers `call`. */
  called(id: number, result: CallResult): void {
    this.#chains.answered(id, result)
  }

  deadline(): Deadline | undefined {
    return earliest(this.#chains.deadline(), this.spending.debts.deadline())
  }

  tick(now: Millis): void {
    this.#chains.tick(now)
    this.spending.debts.tick(now)
  }

  /** Whether the one who asked still waits: answers `permit`. */
  permitted(id: number, granted: boolean): void {
    const turn = this.#turns.get(id)
    if (turn?.phase !== 'permitting') return
    turn.permitted = granted
    if (this.#chains.permitted(turn, this.#now)) return
    if (granted && turn.commit !== undefined) this.#write(turn, turn.commit)
    else
      this.#end(
        turn,
        { ok: false, failure: { code: 'TIMEOUT', message: 'nobody waits for the request any more' } },
        false
      )
  }

  /** The commit is durable at W nodes. */
  committed(id: number, record: ObjectRecord, dots: readonly Dot[]): void {
    const turn = this.#turns.get(id)
    if (turn?.phase !== 'committing' || turn.answer === undefined) return
    this.#end(turn, responseOf(turn, turn.answer(record, dots), this.#init.self), true)
  }

  /** The commit did not become durable at W nodes; it may be at some. */
  uncommitted(id: number, failure: Failure): void {
    const turn = this.#turns.get(id)
    if (turn?.phase === 'committing') this.#end(turn, { ok: false, failure }, true)
  }

  /** So many bytes of the object were sent on to other nodes, because its handlers asked for that. */
  sent(key: Key, bytes: number, now: Millis): void {
    this.spending.chargeBytes({ key }, bytes, now)
  }

  /** Turns under way. */
  get size(): number {
    return this.#turns.size
  }

  // The client has seen versions that this quorum does not know. Writing on would let them come back as concurrent, and a
  // delete would answer for what it did not delete: so everybody is asked, once, before the request fails.
  #lookFurther(turn: Turn): void {
    if (!turn.askedEveryone) {
      turn.askedEveryone = true
      this.#emit({ type: 'read', turn: turn.id, key: turn.request.key, scope: scopeOf(turn.request, true) })
      return
    }
    this.counts.add('contextsAhead')
    this.#end(turn, { ok: false, failure: CONTEXT_AHEAD }, false)
  }

  #begin(turn: Turn): void {
    const { id, request, seenChanges } = turn
    if (this.#mailboxes.changes(request.key) === seenChanges) {
      this.#advance(turn)
      return
    }
    turn.phase = 'refreshing'
    this.#emit({ type: 'refresh', turn: id, key: request.key })
  }

  #advance(turn: Turn): void {
    const step = affordable(turn.scene as Scene, this.spending, this.#refusals, this.#now)
    switch (step.do) {
      case 'invoke':
        turn.phase = 'deciding'
        turn.invocation = step.invocation
        this.spending.begun(turn.id)
        this.#emit({ type: 'invoke', turn: turn.id, invocation: step.invocation })
        return
      case 'fail':
        this.#end(turn, { ok: false, failure: step.failure }, false)
        return
      case 'commit':
        this.#commit(turn, step)
    }
  }

  #commit(turn: Turn, step: Step & { do: 'commit' }): void {
    const { edits, local, ticks, quorum, answer } = step
    const { record, quorum: former } = turn.scene as Scene
    turn.afterwards = step
    if (edits.length === 0 && local === undefined) {
      this.#end(turn, responseOf(turn, answer(record, []), this.#init.self), false)
      return
    }
    turn.answer = answer
    turn.commit = {
      key: turn.request.key,
      base: record,
      edits,
      quorum,
      ...(record.siblings.length > 0 && former.n > quorum.n ? { formerN: former.n } : {}),
      ...packedLocal(turn.scene as Scene, edits, local, ticks)
    }
    if (turn.permitted !== true && isBlind(turn.request, record, edits)) {
      turn.phase = 'permitting'
      this.#emit({ type: 'permit', turn: turn.id })
    } else this.#write(turn, turn.commit)
  }

  #write(turn: Turn, commit: Commit): void {
    turn.phase = 'committing'
    this.#emit({ type: 'commit', turn: turn.id, commit })
  }

  #end(turn: Turn, response: ClientResponse | undefined, changed: boolean): void {
    this.#turns.delete(turn.id)
    const next = this.#mailboxes.leave(turn.request.key, turn.id, changed)
    if (changed) this.#refusals.changed(turn.request.key)
    if (turn.request.op === 'tick') countTick(this.counts, turn.outcomes)
    const affords = (nodes: number): boolean => this.#chains.affords(turn.request.key, nodes, this.#now)
    for (const released of release(turn, response, affords)) this.#emit(released)
    if (turn.request.op === 'select')
      this.counts.add(response === undefined ? 'selections' : 'selectionsFailed')
    this.#emit(told(turn.id, turn.request, response))
    const called = next === undefined ? undefined : this.#turns.get(next)
    if (called !== undefined) this.#begin(called)
  }
}
