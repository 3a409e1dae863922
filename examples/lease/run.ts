// Two that want to do the same work, and what they work on: it takes orders from the latest holder of the lease alone.
//
//   node examples/lease/run.ts
import { readFile } from 'node:fs/promises'
import { type Say, until, withNodes } from '../local-network.ts'

type Answer = { readonly holder: string | null; readonly token?: number }

export async function tell(say: Say): Promise<void> {
  const code = await readFile(new URL('./lease.aso.js', import.meta.url), 'utf8')
  await withNodes(3, async ([one, other]) => {
    await one!.put('lease', { code })
    const ask = async (who: string, node = one!) =>
      (await node.get('lease', { payload: { who, forMs: 3_000 } })).value as Answer
    let seen = 0
    const order = (token = 0) => {
      if (token < seen) return 'refused'
      seen = token
      return 'done'
    }

    const first = await ask('ann')
    say(`ann asks: the holder is ${first.holder}; her order: ${order(first.token)}`)
    const refused = await ask('ben', other!)
    say(`ben asks: the holder is ${refused.holder}, and he gets no number: ${refused.token}`)
    const again = await ask('ann')
    say(`ann renews it and keeps her number: ${again.token === first.token}`)
    say('ann falls asleep')
    let second = refused
    await until(async () => {
      second = await ask('ben', other!)
      return second.holder === 'ben'
    }, 'the lease to end')
    say(`ben asks until the holder is ${second.holder}; his order: ${order(second.token)}`)
    say(`ann wakes up and believes that she still holds it; her order: ${order(first.token)}`)
  })
}

if (import.meta.main) await tell(console.log)
