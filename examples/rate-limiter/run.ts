// Two users of an application that asks before it serves them, each with a bucket of five tokens.
//
//   node examples/rate-limiter/run.ts
import { readFile } from 'node:fs/promises'
import { type Say, withNodes } from '../local-network.ts'

type Answer = { readonly allowed: boolean; readonly retryMs?: number }

export async function tell(say: Say): Promise<void> {
  const code = await readFile(new URL('./rate-limiter.aso.js', import.meta.url), 'utf8')
  await withNodes(3, async (nodes) => {
    const ask = async (who: string, at = 0) =>
      (await nodes[at % 3]!.get('limit', { payload: { who } })).value as Answer
    await nodes[0]!.put('limit', { code, value: { perSecond: 0.01 } })
    const answers = await Promise.all(Array.from({ length: 12 }, (_, at) => ask('mallory', at)))
    say(
      `mallory asks twelve times at once, through all nodes; allowed: ${answers.filter(({ allowed }) => allowed).length}`
    )
    say(`judy asks, and is allowed: ${(await ask('judy')).allowed}`)
    const { allowed, retryMs = 0 } = await ask('mallory')
    say(`mallory again: ${allowed}; the next token is more than a minute away: ${retryMs > 60_000}`)
  })
}

if (import.meta.main) await tell(console.log)
