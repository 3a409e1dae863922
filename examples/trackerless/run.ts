// A BitTorrent swarm without a tracker: peers announce themselves at the nearest gateway of a Halley network, as Mainline clients, and
// are offered peers that are near them. Beside it, what a tracker that draws peers and an oracle would have offered.
//
//   node examples/trackerless/run.ts [FILE.svg]
import { writeFile } from 'node:fs/promises'
import type { Say } from '../local-network.ts'
import { downloadTimes } from './download.ts'
import { pictureOf } from './picture.ts'
import { Swarm } from './swarm.ts'
import { byOracle, drawn } from './trackers.ts'
import { createWorld, PLACES } from './world.ts'

const SEED = 'trackerless'
const PER_PLACE = 40
/** Until all are found elsewhere. */
const QUESTIONS_MOST = 1_000

/** Returns the picture. */
export async function tell(say: Say): Promise<string> {
  const world = createWorld(PER_PLACE, SEED)
  const { peers, gateways } = world
  say(`${peers.length} peers in ${PLACES.length} places, ${gateways.length} gateways, no tracker`)
  const swarm = await Swarm.open(world, SEED)
  try {
    await swarm.announce()
    say('each has announced itself at the gateway nearest to it')
    const offers = await swarm.offers()
    const { questions, missing } = await swarm.findAll(QUESTIONS_MOST)
    say(`found at a gateway other than their own: ${peers.length - missing.length}`)
    say(`questions until then: ${questions}`)
    const panels = [
      { name: 'random tracker', offers: drawn(world, SEED) },
      { name: 'gateways', offers },
      { name: 'oracle', offers: byOracle(world, SEED) }
    ]
    say('')
    say('                round trip to those offered   download, median, where lines have')
    say('                1 of 4        median          10 Mbit/s   100 Mbit/s  1,000 Mbit/s')
    for (const panel of panels) {
      const away = panel.offers.flatMap((offered, peer) => offered.map((other) => world.between(peer, other)))
      const ms = [0.25, 0.5].map((share) => `${Math.round(quantile(away, share))} ms`.padEnd(14))
      const took = [10, 100, 1_000].map((mbits) => {
        const seconds = downloadTimes(world, panel.offers, mbits, SEED)
        return `${quantile(seconds, 0.5).toFixed(1)} s`.padEnd(12)
      })
      say(`${panel.name.padEnd(16)}${ms.join('')}  ${took.join('')}`.trimEnd())
    }
    return pictureOf(world, panels)
  } finally {
    await swarm.close()
  }
}

function quantile(numbers: readonly number[], share: number): number {
  return [...numbers].sort((a, b) => a - b)[Math.floor(share * (numbers.length - 1))]!
}

if (import.meta.main) {
  const file = process.argv[2] ?? new URL('trackerless.svg', import.meta.url)
  await writeFile(file, await tell(console.log))
}
