// A value for one reader, though many ask at the same time and at different nodes.
//
//   node examples/one-time/run.ts
import { readFile } from 'node:fs/promises'
import { type Say, withNodes } from '../local-network.ts'

export async function tell(say: Say): Promise<void> {
  const code = await readFile(new URL('./one-time.aso.js', import.meta.url), 'utf8')
  await withNodes(3, async (nodes) => {
    const ask = async (key: string) => {
      const asked = Array.from({ length: 9 }, (_, at) => nodes[at % nodes.length]!.get(key))
      return (await Promise.all(asked)).filter(({ value }) => value !== null).length
    }
    await nodes[0]!.put('once', { code, value: { value: 'burn after reading' } })
    say(`nine ask at once, through all nodes; so many are answered: ${await ask('once')}`)
    say(`nine more: ${await ask('once')}`)
    await nodes[1]!.put('thrice', { code, value: { value: 'for three', limit: 3 } })
    say(`nine ask for a value with a limit of three: ${await ask('thrice')}`)
  })
}

if (import.meta.main) await tell(console.log)
