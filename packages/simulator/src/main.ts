// The command line of the simulator. Only this file and those of cli/ know the real clock, files and threads.
//
//   node packages/simulator/src/main.ts --seed 7 [--trace]      one run, with all that happened
//   node packages/simulator/src/main.ts --plan FILE [--trace]   one run of a plan that was written down
//   node packages/simulator/src/main.ts --shrink 7              a failing seed as the smallest plan that fails alike
//   node packages/simulator/src/main.ts --seeds 1..200          many runs; exit 1 if any failed
//   node packages/simulator/src/main.ts --minutes 10            fresh seeds until the time is up; failures are kept
//   node packages/simulator/src/main.ts --measure NAME          figures as JSON (see measure/)
import { readFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { type Command, readCommand, USAGE } from './cli/arguments.ts'
import { keep, small } from './cli/keep.ts'
import { runAll } from './cli/pool.ts'
import { Tally } from './cli/tally.ts'
import { drawPlan } from './draw/plan.ts'
import type { Figures } from './measure/figures.ts'
import { measure } from './measure/measure.ts'
import { readPlan } from './plan-text.ts'
import { summary } from './report.ts'
import { type RunResult, runPlan, runSeed } from './run.ts'
import { line } from './text.ts'

/** Failures that a hunt makes small and keeps: the others are most likely the same. */
const KEPT = 5

process.exitCode = await main()

async function main(): Promise<number> {
  let command: Command
  try {
    command = readCommand(process.argv.slice(2), availableParallelism())
  } catch (error) {
    console.error(`${(error as Error).message.split('\n')[0]}; ${USAGE}`)
    return 2
  }
  switch (command.what) {
    case 'seed':
      return show(runSeed(command.seed, { fair: command.fair }), command.trace)
    case 'plan':
      return show(runPlan(readPlan(readFileSync(command.file, 'utf8'))), command.trace)
    case 'shrink':
      process.stdout.write(small(drawPlan(command.seed, { fair: command.fair })).text)
      return 0
    case 'seeds':
      return seeds(command)
    case 'hunt':
      return hunt(command)
    case 'measure':
      return figures(command)
  }
}

function show(result: RunResult, trace: boolean): number {
  if (trace) process.stdout.write(`${result.trace.events.map(line).join('\n')}\n`)
  console.log(summary(result))
  return result.violations.length === 0 ? 0 : 1
}

function figures({ name, rest }: Command & { what: 'measure' }): number {
  const startedAt = performance.now()
  let found: Figures
  try {
    found = measure(name, rest)
  } catch (error) {
    console.error((error as Error).message)
    return 2
  }
  const seconds = Math.round((performance.now() - startedAt) / 100) / 10
  console.log(JSON.stringify({ ...found, seconds }, undefined, 2))
  return 0
}

async function seeds({ from, to, fair, workers }: Command & { what: 'seeds' }): Promise<number> {
  let at = from
  const next = (): string | undefined => (at <= to ? String(at++) : undefined)
  const tally = new Tally(fair)
  await runAll(next, { fair, workers, about: to - from + 1 }, (digest) => tally.note(digest))
  return tally.conclude()
}

async function hunt({ minutes, fair, workers }: Command & { what: 'hunt' }): Promise<number> {
  const until = Date.now() + minutes * 60_000
  let at = Math.floor(Math.random() * 1_000_000_000)
  const next = (): string | undefined => (Date.now() < until ? String(at++) : undefined)
  const tally = new Tally(fair)
  await runAll(next, { fair, workers, about: Number.POSITIVE_INFINITY }, (digest) => tally.note(digest))
  for (const seed of tally.failed.slice(0, KEPT))
    console.log(`seed ${seed} is kept in ${keep(drawPlan(seed, { fair }))}`)
  return tally.conclude()
}
