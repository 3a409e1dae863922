// `npm run fuzz -- --minutes 5 --seed 1`: looks for modules, texts and bytes that break the sandbox's promises.
//
//   --minutes N   how long; default 5
//   --seed N      where to start; each lap takes the next. Default 1, so that two runs look at the same cases
//   --out DIR     where findings go, as files for sandbox/test/attacks; default a folder of the system's temporary files
//   --sweep       instead: every built-in with every pair of hostile receivers and arguments
import { mkdirSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { ExaminerThread } from '../attacks/thread.ts'
import type { Failure, Progress } from './fuzz.ts'
import { BAR_MS } from './invariants.ts'
import { FuzzerThread } from './thread.ts'

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '5' },
    seed: { type: 'string', default: '1' },
    out: { type: 'string', default: join(tmpdir(), 'halley-fuzz') },
    sweep: { type: 'boolean', default: false }
  }
})

if (values.sweep) await sweepAll()
else await fuzz(Number(values.minutes), Number(values.seed))

async function fuzz(minutes: number, firstSeed: number): Promise<void> {
  const thread = new FuzzerThread()
  const until = performance.now() + minutes * 60_000
  const kinds = new Map<string, number>()
  let shown = performance.now()
  for (let seed = firstSeed; ; seed++) {
    const { failures, progress } = await thread.lap(seed)
    for (const failure of failures) {
      kinds.set(failure.kind, (kinds.get(failure.kind) ?? 0) + 1)
      report(failure)
    }
    const over = performance.now() >= until
    if (over || performance.now() - shown > 30_000) {
      shown = performance.now()
      show(seed, progress)
    }
    if (!over) continue
    if (progress.slowest.ms > BAR_MS) console.log(`\nthe slowest:\n${progress.slowest.code.slice(0, 3000)}`)
    console.log(
      kinds.size === 0
        ? '\nnothing was found'
        : `\nfound: ${[...kinds].map((one) => one.join(' ')).join(', ')}`
    )
    break
  }
  await thread.close()
  process.exitCode = kinds.size === 0 ? 0 : 1
}

function show(seed: number, { cases, executions, codes, slowest }: Progress): void {
  const counts = Object.entries(codes).map(([code, count]) => `${code} ${count}`)
  console.log(
    `seed ${seed}: ${cases} cases, ${executions} invocations, slowest ${slowest.ms.toFixed(1)} ms; ${counts.join(', ')}`
  )
}

function report({ kind, problems, code, seed }: Failure): void {
  console.log(`\n${kind}, seed ${seed}:\n${problems.join('\n')}`)
  if (code === undefined) return
  mkdirSync(values.out, { recursive: true })
  const path = join(values.out, `${kind}-${seed}.ts`)
  writeFileSync(path, attackOf(code, problems))
  console.log(`${code}\n→ ${path}`)
}

// A file that can be put into a group's folder, and be given a better name and sentence there.
function attackOf(code: string, problems: readonly string[]): string {
  const escaped = code.replaceAll('`', '\\`').replaceAll('${', '\\${')
  return `import { type Attack, module } from '../attack.ts'

// ${problems.join('\n').replaceAll('\n', '\n// ')}
export const attack: Attack = {
  tries: 'What the fuzzer found.',
  stoppedBy: ['ok', 'HANDLER_THREW', 'VALUE_INVALID', 'CODE_INVALID'],
  cases: {
    found: module\`${escaped}\`
  }
}
`
}

async function sweepAll(): Promise<void> {
  const thread = new ExaminerThread()
  const { functions } = await thread.world()
  let failed = 0
  for (const [which, name] of functions.entries()) {
    const problems = await thread.sweep(which, true)
    console.log(
      `${which + 1} of ${functions.length}: ${name}${problems.length === 0 ? '' : ` ${problems.join('\n')}`}`
    )
    if (problems.length > 0) failed++
  }
  await thread.close()
  console.log(failed === 0 ? 'nothing was found' : `${failed} functions failed`)
  process.exitCode = failed === 0 ? 0 : 1
}
