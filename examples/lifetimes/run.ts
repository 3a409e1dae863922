// Three nodes of which one leaves, as the object saw it from inside and from outside. A tick every second instead of ten minutes.
//
//   node examples/lifetimes/run.ts
import { readFile } from 'node:fs/promises'
import type { HalleyNode } from 'halley'
import { type Say, until, withNodes } from '../local-network.ts'

type Periods = readonly (readonly [number, number])[]
type Seen = Readonly<Record<string, { readonly inside: Periods; readonly outside: Periods }>>

/** From the beginning of the first period to the end of the last. */
const span = (periods: Periods = []) => (periods.at(-1)?.[1] ?? 0) - (periods[0]?.[0] ?? 0)

export async function tell(say: Say): Promise<void> {
  const code = await readFile(new URL('./lifetimes.aso.js', import.meta.url), 'utf8')
  const tuning = { operations: 1_000 }
  await withNodes(
    3,
    async (nodes) => {
      const see = async (node: HalleyNode) => (await node.get('lives')).value as unknown as Seen
      await nodes[0]!.put('lives', { code, value: { everyMs: 1_000 } })
      await until(async () => {
        const seen = Object.values(await see(nodes[0]!))
        return seen.length === 3 && seen.every(({ inside, outside }) => span(inside) > 0 && span(outside) > 0)
      }, 'two ticks at each node')
      say('all three nodes are seen from outside, and have noted from inside that they are there')

      // The one that asks stays.
      const { coordinator } = await nodes[0]!.get('lives')
      const leaving = nodes.find(({ id }) => id !== coordinator)!
      const staying = nodes.filter((node) => node !== leaving)
      await leaving.stop()
      const before = await see(staying[0]!)
      const lasts = (seen: Seen, { id }: HalleyNode) => seen[id]?.outside.at(-1)?.[1] ?? 0
      await until(async () => {
        const now = await see(staying[0]!)
        const goOn = staying.every((node) => lasts(now, node) > lasts(before, node) + 2_000)
        return goOn && lasts(now, leaving) < lasts(now, staying[0]!) - 1_000
      }, 'the one that left to be missed')
      say('one leaves: its life ends, the others grow older')
    },
    { tuning }
  )
}

if (import.meta.main) await tell(console.log)
