// npm run force -- --minutes 10 [--seed S] [--placement xor|ring] [--faults kill,pause]: rounds of faults upon real nodes, until the time is up.
import { parseArgs } from 'node:util'
import { createPrng } from '@halley/model'
import { Cluster } from './cluster.ts'
import { drawFaults } from './faults.ts'
import { summaryOf, told } from './report.ts'
import { playRound, type Round } from './round.ts'

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '10' },
    seed: { type: 'string', default: String(Math.floor(Math.random() * 1e6)) },
    placement: { type: 'string', default: 'xor' },
    faults: { type: 'string' }
  }
})
const { seed, placement } = values
if (placement !== 'xor' && placement !== 'ring') throw new Error(`no such placement: ${placement}`)

const say = (line: string): void => void process.stdout.write(`${line}\n`)
say(`seed ${seed}, placement ${placement}`)
const cluster = await Cluster.start({ names: ['n0', 'n1', 'n2', 'n3', 'n4'], placement, seed })
const until = performance.now() + Number(values.minutes) * 60_000
const rounds: Round[] = []
try {
  while (performance.now() < until) {
    const name = `${seed}.${rounds.length}`
    say(`round ${name}`)
    const faults = drawFaults(createPrng(name), values.faults?.split(','))
    const round = await playRound(cluster, { seed: name, faults, forMs: 60_000, keys: 6, clients: 6, say })
    rounds.push(round)
    if (round.violations.length > 0) for (const line of told(round)) say(line)
  }
} finally {
  await cluster.close()
}
for (const line of summaryOf(rounds)) say(line)
process.exitCode = rounds.some(({ violations }) => violations.length > 0) ? 1 : 0
