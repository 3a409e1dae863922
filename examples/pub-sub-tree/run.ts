// A tree of topics: one root, two branches, four leaves. Subscribers wait at the leaves for what is published at the root.
//
//   node examples/pub-sub-tree/run.ts
import { codeOf, type Say, until, withNodes } from '../local-network.ts'
import { OPERATORS, signedObject } from '../signed.ts'

const LEAVES = ['leaf 1', 'leaf 2', 'leaf 3', 'leaf 4']

export async function tell(say: Say): Promise<void> {
  const signed = await signedObject(new URL('./pub-sub-tree.aso.js', import.meta.url))
  await withNodes(
    3,
    async (nodes) => {
      const plant = (key: string, value: { parent?: string; children?: string[] }) =>
        nodes[0]!.put(key, { ...signed, value })
      for (const [at, leaf] of LEAVES.entries()) await plant(leaf, { parent: at < 2 ? 'west' : 'east' })
      await plant('west', { parent: 'root', children: LEAVES.slice(0, 2) })
      await plant('east', { parent: 'root', children: LEAVES.slice(2) })
      await plant('root', { children: ['west', 'east'] })

      const waiting = LEAVES.map((leaf, at) => nodes[at % 3]!.get(leaf, { wait: '30s' }))
      const isAwaited = async (leaf: string) => (await nodes[0]!.get(leaf, { payload: 'count' })).value === 1
      await until(async () => (await Promise.all(LEAVES.map(isAwaited))).every((is) => is), 'all to wait')
      await nodes[1]!.put('root', { value: { news: 'rain' } })
      for (const [at, asked] of waiting.entries())
        say(`${LEAVES[at]} hears ${Object.values((await asked).value as object).join(', ')}`)
      say(
        `somebody else publishes at a leaf: ${await codeOf(nodes[2]!.put('leaf 1', { value: { news: 'a fake' } }))}`
      )
    },
    { operatorKeys: OPERATORS }
  )
}

if (import.meta.main) await tell(console.log)
