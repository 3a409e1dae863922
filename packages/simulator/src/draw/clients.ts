// Draws who asks for what. Most requests go to a few hot keys, so that writes meet; most of the time a write passes on
// the context that its client last saw.
import type { NodeId, Prng } from '@halley/model'
import type { ClientPlan, ClientStep, KeyPlan } from '../plan.ts'
import { COLLECTING, PROGRAM_NAMES } from '../programs.ts'
import { drawQuorum } from './world.ts'

export interface ClientsWishes {
  readonly nodes: readonly NodeId[]
  readonly keys: readonly KeyPlan[]
  /** How much longer clients think than they usually do. */
  readonly slowness: number
}

export function drawKeys(prng: Prng, nodes: number): KeyPlan[] {
  const count = 4 + prng.below(10)
  const clocks = prng.fork('clocks')
  const spreaders = prng.fork('spreaders')
  const spread = spreaders.chance(0.3) ? 0.3 : 0
  return Array.from({ length: count }, (_, at): KeyPlan => {
    const chosen = prng.chance(0.35) ? { program: prng.pick(PROGRAM_NAMES) } : {}
    const special = clocks.chance(0.15) ? 'clock' : spreaders.chance(spread) ? 'spreader' : undefined
    const program = special === undefined ? chosen : { program: special }
    const quorum = prng.chance(0.25) ? { quorum: drawQuorum(prng, nodes) } : {}
    return { key: `k${at}`, ...program, ...quorum }
  })
}

export function drawClients(prng: Prng, { nodes, keys, slowness }: ClientsWishes): ClientPlan[] {
  const count = 2 + prng.below(6)
  const requests = Math.floor((100 + prng.below(150)) / count)
  const habits: Habits = {
    thinkMs: slowness * (20 + prng.below(400) + 10 * nodes.length),
    keys,
    hot: keys.slice(0, 1 + prng.below(3)),
    gets: 0.2 + prng.next() * 0.5,
    deletes: prng.chance(0.3) ? 0 : prng.next() * 0.15,
    contexts: prng.pick([0.3, 0.8, 1]),
    expiring: prng.chance(0.6) ? 0 : prng.next() * 0.5
  }
  return Array.from({ length: count }, (_, at) => {
    const name = `c${at}`
    const near = [prng.pick(nodes), prng.pick(nodes)]
    const steps = Array.from({ length: requests }, (_, step) =>
      drawStep(prng, habits, near, `${name}.${step + 1}`)
    )
    return { name, steps }
  })
}

interface Habits {
  /** Milliseconds between an answer and the next request, at the most. */
  readonly thinkMs: number
  readonly keys: readonly KeyPlan[]
  readonly hot: readonly KeyPlan[]
  /** Probabilities: of a get, a delete; the rest are puts. */
  readonly gets: number
  readonly deletes: number
  /** Probability that a write passes on the context that the client has. */
  readonly contexts: number
  /** Probability that what a put writes expires. */
  readonly expiring: number
}

function drawStep(prng: Prng, habits: Habits, near: readonly NodeId[], tag: string): ClientStep {
  const { thinkMs, keys, hot, gets, deletes, contexts, expiring } = habits
  const { key, program } = prng.pick(prng.chance(0.7) ? hot : keys)
  const step = { thinkMs: Math.round(prng.next() * thinkMs), node: prng.pick(near), key }
  const dice = prng.next()
  if (dice < gets) return { ...step, op: 'get', knowing: false }
  const knowing = prng.chance(contexts)
  if (dice < gets + deletes) return { ...step, op: 'delete', knowing }
  // Only an object that keeps itself on updates can take a value without its code and stay what it is.
  const collects = program !== undefined && COLLECTING.has(program)
  const code = program !== undefined && (collects || prng.chance(0.7))
  // What a set holds would expire with the set, whatever was put into it since.
  const ttl = !collects && prng.chance(expiring) ? { ttlMs: 100 + Math.round(prng.next() ** 2 * 30_000) } : {}
  return { ...step, op: 'put', knowing, tag, ...(code ? { code } : {}), ...ttl }
}
