// Subscribers wait at several nodes for what is published at another one.
//
//   node examples/pub-sub/run.ts
import { readFile } from 'node:fs/promises'
import type { HalleyNode, Value } from 'halley'
import { type Say, until, withNodes } from '../local-network.ts'

type Publications = Readonly<Record<string, string>>

export async function tell(say: Say): Promise<void> {
  const code = await readFile(new URL('./pub-sub.aso.js', import.meta.url), 'utf8')
  await withNodes(3, async (nodes) => {
    const [publisher, ...others] = nodes
    await publisher!.put('weather', { code })

    /** Waits for what is not in `seen`, and adds it. */
    const subscribe = async (node: HalleyNode, seen: Map<string, string>): Promise<void> => {
      const payload = { seen: [...seen.keys()] } as Value
      const { value } = await node.get('weather', { payload, wait: '30s' })
      for (const [name, news] of Object.entries(value as Publications)) seen.set(name, news)
    }

    const subscribers = Array.from({ length: 20 }, () => new Map<string, string>())
    const waiting = subscribers.map((seen, at) => subscribe(others[at % others.length]!, seen))
    const count = async () => (await publisher!.get('weather', { payload: 'count' })).value
    await until(async () => (await count()) === subscribers.length, 'all to wait')
    await publisher!.put('weather', { value: { news: 'rain' } })
    await Promise.all(waiting)
    const heard = () => new Set(subscribers.map((seen) => [...seen.values()].join(', ')))
    say(`${subscribers.length} wait; all of them hear: ${[...heard()].join(' | ')}`)

    await publisher!.put('weather', { value: { news: 'snow' } })
    await publisher!.put('weather', { value: { news: 'hail' } })
    await Promise.all(subscribers.map((seen, at) => subscribe(others[at % others.length]!, seen)))
    say(`two more are published while nobody waits; asking again, all know: ${[...heard()].join(' | ')}`)
  })
}

if (import.meta.main) await tell(console.log)
