// The mutation check in full: which planted faults the simulator catches, and how many seeds it takes.
//
//   node packages/simulator/test/mutations/main.ts [SEEDS] [WORD]     seeds each at the most (1000); only faults with the word
import { availableParallelism } from 'node:os'
import { judge, occurrences } from './judge.ts'
import type { Mutation } from './mutation.ts'
import { MUTATIONS } from './table.ts'

const [seeds = '1000', word = ''] = process.argv.slice(2)
const waiting = MUTATIONS.filter(({ what, file }) => `${what} ${file}`.includes(word))
let survived = 0

await Promise.all(Array.from({ length: availableParallelism() }, work))
console.log(`${survived} survived ${seeds} seeds`)
process.exitCode = survived === 0 ? 0 : 1

async function work(): Promise<void> {
  for (let mutation = waiting.shift(); mutation !== undefined; mutation = waiting.shift())
    console.log(await verdictOn(mutation))
}

async function verdictOn(mutation: Mutation): Promise<string> {
  const what = `${mutation.what} (${mutation.file.replace('/src', '')})`
  const times = occurrences(mutation)
  if (times !== 1) {
    survived++
    return `${what}: NOT PLANTED, its text is there ${times} times`
  }
  const { seed, check } = await judge({ mutation, from: 1, to: Number(seeds) })
  if (seed !== undefined) return `${what}: caught by "${check}" at seed ${seed}`
  survived++
  return `${what}: SURVIVED`
}
