// The command line of the simulator, and the only file here that knows the real clock and the process.
//
//   node packages/simulator/src/main.ts --seed 7 [--trace]      one run, with all that happened
//   node packages/simulator/src/main.ts --seeds 1..200          many runs; exit 1 if any failed
//   node packages/simulator/src/main.ts --minutes 10            random seeds until the time is up
import { parseArgs } from 'node:util'
import { failure, summary } from './report.ts'
import { type RunResult, runSeed } from './run.ts'
import { line } from './text.ts'

const USAGE =
  'use --seed N [--trace], --seeds A..B, or --minutes M; with --fair nothing goes wrong in the world'

type Command =
  | { readonly what: 'one'; readonly seed: string; readonly trace: boolean; readonly fair: boolean }
  | { readonly what: 'many'; readonly from: number; readonly to: number; readonly fair: boolean }
  | { readonly what: 'hunt'; readonly minutes: number; readonly fair: boolean }

process.exitCode = main()

function main(): number {
  let command: Command
  try {
    command = commandOf(process.argv.slice(2))
  } catch (error) {
    console.error(`${(error as Error).message.split('\n')[0]}; ${USAGE}`)
    return 2
  }
  switch (command.what) {
    case 'one':
      return one(command)
    case 'many':
      return many(command)
    case 'hunt':
      return hunt(command)
  }
}

function commandOf(args: string[]): Command {
  const { values } = parseArgs({
    args,
    options: {
      seed: { type: 'string' },
      seeds: { type: 'string' },
      minutes: { type: 'string' },
      trace: { type: 'boolean', default: false },
      fair: { type: 'boolean', default: false }
    }
  })
  const { seed, seeds, minutes, trace, fair } = values
  if ([seed, seeds, minutes].filter((value) => value !== undefined).length !== 1)
    throw new Error('say which seeds to run')
  if (trace && seed === undefined) throw new Error('--trace goes with --seed')
  if (seed !== undefined) return { what: 'one', seed: String(whole('--seed', seed)), trace, fair }
  if (minutes !== undefined) {
    if (!/^\d+(\.\d+)?$/.test(minutes)) throw new Error(`--minutes takes a number, not "${minutes}"`)
    return { what: 'hunt', minutes: Number(minutes), fair }
  }
  const [from, to, ...rest] = (seeds ?? '').split('..')
  if (from === undefined || to === undefined || rest.length > 0)
    throw new Error(`--seeds takes a range such as 1..200, not "${seeds}"`)
  const range = { from: whole('--seeds', from), to: whole('--seeds', to) }
  if (range.from > range.to) throw new Error(`the range ${seeds} is empty`)
  return { what: 'many', ...range, fair }
}

function whole(name: string, text: string): number {
  if (/^\d{1,15}$/.test(text)) return Number(text)
  throw new Error(`${name} takes whole numbers, not "${text}"`)
}

function one({ seed, trace, fair }: Command & { what: 'one' }): number {
  const result = runSeed(seed, { fair })
  if (trace) process.stdout.write(`${result.trace.events.map(line).join('\n')}\n`)
  console.log(summary(result))
  return result.violations.length === 0 ? 0 : 1
}

function many({ from, to, fair }: Command & { what: 'many' }): number {
  const failed: string[] = []
  for (let seed = from; seed <= to; seed++) note(runSeed(String(seed), { fair }), fair, failed)
  return conclude(to - from + 1, failed)
}

function hunt({ minutes, fair }: Command & { what: 'hunt' }): number {
  const until = Date.now() + minutes * 60_000
  const failed: string[] = []
  const first = Math.floor(Math.random() * 1_000_000_000)
  let runs = 0
  while (Date.now() < until) note(runSeed(String(first + runs++), { fair }), fair, failed)
  return conclude(runs, failed)
}

function note(result: RunResult, fair: boolean, failed: string[]): void {
  if (result.violations.length === 0) return
  failed.push(result.plan.seed)
  console.log(failure(result, fair))
}

function conclude(runs: number, failed: readonly string[]): number {
  const which = failed.length === 0 ? '' : `: ${failed.join(' ')}`
  console.log(`${runs} ${runs === 1 ? 'seed' : 'seeds'}, ${failed.length} failed${which}`)
  return failed.length === 0 ? 0 : 1
}
