// Swarms of peers that find each other through an object: by the coordinates of their nodes, and by what they have measured.
//
//   node examples/tracker/run.ts
import { readFile } from 'node:fs/promises'
import type { HalleyNode } from 'halley'
import { type Say, until, withNodes } from '../local-network.ts'

type Offers = readonly { readonly peer: string; readonly address: string }[]

export async function tell(say: Say): Promise<void> {
  const read = (file: string) => readFile(new URL(file, import.meta.url), 'utf8')
  await withNodes(4, async (nodes) => {
    await until(() => nodes.every((node) => node.coordinates() !== undefined), 'the first round trips')
    say('each node has measured where it is')
    const announce = async (key: string, at: number, more: object = {}) => {
      const payload = { name: `peer ${at}`, address: `10.0.0.${at}:6881`, ...more }
      return (await (nodes[at] as HalleyNode).get(key, { payload })).value as unknown as Offers
    }
    const addresses = (offers: Offers) => offers.map(({ address }) => address)

    await nodes[0]!.put('swarm', { code: await read('./tracker.aso.js') })
    for (const at of nodes.keys()) say(`peer ${at} is offered ${(await announce('swarm', at)).length} others`)
    say(
      `peer 0 asks again: ${addresses(await announce('swarm', 0))
        .sort()
        .join(', ')}`
    )
    await announce('swarm', 3, { leaves: true })
    say(`peer 3 leaves; peer 0 is offered ${(await announce('swarm', 0)).length}`)

    await nodes[0]!.put('learning swarm', { code: await read('./learning-tracker.aso.js') })
    for (const at of nodes.keys()) await announce('learning swarm', at)
    const reports = { 'peer 1': 80, 'peer 2': 900, 'peer 3': 40 }
    const offers = await announce('learning swarm', 0, { reports })
    say(`peer 0 reports 80, 900 and 40 ms to the others; it is offered ${addresses(offers).join(', ')}`)
  })
}

if (import.meta.main) await tell(console.log)
