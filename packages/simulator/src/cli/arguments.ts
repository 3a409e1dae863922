// The words of the command line, read once.
import { parseArgs } from 'node:util'

export const USAGE =
  'use --seed N [--trace], --plan FILE [--trace], --shrink N, --seeds A..B, --minutes M or --measure NAME; with --fair nothing goes wrong in the world; --workers N threads work at a time'

export type Command =
  | { readonly what: 'seed'; readonly seed: string; readonly trace: boolean; readonly fair: boolean }
  | { readonly what: 'plan'; readonly file: string; readonly trace: boolean }
  | { readonly what: 'shrink'; readonly seed: string; readonly fair: boolean }
  | {
      readonly what: 'seeds'
      readonly from: number
      readonly to: number
      readonly fair: boolean
      readonly workers: number
    }
  | { readonly what: 'hunt'; readonly minutes: number; readonly fair: boolean; readonly workers: number }
  | { readonly what: 'measure'; readonly name: string; readonly rest: readonly string[] }

/** @param threads how many work at a time unless the words say otherwise
 * @throws Error with one line on what is wrong */
export function readCommand(args: string[], threads: number): Command {
  const [first, name, ...rest] = args
  if (first === '--measure') {
    if (name === undefined) throw new Error('--measure takes a name')
    return { what: 'measure', name, rest }
  }
  const { values } = parseArgs({
    args,
    options: {
      seed: { type: 'string' },
      plan: { type: 'string' },
      shrink: { type: 'string' },
      seeds: { type: 'string' },
      minutes: { type: 'string' },
      workers: { type: 'string', default: String(threads) },
      trace: { type: 'boolean', default: false },
      fair: { type: 'boolean', default: false }
    }
  })
  const { seed, plan, shrink, seeds, minutes, trace, fair } = values
  if ([seed, plan, shrink, seeds, minutes].filter((value) => value !== undefined).length !== 1)
    throw new Error('say what to run, one thing at a time')
  if (trace && seed === undefined && plan === undefined) throw new Error('--trace goes with --seed or --plan')
  if (seed !== undefined) return { what: 'seed', seed: String(whole('--seed', seed)), trace, fair }
  if (plan !== undefined) return { what: 'plan', file: plan, trace }
  if (shrink !== undefined) return { what: 'shrink', seed: String(whole('--shrink', shrink)), fair }
  const workers = Math.max(1, whole('--workers', values.workers))
  if (minutes === undefined) return { what: 'seeds', ...range(seeds ?? ''), fair, workers }
  if (!/^\d+(\.\d+)?$/.test(minutes)) throw new Error(`--minutes takes a number, not "${minutes}"`)
  return { what: 'hunt', minutes: Number(minutes), fair, workers }
}

function range(seeds: string): { from: number; to: number } {
  const [from, to, ...rest] = seeds.split('..')
  if (from === undefined || to === undefined || rest.length > 0)
    throw new Error(`--seeds takes a range such as 1..200, not "${seeds}"`)
  const found = { from: whole('--seeds', from), to: whole('--seeds', to) }
  if (found.from > found.to) throw new Error(`the range ${seeds} is empty`)
  return found
}

function whole(name: string, text: string): number {
  if (/^\d{1,15}$/.test(text)) return Number(text)
  throw new Error(`${name} takes whole numbers, not "${text}"`)
}
