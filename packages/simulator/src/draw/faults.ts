// Draws what goes wrong while the clients work. Each world has its own mixture: some kinds never, some often.
import type { Millis, NodeId, Prng } from '@halley/model'
import type { FaultStep, KeyPlan } from '../plan.ts'

export interface FaultsWishes {
  readonly nodes: readonly NodeId[]
  readonly keys: readonly KeyPlan[]
  /** Nothing goes wrong; nodes may join nevertheless. */
  readonly calm: boolean
  /** How many of the last nodes join later. */
  readonly joins: number
  /** Nodes that are gone for good. */
  readonly deaths: number
  /** How long a fault lasts at the most. */
  readonly longestMs: Millis
  /** How long things go wrong. */
  readonly spanMs: Millis
}

export function drawFaults(prng: Prng, wishes: FaultsWishes): FaultStep[] {
  const { nodes, joins, deaths, calm, spanMs } = wishes
  const founders = nodes.slice(0, nodes.length - joins)
  const steps: FaultStep[] = nodes.slice(founders.length).map((node) => {
    const atMs = Math.round(2_000 + prng.next() * 20_000)
    return { atMs, do: 'join', node, via: prng.pick(founders) }
  })
  if (calm) return steps
  for (let death = 0; death < deaths; death++)
    steps.push({ atMs: Math.round(prng.next() * spanMs), do: 'die', node: prng.pick(nodes) })
  const trouble = new Trouble(prng, wishes)
  const everyMs = 500 + prng.below(4_000)
  for (let atMs = prng.next() * everyMs; atMs < spanMs; atMs += prng.next() * everyMs)
    steps.push(...trouble.strike(Math.round(atMs)))
  return steps.sort((a, b) => a.atMs - b.atMs)
}

type Strike = (atMs: Millis) => FaultStep[]

class Trouble {
  readonly #prng: Prng
  readonly #wishes: FaultsWishes
  readonly #mixture: readonly Strike[]

  constructor(prng: Prng, wishes: FaultsWishes) {
    this.#prng = prng
    this.#wishes = wishes
    const common = [
      this.#crash,
      this.#stall,
      this.#break,
      this.#cut,
      this.#partition,
      this.#oneWay,
      this.#flap,
      this.#slowLinks,
      this.#slowDisk,
      this.#fullDisk,
      this.#brokenDisk,
      this.#bounce
    ]
    // Each of these is a blow to the whole: a few in a run are enough.
    const rare = [this.#roll, this.#blackout, this.#corrupt, this.#clock]
    const often = common.flatMap((kind) => Array<Strike>(prng.pick([0, 0, 2, 6])).fill(kind))
    const seldom = rare.flatMap((kind) => Array<Strike>(prng.pick([0, 0, 1])).fill(kind))
    this.#mixture = [...often, ...seldom]
  }

  strike(atMs: Millis): FaultStep[] {
    return this.#mixture.length === 0 ? [] : this.#prng.pick(this.#mixture)(atMs)
  }

  readonly #crash: Strike = (atMs) => [{ atMs, do: 'crash', node: this.#node(), forMs: this.#lasts() }]

  readonly #stall: Strike = (atMs) => [{ atMs, do: 'stall', node: this.#node(), forMs: this.#lasts() }]

  readonly #break: Strike = (atMs) => {
    const [from, to] = this.#pair()
    return [{ atMs, do: 'break', from, to }]
  }

  readonly #cut: Strike = (atMs) => {
    const [from, to] = this.#pair()
    return [{ atMs, do: 'cut', from: [from], to: [to], forMs: this.#lasts() }]
  }

  readonly #partition: Strike = (atMs) => {
    const from = this.#some(0.4)
    return from.length === 0 ? [] : [{ atMs, do: 'partition', from, forMs: this.#lasts() }]
  }

  /** One side hears the other, and is not heard. */
  readonly #oneWay: Strike = (atMs) => {
    const from = this.#some(0.4)
    const to = this.#wishes.nodes.filter((node) => !from.includes(node))
    return from.length === 0 || to.length === 0 ? [] : [{ atMs, do: 'cut', from, to, forMs: this.#lasts() }]
  }

  readonly #flap: Strike = (atMs) => {
    const [from, to] = this.#pair()
    const times = { downMs: 5 + this.#prng.below(300), upMs: 5 + this.#prng.below(300) }
    return [{ atMs, do: 'flap', from, to, forMs: Math.min(5_000, this.#lasts()), ...times }]
  }

  readonly #slowLinks: Strike = (atMs) => [
    { atMs, do: 'slow-links', node: this.#node(), forMs: this.#lasts(), factor: 2 + this.#prng.below(30) }
  ]

  readonly #slowDisk: Strike = (atMs) => [
    { atMs, do: 'slow-disk', node: this.#node(), forMs: this.#lasts(), addMs: 10 + this.#prng.below(2_000) }
  ]

  readonly #fullDisk: Strike = (atMs) => [{ atMs, do: 'full-disk', node: this.#node(), forMs: this.#lasts() }]

  readonly #brokenDisk: Strike = (atMs) => [
    { atMs, do: 'broken-disk', node: this.#node(), forMs: this.#lasts() }
  ]

  readonly #corrupt: Strike = (atMs) => [
    { atMs, do: 'corrupt', node: this.#node(), key: this.#prng.pick(this.#wishes.keys).key }
  ]

  readonly #clock: Strike = (atMs) => {
    const share = this.#prng.next() * 2 - 1
    return [{ atMs, do: 'clock', node: this.#node(), byMs: Math.round(share * share * share * 60_000) }]
  }

  /** Down, back, and down again as soon as it is handed what it missed. */
  readonly #bounce: Strike = (atMs) => {
    const node = this.#node()
    const first = 200 + this.#prng.below(4_000)
    const again = atMs + first + this.#prng.below(400)
    return [
      { atMs, do: 'crash', node, forMs: first },
      { atMs: again, do: 'crash', node, forMs: this.#prng.below(1_000) }
    ]
  }

  /** Each node is restarted, one after the other. */
  readonly #roll: Strike = (atMs) => {
    const forMs = 50 + this.#prng.below(2_000)
    const everyMs = forMs + this.#prng.below(1_500)
    return this.#shuffled().map((node, turn) => ({ atMs: atMs + turn * everyMs, do: 'crash', node, forMs }))
  }

  /** Most of the nodes go down at once, as when the power fails. */
  readonly #blackout: Strike = (atMs) => {
    const nodes = this.#shuffled()
    const least = Math.floor(nodes.length / 2) + 1
    const count = least + this.#prng.below(nodes.length - least + 1)
    return nodes.slice(0, count).map((node) => ({ atMs, do: 'crash', node, forMs: this.#lasts() }))
  }

  #node(): NodeId {
    return this.#prng.pick(this.#wishes.nodes)
  }

  #pair(): [NodeId, NodeId] {
    const [from, to] = this.#shuffled()
    return [from as NodeId, to as NodeId]
  }

  #some(share: number): NodeId[] {
    return this.#wishes.nodes.filter(() => this.#prng.chance(share))
  }

  #shuffled(): NodeId[] {
    const nodes = [...this.#wishes.nodes]
    for (let at = nodes.length - 1; at > 0; at--) {
      const other = this.#prng.below(at + 1)
      ;[nodes[at], nodes[other]] = [nodes[other] as NodeId, nodes[at] as NodeId]
    }
    return nodes
  }

  /** Mostly short: the cube of an even draw. */
  #lasts(): Millis {
    const share = this.#prng.next()
    return Math.round(10 + share * share * share * this.#wishes.longestMs)
  }
}
