// What liveness counts, whatever it makes of it.
import assert from 'node:assert/strict'
import { it } from 'node:test'
import { Liveness } from '../src/liveness.ts'
import { MEMBERSHIP_DEFAULTS } from '../src/options.ts'

it('liveness counts suspicions, probes, recoveries, and who was forgotten without a word', () => {
  const liveness = new Liveness({ ...MEMBERSHIP_DEFAULTS, downAtMost: 1 }, () => {})
  liveness.heard('B')
  liveness.suspect('B', 0)
  liveness.suspect('B', 0)
  liveness.tick(250)
  liveness.heard('B')
  liveness.suspect('C', 1_000)
  liveness.suspect('D', 1_000)
  assert.deepEqual(liveness.counts.all(), {
    suspicions: 3,
    recoveries: 1,
    probes: 1,
    peersForgotten: 1
  })
})
