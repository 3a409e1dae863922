// How long each attack of the sandbox's test suite keeps a worker busy before it is stopped, and by what.
//
//   node benchmarks/src/sandbox-attacks.ts
import { createSandbox } from '@halley/sandbox'
import { CPU } from '../../sandbox/test/attacks/cpu.ts'
import { MEMORY } from '../../sandbox/test/attacks/memory.ts'
import { STACK } from '../../sandbox/test/attacks/stack.ts'
import { TAMPERING, THROWN } from '../../sandbox/test/attacks/tampering.ts'

export interface AttackFigures {
  readonly group: string
  readonly attack: string
  readonly stoppedBy: string
  readonly instructions: number
  readonly steps: number
  readonly memory: number
  /** Median and least of the rounds, in the worker. */
  readonly microseconds: number
  readonly leastMicroseconds: number
}

const GROUPS = { cpu: CPU, memory: MEMORY, stack: STACK, tampering: TAMPERING, thrown: THROWN }
const ROUNDS = 7

async function measureAttacks(): Promise<AttackFigures[]> {
  const sandbox = await createSandbox({ workers: 1 })
  const figures: AttackFigures[] = []
  for (const [group, attacks] of Object.entries(GROUPS)) {
    for (const [attack, body] of Object.entries(attacks)) {
      const code = `export default { onGet (caller) { ${body} } }`
      const run = () => sandbox.invoke({ code, event: { type: 'get', time: 0, seed: '' } })
      // The first runs load the code and let the engine compile what the attack uses.
      await run()
      const outcomes = []
      for (let round = 0; round < ROUNDS; round++) outcomes.push(await run())
      const times = outcomes.map(({ usage }) => usage.microseconds).sort((a, b) => a - b)
      const [outcome] = outcomes
      const { instructions, steps, memory } = outcome!.usage
      const stoppedBy = outcome!.ok ? 'nothing: it ends' : outcome!.error.code
      const microseconds = times[Math.floor(ROUNDS / 2)]!
      figures.push({
        group,
        attack,
        stoppedBy,
        instructions,
        steps,
        memory,
        microseconds,
        leastMicroseconds: times[0]!
      })
    }
  }
  await sandbox.close()
  return figures
}

function row({ group, attack, stoppedBy, instructions, steps, memory, microseconds }: AttackFigures): string {
  return `| ${group} | ${attack} | ${stoppedBy} | ${instructions} | ${steps} | ${memory} | ${(microseconds / 1000).toFixed(1)} |`
}

if (import.meta.main) {
  const figures = await measureAttacks()
  console.log(
    '| group | attack | stopped by | instructions | steps | bytes | ms |\n|---|---|---|---:|---:|---:|---:|'
  )
  console.log(figures.map(row).join('\n'))
  const slowest = figures.reduce((a, b) => (a.microseconds > b.microseconds ? a : b))
  const dearest = figures
    .filter(({ steps }) => steps > 100_000)
    .map((each) => ({ ...each, nanoseconds: (each.leastMicroseconds * 1000) / each.steps }))
    .reduce((a, b) => (a.nanoseconds > b.nanoseconds ? a : b))
  console.log(`\nslowest: ${slowest.attack}, ${(slowest.microseconds / 1000).toFixed(1)} ms`)
  console.log(`dearest step: ${dearest.attack}, ${dearest.nanoseconds.toFixed(1)} ns`)
}
