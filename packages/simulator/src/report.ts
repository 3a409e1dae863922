// What the command line says about a run.
import type { NodeId } from '@halley/model'
import type { RunResult } from './run.ts'
import { hashOf } from './text.ts'

/** A run in numbers, small enough to be handed from one thread to another. */
export interface Digest {
  readonly seed: string
  /** Which checks failed, each once; none: all held. */
  readonly failed: readonly string[]
  /** What was violated first. */
  readonly first: string
  /** Requests of clients, and how many of them were answered as they should. */
  readonly requests: number
  readonly answered: number
  /** Puts and deletes that were acknowledged. */
  readonly writes: number
  /** Writes of these that were lost. */
  readonly lost: number
}

export function digest({ plan, trace, violations }: RunResult): Digest {
  let requests = 0
  let answered = 0
  let writes = 0
  for (const event of trace.events) {
    if (event.type === 'asked') requests++
    if (event.type !== 'answered' || !event.response.ok) continue
    answered++
    if (event.response.op === 'put' || event.response.op === 'delete') writes++
  }
  return {
    seed: plan.seed,
    failed: [...new Set(violations.map(({ check }) => check))],
    first: violations[0]?.message.split('\n')[0] ?? '',
    requests,
    answered,
    writes,
    lost: violations.filter(({ check }) => check === 'acknowledged').length
  }
}

/** One run in a few lines. */
export function summary({ plan, trace, violations, tookMs }: RunResult): string {
  const { nodes, world, clients, keys, faults } = plan
  const counts = new Map<string, number>()
  const answers = new Map<string, number>()
  const gone: NodeId[] = []
  for (const event of trace.events) {
    counts.set(event.type, (counts.get(event.type) ?? 0) + 1)
    if (event.type === 'gone') gone.push(event.node)
    if (event.type !== 'answered') continue
    const what = event.response.ok ? `${event.response.op} ok` : event.response.failure.code
    answers.set(what, (answers.get(what) ?? 0) + 1)
  }
  const count = (type: string): number => counts.get(type) ?? 0
  const { n, r, w } = world.node.quorum
  return [
    `seed ${plan.seed}: ${nodes.length} nodes, ${clients.length} clients, ${keys.length} keys, quorum (${n},${r},${w})`,
    `  faults: ${faults.length === 0 ? 'none' : `${count('crashed')} crashes, ${count('paused')} stalls, ${count('cut')} cuts, ${count('lost')} losses noticed, ${count('dropped')} messages dropped`}${gone.length === 0 ? '' : `; gone for good: ${gone.join(' ')}`}`,
    `  ${count('asked')} requests: ${[...answers].map(([what, number]) => `${number} ${what}`).join(', ')}`,
    `  ${count('sent')} messages, ${count('stored')} stores, ${(tookMs / 1_000).toFixed(1)} s of virtual time`,
    `  trace ${hashOf(trace.events)}, ${trace.events.length} events`,
    ...violations.map(
      ({ check, message, at }) =>
        `  VIOLATED ${check}${at === undefined ? '' : ` at ${at.toFixed(3)}`}: ${message}`
    ),
    violations.length === 0 ? '  all checks hold' : `  ${violations.length} violations`
  ].join('\n')
}

/** A seed that failed: what was violated first, and how to see it again. */
export function failure({ seed, failed, first }: Digest, fair: boolean): string {
  const again = `npm run sim -- --seed ${seed}${fair ? ' --fair' : ''} --trace`
  return `seed ${seed} failed: ${failed.join(', ')}\n  ${first}\n  ${again}`
}
