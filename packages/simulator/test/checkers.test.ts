// The checkers bite: each planted fault is caught, by the checker that is meant for it, within a few seeds, and in a run
// that the same checker passes when nothing is planted: so it is the plant that was caught.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Build } from '../src/host.ts'
import { runSeed } from '../src/run.ts'
import {
  acknowledgesEarly,
  answersTwice,
  dropsSiblings,
  forgets,
  ignoresContexts,
  invents,
  leaksWrites,
  neverAnswersGets,
  neverRepairs,
  pretendsToStore,
  reusesDots,
  sitsOnHints,
  spins,
  throws,
  turnsAway
} from './plants.ts'

const SEEDS = 12

const CAUGHT: readonly [what: string, plant: Build, checker: string][] = [
  ['acknowledges a copy before it is durable', acknowledgesEarly, 'durability'],
  ['acknowledges copies that it never stores', pretendsToStore, 'durability'],
  ['drops a sibling', dropsSiblings, 'acknowledged'],
  ['overwrites a copy with an older one', forgets, 'growth'],
  ['lets a superseded version live on', ignoresContexts, 'causality'],
  ['answers a client twice', answersTwice, 'answers'],
  ['never answers a get', neverAnswersGets, 'answers'],
  ['turns requests of other nodes away', turnsAway, 'available'],
  ['stores what nobody wrote', invents, 'genuine'],
  ['issues a dot twice', reusesDots, 'dots'],
  ['never drops a hint', sitsOnHints, 'residue'],
  ['never ends some operations', leaksWrites, 'residue'],
  ['repairs nobody, nor compares', neverRepairs, 'convergence'],
  ['names a deadline again that has passed', spins, 'progress'],
  ['throws', throws, 'unbroken']
]

for (const [what, plant, checker] of CAUGHT) {
  test(`a node that ${what} is caught by the check "${checker}"`, () => {
    for (let seed = 1; seed <= SEEDS; seed++) {
      if (isCaught(seed, checker, plant) && !isCaught(seed, checker)) return
    }
    assert.fail(`${SEEDS} seeds passed, or failed without the plant too`)
  })
}

function isCaught(seed: number, checker: string, plant?: Build): boolean {
  return runSeed(String(seed), {}, plant).violations.some(({ check }) => check === checker)
}
