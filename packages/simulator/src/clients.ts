// Clients: each asks, waits for the answer, thinks for a while, asks again. What a client writes carries a text that
// nobody else writes, so that the checkers can follow it.
import {
  type ClientRequest,
  type ClientResponse,
  encodeValue,
  type Key,
  type PutRequest,
  type VersionVector
} from '@halley/model'
import type { ClientPlan, ClientStep, KeyPlan } from './plan.ts'
import { COLLECTING, OPENS, sourceOf } from './programs.ts'
import type { World } from './world.ts'

export class Client {
  readonly #plan: ClientPlan
  readonly #keys: ReadonlyMap<Key, KeyPlan>
  readonly #world: World
  readonly #contexts = new Map<Key, VersionVector>()
  #next = 0
  #busy = false

  constructor(plan: ClientPlan, keys: readonly KeyPlan[], world: World) {
    this.#plan = plan
    this.#keys = new Map(keys.map((key) => [key.key, key]))
    this.#world = world
  }

  /** Whether it has nothing left to ask and waits for no answer. */
  get isDone(): boolean {
    return !this.#busy && this.#next >= this.#plan.steps.length
  }

  /** Begins; goes on until all its steps are made or `stop` is called. */
  begin(): void {
    const step = this.#plan.steps[this.#next]
    if (step !== undefined) this.#world.agenda.after(step.thinkMs, () => this.#take(step))
  }

  stop(): void {
    this.#next = this.#plan.steps.length
  }

  #take(step: ClientStep): void {
    if (this.#plan.steps[this.#next] !== step) return
    this.#next++
    this.#busy = true
    const taken = this.#world.ask(step.node, this.#plan.name, this.#request(step), {
      answered: (response) => this.#answered(step.key, response),
      broken: () => this.#rest()
    })
    if (!taken) this.#rest()
  }

  #answered(key: Key, response: ClientResponse): void {
    if (response.ok) this.#contexts.set(key, response.context)
    this.#rest()
  }

  #rest(): void {
    this.#busy = false
    this.begin()
  }

  #request(step: ClientStep): ClientRequest {
    const { op, key, knowing } = step
    if (op === 'get') return { op, key }
    const known = knowing ? this.#contexts.get(key) : undefined
    const context = known === undefined ? {} : { context: known }
    if (op === 'put') return { ...this.#put(step), ...context }
    // Who knows the object knows the word as well.
    return { op, key, ...context, ...(knowing ? { payload: encodeValue(OPENS) } : {}) }
  }

  #put({ key, node, tag = '', code = false, ttlMs }: ClientStep): PutRequest {
    const { program, quorum } = this.#keys.get(key) ?? {}
    const state = program === undefined ? tag : COLLECTING.has(program) ? { items: [tag] } : { tag }
    return {
      op: 'put',
      key,
      value: encodeValue(state),
      ...(code && program !== undefined ? { code: sourceOf(program) } : {}),
      ...(quorum === undefined ? {} : { quorum }),
      ...(ttlMs === undefined ? {} : { expiresAt: (this.#world.hosts.get(node)?.reading ?? 0) + ttlMs })
    }
  }
}
