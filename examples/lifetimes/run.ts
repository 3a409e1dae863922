// Three nodes, as an object among them sees them. It looks every second instead of every ten minutes.
//
//   node examples/lifetimes/run.ts
import { readFile } from 'node:fs/promises'
import { type Say, until, withNodes } from '../local-network.ts'

type Seen = Readonly<Record<string, readonly (readonly [first: number, last: number])[]>>

export async function tell(say: Say): Promise<void> {
  const code = await readFile(new URL('./lifetimes.aso.js', import.meta.url), 'utf8')
  const tuning = { operations: 1_000 }
  await withNodes(
    3,
    async (nodes) => {
      await nodes[0]!.put('lives', { code, value: { everyMs: 1_000, collectMs: 2_000 } })
      /** Of each node that has one life only, how long it is. */
      const lives = async () => {
        const seen = (await nodes[0]!.get('lives')).value as unknown as Seen
        return Object.values(seen).flatMap(([life, ...others]) =>
          life === undefined || others.length > 0 ? [] : [life[1] - life[0]]
        )
      }
      await until(async () => (await lives()).length === 3, 'all nodes to be seen')
      say('three nodes are seen by their neighbours')
      await until(
        async () => (await lives()).filter((ms) => ms >= 5_000).length === 3,
        'five seconds of each'
      )
      say('each has been there for five seconds or more, without a break')
    },
    { tuning }
  )
}

if (import.meta.main) await tell(console.log)
