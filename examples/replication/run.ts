// An object that puts copies of itself under other keys, every second instead of every ten minutes.
//
//   node examples/replication/run.ts
import { codeOf, type Say, until, withNodes } from '../local-network.ts'
import { OPERATORS, signedObject } from '../signed.ts'

const COPIES = ['letter, a copy', 'letter, another']

export async function tell(say: Say): Promise<void> {
  const signed = await signedObject(new URL('./replication.aso.js', import.meta.url))
  await withNodes(
    3,
    async ([alice, bob]) => {
      for (const key of COPIES) await alice!.put(key, { ...signed, value: { of: 'letter' } })
      await alice!.put('letter', { ...signed, value: { value: 'one', copies: COPIES, everyMs: 1_000 } })
      const copies = () => Promise.all(COPIES.map(async (key) => (await bob!.get(key)).value))
      await until(async () => (await copies()).every((value) => value === 'one'), 'the copies')
      say(`the copies: ${(await copies()).join(', ')}`)
      await bob!.put('letter', { value: { value: 'two' } })
      await until(async () => (await copies()).every((value) => value === 'two'), 'the copies to follow')
      say(`the object changes, and the copies follow: ${(await copies()).join(', ')}`)
      say(
        `bob puts something over a copy: ${await codeOf(bob!.put(COPIES[0]!, { value: { value: 'a fake' } }))}`
      )
    },
    { operatorKeys: OPERATORS, tuning: { operations: 1_000 } }
  )
}

if (import.meta.main) await tell(console.log)
