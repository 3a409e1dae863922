// By force: five real nodes behind proxies, hurt in every way that is known, one after the other, while clients work; and then
// what the clients saw is checked. HALLEY_SEED repeats a run, as far as processes can be made to repeat themselves.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createPrng } from '@halley/model'
import { Cluster } from './cluster.ts'
import { drawFaults } from './faults.ts'
import { summaryOf, told } from './report.ts'
import { playRound } from './round.ts'

const NAMES = ['n0', 'n1', 'n2', 'n3', 'n4']

/** No fault strikes after that: a busy machine meets fewer of them. */
const FAULTS_MS = 35_000

test('nodes that are hurt in every way lose nothing, and agree in the end', {
  // The proxies learn from /proc who dials.
  skip: process.platform !== 'linux',
  timeout: 240_000
}, async (context) => {
  const seed = process.env.HALLEY_SEED ?? String(Math.floor(Math.random() * 1e6))
  const prng = createPrng(seed)
  const placement = prng.pick(['xor', 'ring'] as const)
  const say = (line: string): void => context.diagnostic(line)
  say(`seed ${seed}, placement ${placement}`)
  const cluster = await Cluster.start({ names: NAMES, placement, seed })
  try {
    const settings = { seed, faults: drawFaults(prng), forMs: FAULTS_MS, keys: 4, clients: 6, say }
    const round = await playRound(cluster, settings)
    for (const line of summaryOf([round])) say(line)
    assert.deepEqual(round.violations, [], `seed ${seed}\n${told(round).join('\n')}`)
    const acknowledged = round.history.calls.filter(({ op, answer }) => op === 'put' && answer?.ok === true)
    assert.ok(acknowledged.length > 0, 'something was acknowledged')
  } finally {
    await cluster.close()
  }
})
