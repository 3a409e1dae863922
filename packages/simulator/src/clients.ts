// Clients: each asks, waits for the answer, thinks for a while, asks again. What a client writes carries a text that
// nobody else writes, so that the checkers can follow it; most of the time it passes on the context that it last saw.
import {
  type ClientRequest,
  type ClientResponse,
  encodeValue,
  type Key,
  type Millis,
  type NodeId,
  type Prng,
  type PutRequest,
  type Quorum,
  type VersionVector
} from '@halley/model'
import type { Agenda } from './agenda.ts'
import { type Program, sourceOf } from './handlers.ts'
import type { World } from './world.ts'

/** A key that clients use. */
export interface KeyPlan {
  readonly key: Key
  /** What its object runs; absent for a passive one. */
  readonly program?: Program
  /** What each put asks for. */
  readonly quorum?: Quorum
}

export interface ClientsOptions {
  readonly clients: number
  /** Requests of each client. */
  readonly requests: number
  /** Milliseconds between an answer and the next request, at the most. */
  readonly thinkMs: Millis
  /** The first of these are hot. */
  readonly keys: readonly KeyPlan[]
  readonly hotKeys: number
  /** Probabilities: of a get, a delete; the rest are puts. */
  readonly gets: number
  readonly deletes: number
  /** Probability that a write passes on the context that the client has. */
  readonly contexts: number
}

export class Client {
  readonly name: string
  /** Requests still to make. */
  left: number
  /** Waiting for an answer. */
  busy = false
  readonly #options: ClientsOptions
  readonly #nodes: readonly NodeId[]
  readonly #world: World
  readonly #agenda: Agenda
  readonly #prng: Prng
  readonly #contexts = new Map<Key, VersionVector>()
  #written = 0

  constructor(name: string, nodes: readonly NodeId[], options: ClientsOptions, world: World, prng: Prng) {
    this.name = name
    this.left = options.requests
    this.#nodes = nodes
    this.#options = options
    this.#world = world
    this.#agenda = world.agenda
    this.#prng = prng
  }

  /** Begins; goes on until all its requests are made or `stop` is called. */
  begin(): void {
    this.#agenda.after(this.#prng.next() * this.#options.thinkMs, () => this.#next())
  }

  stop(): void {
    this.left = 0
  }

  #next(): void {
    if (this.left <= 0 || this.busy) return
    this.left--
    const plan = this.#pickKey()
    const request = this.#request(plan)
    const node = this.#prng.pick(this.#nodes)
    this.busy = true
    const taken = this.#world.ask(node, this.name, request, {
      answered: (response) => this.#answered(plan.key, response),
      broken: () => this.#rest()
    })
    if (!taken) this.#rest()
  }

  #answered(key: Key, response: ClientResponse): void {
    if (response.ok) this.#contexts.set(key, response.context)
    this.#rest()
  }

  #rest(): void {
    this.busy = false
    this.begin()
  }

  #pickKey(): KeyPlan {
    const { keys, hotKeys } = this.#options
    const hot = this.#prng.chance(0.7)
    return this.#prng.pick(hot ? keys.slice(0, hotKeys) : keys)
  }

  #request(plan: KeyPlan): ClientRequest {
    const { gets, deletes, contexts } = this.#options
    const { key } = plan
    const dice = this.#prng.next()
    if (dice < gets) return { op: 'get', key }
    const known = this.#contexts.get(key)
    const context = known !== undefined && this.#prng.chance(contexts) ? { context: known } : {}
    if (dice < gets + deletes) return { op: 'delete', key, ...context }
    return { ...putOf(plan, `${this.name}.${++this.#written}`, this.#prng), ...context }
  }
}

/** A put of something that can be recognised. */
function putOf({ key, program, quorum }: KeyPlan, tag: string, prng: Prng): PutRequest {
  const asked = quorum === undefined ? {} : { quorum }
  if (program === undefined) return { op: 'put', key, value: encodeValue(tag), ...asked }
  const value = encodeValue(program === 'set' || program === 'cart' ? { items: [tag] } : { tag })
  // Only an object that keeps itself on updates can take a value without its code and stay what it is.
  const code = program === 'set' || program === 'cart' || prng.chance(0.7) ? { code: sourceOf(program) } : {}
  return { op: 'put', key, value, ...code, ...asked }
}
