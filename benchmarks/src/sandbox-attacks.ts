// How long each attack of the sandbox's test suite keeps a worker busy before it is stopped, by what, and how much memory
// it holds at its peak. Writes the table of docs/attacks.md.
//
//   node benchmarks/src/sandbox-attacks.ts
//
// Every run is of code that the worker has not seen, so that parsing and loading are part of it.
import { writeFile } from 'node:fs/promises'
import { cpus } from 'node:os'
import { createSandbox, type Invocation, type Sandbox } from '@halley/sandbox'
import { invocationOf, stepsOf } from '../../sandbox/test/attacks/attack.ts'
import { type Entry, readAttacks } from '../../sandbox/test/attacks/catalogue.ts'
import { median } from './statistics.ts'

interface CaseFigures {
  readonly name: string
  readonly stoppedBy: string
  readonly instructions: number
  readonly steps: number
  readonly memory: number
  /** In the worker, load included. */
  readonly leastMs: number
  readonly medianMs: number
  readonly worstMs: number
}

interface AttackFigures {
  readonly group: string
  readonly attack: string
  readonly tries: string
  readonly cases: readonly CaseFigures[]
}

const ROUNDS = 5
const BAR_MS = 50

async function measure(sandbox: Sandbox, { group, name, attack }: Entry): Promise<AttackFigures> {
  const cases: CaseFigures[] = []
  for (const [variant, source] of Object.entries(attack.cases)) {
    for (const step of stepsOf(source)) cases.push(await measureCase(sandbox, variant, invocationOf(step)))
  }
  return { group, attack: name, tries: attack.tries, cases }
}

async function measureCase(sandbox: Sandbox, name: string, invocation: Invocation): Promise<CaseFigures> {
  const outcomes = []
  for (let round = 0; round < ROUNDS; round++) {
    outcomes.push(await sandbox.invoke({ ...invocation, code: `${invocation.code}\n//${round}` }))
  }
  const [outcome] = outcomes
  const { instructions, steps, memory } = outcome!.usage
  const times = outcomes.map(({ usage }) => usage.microseconds / 1000)
  const stoppedBy = outcome!.ok ? 'ends' : outcome!.error.code
  return {
    name,
    stoppedBy,
    instructions,
    steps,
    memory,
    leastMs: Math.min(...times),
    medianMs: median(times),
    worstMs: Math.max(...times)
  }
}

function row({ group, attack, cases }: AttackFigures): string {
  const dearest = greatest(cases, ({ medianMs }) => medianMs)
  const codes = [...new Set(cases.map(({ stoppedBy }) => stoppedBy))].map((code) =>
    code.replace('_EXCEEDED', '')
  )
  const most = (figure: (each: CaseFigures) => number) => Math.max(...cases.map(figure)).toLocaleString('en')
  return `| ${[
    group,
    attack,
    cases.length,
    codes.sort().join(', ').toLowerCase().replaceAll('_', ' '),
    most(({ instructions }) => instructions),
    most(({ steps }) => steps),
    most(({ memory }) => memory),
    dearest.name.replaceAll('_', '\\_'),
    dearest.medianMs.toFixed(1),
    Math.max(...cases.map(({ worstMs }) => worstMs)).toFixed(1)
  ].join(' | ')} |`
}

function greatest<T>(all: readonly T[], by: (each: T) => number): T {
  return all.reduce((a, b) => (by(a) >= by(b) ? a : b))
}

function page(attacks: readonly AttackFigures[]): string {
  const all = attacks.flatMap(({ cases, attack }) => cases.map((each) => ({ ...each, attack })))
  const slowest = greatest(all, ({ medianMs }) => medianMs)
  const over = all.filter(({ medianMs }) => medianMs > BAR_MS)
  const always = all.filter(({ leastMs }) => leastMs > BAR_MS).length
  const groups = new Set(attacks.map(({ group }) => group)).size
  return `# Attacks

Written by \`node benchmarks/src/sandbox-attacks.ts\`: ${attacks.length} attacks in ${groups} groups, ${all.length} invocations, each
run ${ROUNDS} times at the default limits with code the worker had not seen, so that loading is part of it. One row is one file of
\`sandbox/test/attacks\`; its \`tries\` says what it is about. "Stopped by" lists what ended its cases; \`ends\` is a case that may
end in peace, having harmed nobody but itself. Instructions, steps and bytes at the peak are the most of any case, milliseconds are wall-clock time in the worker: the median of the dearest case, and the worst
single run of any.

The bar is ${BAR_MS} ms. The dearest case here is \`${slowest.attack}\`, ${slowest.name}: ${slowest.medianMs.toFixed(1)} ms, and
${slowest.leastMs.toFixed(1)} ms in its least disturbed run. Cases whose median is over the bar: ${over.length}; whose every run is: ${always}.
Measured on ${cpus().length} cores, Node ${process.version}, MACHINE_STATE.

| group | attack | cases | stopped by | instructions | steps | bytes | dearest case | median ms | worst ms |
|---|---|--:|---|--:|--:|--:|---|--:|--:|
${attacks.map(row).join('\n')}
`
}

if (import.meta.main) {
  const sandbox = await createSandbox({ workers: 1 })
  const figures: AttackFigures[] = []
  for (const entry of await readAttacks()) figures.push(await measure(sandbox, entry))
  await sandbox.close()
  const state = process.argv[2] ?? 'quiet or not'
  await writeFile(
    new URL('../../docs/attacks.md', import.meta.url),
    page(figures).replace('MACHINE_STATE', state)
  )
  const worst = figures.flatMap(({ attack, cases }) => cases.map((each) => ({ attack, ...each })))
  worst.sort((a, b) => b.medianMs - a.medianMs)
  for (const { attack, name, medianMs, worstMs, stoppedBy } of worst.slice(0, 10))
    console.log(`${medianMs.toFixed(1)} ms (worst ${worstMs.toFixed(1)}): ${attack}, ${name}: ${stoppedBy}`)
  // Of handlers that worked long enough for the rest not to count.
  const dearest = greatest(
    worst.filter(({ steps }) => steps > 1_000_000),
    ({ leastMs, steps }) => leastMs / steps
  )
  const nanoseconds = (1e6 * dearest.leastMs) / dearest.steps
  console.log(`dearest step: ${nanoseconds.toFixed(1)} ns in ${dearest.attack}, ${dearest.name}`)
}
