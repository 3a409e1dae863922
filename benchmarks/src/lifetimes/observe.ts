// A simulated network whose nodes come and go, part of them behind NAT; the object of examples/lifetimes inside it, and probers
// outside. What each of them makes of the nodes' lifetimes, beside the truth.
//
// A node is up for a time drawn from a Weibull distribution of shape 0.6 with a median of 3.1 hours: many short lives and some very
// long ones, as peer-to-peer networks have them. Then it is down for four hours on average (exponential), and comes back with its disk.
import { readFile } from 'node:fs/promises'
import type { Millis } from '../../../packages/model/src/index.ts'
import { createPrng } from '../../../packages/model/src/prng.ts'
import { Agenda } from '../../../packages/simulator/src/agenda.ts'
import { createTestNetwork, type TestNetwork, type TestNode } from '../../../packages/testing/src/index.ts'
import { type Period, Periods } from './periods.ts'
import { Prober, type ProberOptions } from './prober.ts'

export interface Setting {
  readonly nodes: number
  /** The share of the nodes that are behind NAT. */
  readonly behindNat: number
  /** Objects that observe, each under a key of its own. */
  readonly objects: number
  /** Lives that begin in the first half count, but for the first hour. Who is still up in the end has lived until then. */
  readonly hours: number
  /** From one look of the objects to the next. */
  readonly everyMs: Millis
  readonly probers: readonly ProberOptions[]
  readonly seed: string
}

export interface View {
  /** Of lives that began in the first half, in hours. */
  readonly lifetimes: readonly number[]
  /** How many nodes were seen at all. */
  readonly nodes: number
}

export interface Observed {
  readonly truth: View
  readonly inside: View
  /** As each of the probers saw it. */
  readonly outside: readonly View[]
}

const HOUR: Millis = 3_600_000
const MINUTE: Millis = 60_000
const SHAPE = 0.6
const MEDIAN_HOURS = 3.1
const DOWN_HOURS = 4

export async function observe(setting: Setting): Promise<Observed> {
  const { nodes: count, seed, everyMs, objects, hours } = setting
  const behindNat = Array.from({ length: Math.round(setting.behindNat * count) }, (_, at) => `n${at}`)
  await using network = await createTestNetwork({ nodes: count, seed, behindNat, story: false })
  const keys = Array.from({ length: objects }, (_, at) => `lives ${at}`)
  const code = await readFile(
    new URL('../../../examples/lifetimes/lifetimes.aso.js', import.meta.url),
    'utf8'
  )
  for (const key of keys) await anybody(network, (node) => node.put(key, { code, value: { everyMs } }))

  const probers = setting.probers.map(
    (options, at) => new Prober(options, createPrng(`${seed}, prober ${at}`))
  )
  const [epoch, begin] = [await epochOf(network), network.now]
  const churn = new Churn(network.nodes, behindNat, probers, seed)
  for (let minute = 0; minute < 60 * hours; minute++) {
    await network.advance(MINUTE)
    churn.pass(MINUTE)
  }
  const end = 60 * hours * MINUTE
  const inside = new Periods(everyMs)
  for (const key of keys)
    for (const [id, [first, last]] of await seen(network, key))
      inside.add(id, [first - epoch - begin, last - epoch - begin])
  const viewOf = (periods: Periods): View => ({
    lifetimes: periods.lifetimes([HOUR, end / 2]),
    nodes: periods.nodes
  })
  return {
    truth: viewOf(churn.truth(end)),
    inside: viewOf(inside),
    outside: probers.map(({ seen }) => viewOf(seen))
  }
}

/** Nodes that come and go, and what the probers notice of it. Time begins with zero. */
class Churn {
  readonly #agenda = new Agenda()
  readonly #prng
  readonly #hidden: ReadonlySet<string>
  readonly #probers: readonly Prober[]
  readonly #lives = new Periods(0)
  readonly #upSince = new Map<string, Millis>()

  constructor(
    nodes: readonly TestNode[],
    hidden: readonly string[],
    probers: readonly Prober[],
    seed: string
  ) {
    this.#prng = createPrng(`${seed}, churn`)
    this.#hidden = new Set(hidden)
    this.#probers = probers
    for (const node of nodes) this.#comes(node)
    for (const prober of probers) this.#looks(prober, nodes)
  }

  pass(ms: Millis): void {
    this.#agenda.run(this.#agenda.now + ms)
  }

  truth(end: Millis): Periods {
    for (const [id, since] of this.#upSince) this.#lives.add(id, [since, end])
    return this.#lives
  }

  #comes(node: TestNode): void {
    const { now } = this.#agenda
    this.#upSince.set(node.id, now)
    const staysMs = HOUR * MEDIAN_HOURS * (this.#exponential() / Math.LN2) ** (1 / SHAPE)
    this.#agenda.after(staysMs, () => this.#goes(node))
    if (this.#hidden.has(node.id))
      for (const prober of this.#probers) this.#speaks(node, prober, now + staysMs)
  }

  #goes(node: TestNode): void {
    this.#lives.add(node.id, [this.#upSince.get(node.id) as Millis, this.#agenda.now])
    this.#upSince.delete(node.id)
    for (const prober of this.#probers) prober.ended(node.id)
    node.crash()
    this.#agenda.after(HOUR * DOWN_HOURS * this.#exponential(), () => {
      node.restart()
      this.#comes(node)
    })
  }

  /** A node behind NAT comes upon the prober, now and then. */
  #speaks(node: TestNode, prober: Prober, until: Millis): void {
    const inMs = prober.nextHeard()
    if (this.#agenda.now + inMs >= until) return
    this.#agenda.after(inMs, () => {
      prober.heard(node.id, this.#agenda.now)
      this.#speaks(node, prober, until)
    })
  }

  #looks(prober: Prober, nodes: readonly TestNode[]): void {
    this.#agenda.after(prober.options.everyMs, () => {
      prober.look(this.#agenda.now, nodes)
      this.#looks(prober, nodes)
    })
  }

  #exponential(): number {
    return -Math.log(1 - this.#prng.next())
  }
}

/** What an object has collected. */
async function seen(network: TestNetwork, key: string): Promise<[string, Period][]> {
  const { value } = await anybody(network, (node) => node.get(key))
  const nodes = (value ?? {}) as unknown as Readonly<Record<string, readonly Period[]>>
  return Object.entries(nodes).flatMap(([id, periods]) =>
    periods.map((period): [string, Period] => [id, period])
  )
}

/** What nodes' clocks showed when the network's time began. */
async function epochOf(network: TestNetwork): Promise<Millis> {
  const code = 'export default { onGet() { return Date.now() } }'
  await anybody(network, (node) => node.put('clock', { code }))
  return ((await anybody(network, (node) => node.get('clock'))).value as number) - network.now
}

/**
 * By a node that can be dialled; where many are behind NAT, it may be handed to coordinators that do not hear each other, and is
 * tried again by the next one.
 */
async function anybody<T>({ nodes }: TestNetwork, act: (node: TestNode) => Promise<T>): Promise<T> {
  const failures: unknown[] = []
  for (const node of nodes.filter(({ isReachable }) => isReachable))
    try {
      return await act(node)
    } catch (error) {
      failures.push(error)
    }
  throw failures[0]
}
