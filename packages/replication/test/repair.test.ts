// What operators ask for: one key made whole, or everything compared now.
import assert from 'node:assert/strict'
import { it } from 'node:test'
import { record, show } from '../../model/test/words.ts'
import { Homes, type HomesOptions } from './homes.ts'

const OPTIONS: HomesOptions = { quorum: { n: 3, r: 2, w: 2 }, exchangeEveryMs: 1_000_000 }

function homesWith(...copies: string[]): Homes {
  const homes = new Homes('ABC', OPTIONS)
  for (const [at, copy] of copies.entries()) homes.hold('ABC'[at] as string, 'k', record(copy))
  homes.start()
  homes.pass(1_000)
  return homes
}

it('repair: a key’s homes are read, and each is sent what it lacks', () => {
  const homes = homesWith('{a1} a1=x', '{b1} b1=y', '{} ')
  homes.core('A').background(homes.now).take({ type: 'operator.repair', id: 7, key: 'k' })
  homes.pass(100)
  for (const home of 'ABC') assert.equal(show(homes.held(home, 'k')), '{a1 b1} a1=x b1=y')
  assert.deepEqual(homes.repaired, [{ id: 7, report: { homes: 3, repaired: 3, failed: 0 } }])
})

it('repair: a home that is down is counted as failed', () => {
  const homes = homesWith('{a1} a1=x', '{} ', '{} ')
  homes.kill('C')
  homes.core('A').background(homes.now).take({ type: 'operator.repair', id: 8, key: 'k' })
  homes.pass(5_000)
  assert.deepEqual(homes.repaired, [{ id: 8, report: { homes: 3, repaired: 1, failed: 1 } }])
})

it('repair: of a key that nobody knows nothing is written', () => {
  const homes = homesWith('{} ', '{} ', '{} ')
  homes.core('A').background(homes.now).take({ type: 'operator.repair', id: 9, key: 'nobody' })
  homes.pass(100)
  assert.deepEqual(homes.repaired, [{ id: 9, report: { homes: 3, repaired: 0, failed: 0 } }])
  assert.equal(homes.traffic.get('write'), undefined)
})

it('repair: everything is compared at once, though the next exchange was far off', () => {
  const homes = homesWith('{a1} a1=x', '{a1} a1=x', '{a1} a1=x')
  homes.pass(200_000)
  homes.hold('A', 'later', record('{a1} a1=z'))
  homes.restart('A')
  homes.core('A').background(homes.now).take({ type: 'operator.repair', id: 1 })
  assert.deepEqual(homes.repaired, [{ id: 1, report: { exchanges: 2 } }])
  homes.pass(200_000)
  for (const home of 'BC') assert.equal(show(homes.held(home, 'later')), '{a1} a1=z')
})
