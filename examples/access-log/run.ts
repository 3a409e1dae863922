// A value that is read through all nodes; its owner asks who read it.
//
//   node examples/access-log/run.ts
import { readFile } from 'node:fs/promises'
import type { Value } from 'halley'
import { type Say, withNodes } from '../local-network.ts'

interface Read {
  readonly who: string
  readonly node: string
}

interface Log {
  readonly everywhere: readonly Read[]
  readonly replicas: readonly { readonly log: readonly Read[] }[]
}

export async function tell(say: Say): Promise<void> {
  const code = await readFile(new URL('./access-log.aso.js', import.meta.url), 'utf8')
  await withNodes(3, async (nodes) => {
    const [alice, bob, carol] = nodes
    const names = new Map([alice, bob, carol].map((node, at) => [node!.id, ['alice', 'bob', 'carol'][at]]))
    const readBy = (reads: readonly Read[]) => reads.map(({ who }) => names.get(who)).join(', ')
    const ask = async (key: string, node = alice!): Promise<Log> =>
      (await node.get(key, { payload: { log: true } as Value })).value as unknown as Log

    for (const everywhere of [false, true]) {
      const key = everywhere ? 'warrant' : 'letter'
      await alice!.put(key, { code, value: { value: 'read me', everywhere } })
      for (const reader of [bob!, carol!, bob!]) await reader.get(key)
      const log = await ask(key)
      const ofReplicas = log.replicas.flatMap((replica) => replica.log)
      say(`${key}: each replica's own log, gathered: ${readBy(ofReplicas) || 'nobody'}`)
      say(`${key}: the log that all replicas hold: ${readBy(log.everywhere) || 'nobody'}`)
      say(`${key}: bob asks for the logs: ${JSON.stringify(await ask(key, bob!))}`)
    }
  })
}

if (import.meta.main) await tell(console.log)
