// An object that is put under another key while too few of its nodes answer. It counts them every second instead of every ten minutes.
//
//   node examples/smart-replication/run.ts
import { type Say, until, withNodes } from '../local-network.ts'
import { OPERATORS, signedObject } from '../signed.ts'

const REFUGES = ['refuge-1', 'refuge-2']

export async function tell(say: Say): Promise<void> {
  const signed = await signedObject(new URL('./smart-replication.aso.js', import.meta.url))
  await withNodes(
    4,
    async (nodes) => {
      const [alice] = nodes
      for (const key of REFUGES) await alice!.put(key, { ...signed, value: { of: 'letter' } })
      const value = { value: 'precious', candidates: REFUGES, everyMs: 1_000 }
      await alice!.put('letter', { ...signed, value })
      const [first] = await alice!.lookup('letter')
      const lost = nodes.find(({ id }) => id === first)!
      const asking = nodes.find((node) => node !== lost)!
      const hidden = async () =>
        (await Promise.all(REFUGES.map(async (key) => (await asking.get(key)).value))).filter(
          (found) => found !== null
        )
      say(`three nodes hold it; in its refuges: ${JSON.stringify(await hidden())}`)
      await lost.stop()
      await until(async () => (await hidden()).length > 0, 'it to take refuge')
      say(`one of them stops; in its refuges: ${JSON.stringify(await hidden())}`)
    },
    { operatorKeys: OPERATORS, tuning: { operations: 1_000 } }
  )
}

if (import.meta.main) await tell(console.log)
