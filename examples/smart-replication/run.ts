// An object that sees to it that four nodes have it. It counts them every second instead of every ten minutes.
//
//   node examples/smart-replication/run.ts
import { readFile } from 'node:fs/promises'
import { type Say, until, withNodes } from '../local-network.ts'

const SOURCE = new URL('./smart-replication.aso.js', import.meta.url)

export async function tell(say: Say): Promise<void> {
  const code = await readFile(SOURCE, 'utf8')
  await withNodes(
    7,
    async ([alice, ...others]) => {
      await alice!.put('letter', { code, value: { value: 'precious', least: 4 } })
      const leased = async () => {
        const { replicas } = await alice!.inspect('letter')
        return replicas.filter(({ role }) => role === 'leased').map(({ node }) => node)
      }
      await until(async () => (await leased()).length === 1, 'the fourth copy')
      say('three homes, and one node besides')
      const [first] = await leased()
      const lost = others.find(({ id }) => id === first)
      if (lost === undefined) return say('it is the node that asks')
      await lost.stop()
      await until(async () => (await leased()).some((node) => node !== first), 'another copy')
      say('that one stops; another one has it')
    },
    { tuning: { selectEveryMs: 1_000, operations: 1_000 } }
  )
}

if (import.meta.main) await tell(console.log)
