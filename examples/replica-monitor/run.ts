// An object that knows where it is kept and who reads it. It looks every second instead of every ten minutes.
//
//   node examples/replica-monitor/run.ts
import { readFile } from 'node:fs/promises'
import { type Say, until, withNodes } from '../local-network.ts'

type Replicas = Readonly<Record<string, { readonly readers: Readonly<Record<string, number>> }>>

export async function tell(say: Say): Promise<void> {
  const code = await readFile(new URL('./replica-monitor.aso.js', import.meta.url), 'utf8')
  const tuning = { operations: 1_000 }
  await withNodes(
    4,
    async (nodes) => {
      const [alice, bob] = nodes
      await alice!.put('letter', { code, value: { value: 'read me', everyMs: 1_000 } })
      for (const reader of [alice!, bob!, bob!]) await reader.get('letter')
      const seen = async () =>
        (await alice!.get('letter', { payload: 'replicas' })).value as unknown as Replicas
      const readsOf = (replicas: Replicas, reader: string) =>
        Object.values(replicas).reduce((sum, { readers }) => sum + (readers[reader] ?? 0), 0)
      await until(async () => {
        const replicas = await seen()
        return Object.keys(replicas).length >= 3 && readsOf(replicas, bob!.id) >= 2
      }, 'the object to look around')
      const replicas = await seen()
      say(`of four nodes, three or more are known to keep it: ${Object.keys(replicas).length >= 3}`)
      say(`alice read it ${readsOf(replicas, alice!.id)} time, bob ${readsOf(replicas, bob!.id)} times`)
    },
    { tuning }
  )
}

if (import.meta.main) await tell(console.log)
