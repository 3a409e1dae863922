// The story of the README, its picture included, but for what the network draws; and what it claims, held in a smaller swarm of another seed.
import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { test } from 'node:test'
import type { Say } from '../local-network.ts'
import { assertTold } from '../told.ts'
import { downloadTimes } from './download.ts'
import { tell } from './run.ts'
import { Swarm } from './swarm.ts'
import { byOracle, drawn } from './trackers.ts'
import { createWorld } from './world.ts'

test('trackerless: the story of the README, and its picture', async () => {
  let picture = ''
  const tellAll = async (say: Say) => {
    picture = await tell(say)
  }
  // Questions end with the peer that is drawn last of 400.
  await assertTold(import.meta.url, tellAll, { questions: 0.8, gateways: 0.25 })
  const shown = await readFile(new URL('trackerless.svg', import.meta.url), 'utf8')
  const [before, gateways, after] = panelsOf(picture)
  assert.deepEqual([before, after], [panelsOf(shown)[0], panelsOf(shown)[2]])
  // Of the gateways' map widths and radii differ, when the network draws anew.
  const places = (panel: string | undefined) => panel?.replace(/(width|r)="[\d.]+"/g, '')
  assert.equal(places(gateways), places(panelsOf(shown)[1]))
})

test('trackerless: who announced is found through other gateways, and offers are nearer than random ones', async () => {
  const seed = 'another'
  const world = createWorld(16, seed)
  const swarm = await Swarm.open(world, seed)
  try {
    await swarm.announce()
    const offers = await swarm.offers()
    for (const [peer, offered] of offers.entries()) {
      assert.equal(new Set(offered).size, offered.length)
      assert.ok(offered.length >= 99 && !offered.includes(peer), `peer ${peer}: ${offered.length}`)
    }
    const { missing } = await swarm.findAll(300)
    assert.deepEqual(missing, [])
    const mean = (all: readonly (readonly number[])[]) => {
      const away = all.flatMap((offered, peer) => offered.map((other) => world.between(peer, other)))
      return away.reduce((sum, ms) => sum + ms, 0) / away.length
    }
    const [random, oracle] = [drawn(world, seed), byOracle(world, seed)]
    assert.ok(mean(offers) < 0.9 * mean(random), `${mean(offers)}, random ${mean(random)}`)
    assert.ok(mean(oracle) < mean(offers), `${mean(offers)}, oracle ${mean(oracle)}`)
    for (const tracker of [random, offers, oracle])
      assert.ok(downloadTimes(world, tracker, 1_000, seed).every(Number.isFinite))
  } finally {
    await swarm.close()
  }
})

test('trackerless: a download takes as long as the slowest of what bounds it', () => {
  // Two peers in one place, of which one has the file: 64 MB over a line of 100 Mbit/s.
  const world = {
    peers: [0, 0],
    gateways: [],
    between: () => 1,
    toGateway: () => 1,
    betweenGateways: () => 0
  }
  const each = [[1], [0]]
  const near = (mbits: number, ms: number) =>
    downloadTimes({ ...world, between: () => ms }, each, mbits, 'two')[0]!
  const kilobytes = 256 * 256
  assert.ok(Math.abs(near(100, 1) - kilobytes / 12_500) < 0.2)
  assert.ok(Math.abs(near(1_000, 100) - kilobytes / 560) < 0.2)
  assert.equal(downloadTimes(world, [[], []], 100, 'two')[0], Number.POSITIVE_INFINITY)
})

/** Of the drawing: random, gateways, oracle. */
function panelsOf(picture: string): string[] {
  return picture.split('<g ').slice(1)
}
