// What the command line says about a run.
import type { NodeId } from '@halley/model'
import type { RunResult } from './run.ts'
import { hashOf } from './text.ts'

/** One run in a few lines. */
export function summary({ plan, trace, violations, tookMs }: RunResult): string {
  const { nodes, world, clients, faults } = plan
  const count = (type: string): number => trace.events.filter((event) => event.type === type).length
  const { n, r, w } = world.node.quorum
  const answers = new Map<string, number>()
  for (const event of trace.events) {
    if (event.type !== 'answered') continue
    const what = event.response.ok ? `${event.response.op} ok` : event.response.failure.code
    answers.set(what, (answers.get(what) ?? 0) + 1)
  }
  const gone = trace.events.flatMap((event): NodeId[] => (event.type === 'gone' ? [event.node] : []))
  return [
    `seed ${plan.seed}: ${nodes.length} nodes, ${clients.clients} clients, ${clients.keys.length} keys, quorum (${n},${r},${w})`,
    `  faults: ${faults.everyMs === 0 ? 'none' : `${count('crashed')} crashes, ${count('paused')} stalls, ${count('cut')} cuts, ${count('lost')} losses noticed, ${count('dropped')} messages dropped`}${gone.length === 0 ? '' : `; gone for good: ${gone.join(' ')}`}`,
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
export function failure({ plan, violations }: RunResult, fair: boolean): string {
  const checks = [...new Set(violations.map(({ check }) => check))].join(', ')
  const first = violations[0]?.message.split('\n')[0] ?? ''
  const again = `npm run sim -- --seed ${plan.seed}${fair ? ' --fair' : ''} --trace`
  return `seed ${plan.seed} failed: ${checks}\n  ${first}\n  ${again}`
}
