// A counter that two nodes count on which do not know of each other, until they meet.
//
//   node examples/counter/run.ts
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createNode, type HalleyNode } from 'halley'
import { type Say, until } from '../local-network.ts'

/** Each side goes on alone. */
const ALONE = { n: 2, r: 1, w: 1, workers: 1 } as const

export async function tell(say: Say): Promise<void> {
  const code = await readFile(new URL('./counter.aso.js', import.meta.url), 'utf8')
  const folder = await mkdtemp(join(tmpdir(), 'halley-counter-'))
  const running: HalleyNode[] = []
  const start = async (name: string, bootstrap: readonly string[] = []) => {
    const node = await createNode({ ...ALONE, data: join(folder, name), bootstrap })
    running.push(node)
    return node
  }
  try {
    const [here, there] = [await start('here'), await start('there')]
    for (const [node, adds] of [
      [here, [1, 1, 1]],
      [there, [10, -2]]
    ] as const) {
      await node.put('count', { code })
      for (const add of adds) await node.put('count', { value: { add } })
    }
    say(
      `two nodes that do not know of each other: one counts ${(await here.get('count')).value}, the other ${(await there.get('count')).value}`
    )
    await there.stop()
    const back = await start('there', here.addresses())
    await until(async () => (await here.get('count')).value === 11, 'the counts to meet')
    await back.put('count', { value: { add: 100 } })
    await until(async () => (await here.get('count')).value === 111, 'the last count to arrive')
    say('they meet, and 100 more are counted: both say 111')
  } finally {
    for (const node of running) await node.stop()
    await rm(folder, { recursive: true, force: true })
  }
}

if (import.meta.main) await tell(console.log)
