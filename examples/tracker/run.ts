// A swarm of peers that find each other through an object, by the coordinates of their nodes.
//
//   node examples/tracker/run.ts
import { readFile } from 'node:fs/promises'
import type { HalleyNode } from 'halley'
import { type Say, until, withNodes } from '../local-network.ts'

type Offers = readonly { readonly peer: string; readonly address: string }[]

export async function tell(say: Say): Promise<void> {
  const code = await readFile(new URL('./tracker.aso.js', import.meta.url), 'utf8')
  await withNodes(4, async (nodes) => {
    await until(() => nodes.every((node) => node.coordinates() !== undefined), 'the first round trips')
    say('each node has measured where it is')
    await nodes[0]!.put('swarm', { code })
    const announce = async (node: HalleyNode, at: number) =>
      (await node.get('swarm', { payload: { address: `10.0.0.${at}:6881` } })).value as unknown as Offers
    for (const [at, node] of nodes.entries())
      say(`peer ${at} is offered ${(await announce(node, at)).length} others`)
    const offers = await announce(nodes[0]!, 0)
    say(
      `peer 0 asks again: ${offers
        .map(({ address }) => address)
        .sort()
        .join(', ')}`
    )
    await nodes[3]!.get('swarm', { payload: { leaves: true } })
    say(`peer 3 leaves; peer 0 is offered ${(await announce(nodes[0]!, 0)).length}`)
  })
}

if (import.meta.main) await tell(console.log)
