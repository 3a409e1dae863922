// `npm test`: everything that has to hold before a change is good, in the order in which faults are cheapest to find.
//
//   npm test                 all steps
//   npm test -- types unit   only these
//
// Each step is a command of its own, so that it can be repeated alone as it is printed. A file of tests that hangs fails after five
// minutes.
import { spawnSync } from 'node:child_process'

interface Step {
  readonly name: string
  readonly command: readonly [string, ...string[]]
}

const NODE = process.execPath

const UNIT_TESTS = [
  'packages/*/test/**/*.test.ts',
  'sandbox/test/**/*.test.ts',
  'test/**/*.test.ts',
  'examples/**/*.test.ts',
  'benchmarks/test/**/*.test.ts'
]

const STEPS: readonly Step[] = [
  { name: 'types', command: ['npx', 'tsc'] },
  { name: 'lint', command: ['npx', 'biome', 'check', '--error-on-warnings'] },
  { name: 'unit', command: [NODE, '--test', '--test-concurrency=2', '--test-timeout=300000', ...UNIT_TESTS] },
  { name: 'simulator', command: [NODE, 'packages/simulator/src/main.ts', '--seeds', '1..1000'] },
  { name: 'demo', command: ['npx', 'halley', 'demo', '--once'] }
]

const wanted = process.argv.slice(2)
const unknown = wanted.filter((name) => !STEPS.some((step) => step.name === name))
if (unknown.length > 0) {
  process.stderr.write(
    `no such step: ${unknown.join(', ')}; there are ${STEPS.map(({ name }) => name).join(', ')}\n`
  )
  process.exit(2)
}

const failed: string[] = []
for (const { name, command } of STEPS) {
  if (wanted.length > 0 && !wanted.includes(name)) continue
  process.stdout.write(`\n── ${name}: ${command.join(' ')}\n`)
  const startedAt = performance.now()
  const [program, ...words] = command
  const { status, signal, error } = spawnSync(program, words, { stdio: ['ignore', 'inherit', 'inherit'] })
  const seconds = ((performance.now() - startedAt) / 1_000).toFixed(1)
  const verdict = status === 0 ? 'passed' : `FAILED (${error?.message ?? signal ?? `exit ${status}`})`
  process.stdout.write(`── ${name}: ${verdict} after ${seconds} s\n`)
  if (status !== 0) failed.push(name)
}
process.stdout.write(failed.length === 0 ? '\nall steps passed\n' : `\nfailed: ${failed.join(', ')}\n`)
process.exit(failed.length === 0 ? 0 : 1)
