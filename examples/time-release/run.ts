// A sealed bid: nobody can read it before its time, and afterwards it goes by itself.
//
//   node examples/time-release/run.ts
import { readFile } from 'node:fs/promises'
import { codeOf, type Say, until, withNodes } from '../local-network.ts'

const SEALED_MS = 2_500
const OPEN_MS = 3_000

export async function tell(say: Say): Promise<void> {
  const code = await readFile(new URL('./time-release.aso.js', import.meta.url), 'utf8')
  await withNodes(3, async ([alice, bob]) => {
    const from = Date.now() + SEALED_MS
    await alice!.put('bid', { code, value: { value: 1200, from, until: from + OPEN_MS } })
    const early = (await bob!.get('bid')).value as { from?: number; value?: number }
    say(`sealed: bob sees when it opens, ${early.from === from}, and the bid: ${early.value}`)
    say(`alice would change it: ${await codeOf(alice!.put('bid', { value: { value: 1300 } }))}`)
    say(`alice would take it back: ${await codeOf(alice!.delete('bid'))}`)
    let seen: unknown
    await until(async () => {
      seen = (await bob!.get('bid')).value
      return seen !== null && typeof seen === 'object' && 'value' in seen
    }, 'the bid to open')
    say(`open: ${JSON.stringify(seen)}`)
    await until(async () => !(await bob!.get('bid')).found, 'the bid to go')
    say('and it is gone')
  })
}

if (import.meta.main) await tell(console.log)
