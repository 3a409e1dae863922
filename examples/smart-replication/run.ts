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
    async (nodes) => {
      const [alice] = nodes
      await alice!.put('letter', { code, value: { value: 'precious', least: 4 } })
      const leased = async (asking = alice) => {
        const { replicas } = await asking!.inspect('letter')
        return replicas.filter(({ role }) => role === 'leased').map(({ node }) => node)
      }
      await until(async () => (await leased()).length === 1, 'the fourth copy')
      say('three homes, and one node besides')
      const [first] = await leased()
      const asking = nodes.find(({ id }) => id !== first)
      await nodes.find(({ id }) => id === first)!.stop()
      await until(async () => (await leased(asking)).some((node) => node !== first), 'another copy')
      say('that one stops; another one has it')
    },
    { tuning: { selectEveryMs: 1_000, operations: 1_000 } }
  )
}

if (import.meta.main) await tell(console.log)
