// An object that is at all nodes nearest to its key. It puts itself there every second instead of every ten minutes.
//
//   node examples/replication/run.ts
import { readFile } from 'node:fs/promises'
import type { HalleyNode } from 'halley'
import { codeOf, type Say, until, withNodes } from '../local-network.ts'

const SOURCE = new URL('./replication.aso.js', import.meta.url)

export async function tell(say: Say): Promise<void> {
  const code = await readFile(SOURCE, 'utf8')
  await withNodes(
    6,
    async (nodes) => {
      const [alice] = nodes
      await alice!.put('letter', { code, value: { value: 'one' } })
      const roles = async () => (await alice!.inspect('letter')).replicas.map(({ role }) => role).sort()
      await until(async () => (await roles()).length === 6, 'the copies')
      say(`who holds it: ${(await roles()).join(', ')}`)
      const before = looks(nodes)
      await alice!.put('letter', { value: { value: 'two' } })
      await until(() => looks(nodes) >= before + 3 * 3, 'the copies to follow')
      say('the object changes, and the copies follow')
      const homes = (await alice!.lookup('letter')).slice(0, 3)
      const others = nodes.filter(({ id }) => !homes.includes(id))
      await Promise.all(nodes.filter(({ id }) => homes.includes(id)).map((node) => node.stop()))
      await until(async () => (await codeOf(others[0]!.get('letter'))) === 'done', 'the others to notice')
      say(`its three homes are gone at once: ${(await others[0]!.get('letter')).value}`)
    },
    { tuning: { timerEveryMs: 1_000, operations: 1_000 } }
  )
}

// Each round sends each of the three further nodes a copy, or finds that it needs none: after three rounds all have what the first sent.
function looks(nodes: readonly HalleyNode[]): number {
  const counts = nodes.map((node) => node.status().counters)
  return counts.reduce((sum, { copiesSpread = 0, copiesSpared = 0 }) => sum + copiesSpread + copiesSpared, 0)
}

if (import.meta.main) await tell(console.log)
