// A cart that is filled on both sides of a split network, twice: as an object that merges itself, and as a plain value whose
// versions the client has to unite. Run directly, it prints what it sees.
//
//   node examples/shopping-cart/split.ts
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { createNode, type HalleyNode } from 'halley'

export interface Seen {
  /** What the merging cart holds once the sides have met, at both of them. */
  readonly merged: readonly unknown[]
  /** What the plain cart's versions hold, and what it holds after the client united them. */
  readonly siblings: readonly unknown[]
  readonly united: unknown
}

/** One copy is enough to write: each side goes on alone. */
const ALONE = { n: 2, r: 1, w: 1 } as const

export async function splitAndMeet(say: (line: string) => void = () => {}): Promise<Seen> {
  const folder = await mkdtemp(join(tmpdir(), 'halley-cart-'))
  const running = new Set<HalleyNode>()
  const start = async (name: string, bootstrap: readonly string[] = []): Promise<HalleyNode> => {
    const node = await createNode({ data: join(folder, name), bootstrap, ...ALONE })
    running.add(node)
    return node
  }
  try {
    const [here, there] = [await start('here'), await start('there')]
    const code = await readFile(new URL('./cart.aso.js', import.meta.url), 'utf8')
    for (const [node, item] of [
      [here, 'tea'],
      [there, 'cake']
    ] as const) {
      await node.put('cart', { code })
      await node.put('cart', { value: { add: 'scones' } })
      await node.put('cart', { value: { add: item } })
      await node.put('plain', { value: [item] })
    }
    await there.put('cart', { value: { remove: 'scones' } })
    say('two nodes that do not know of each other: one adds scones and tea, the other scones and cake,')
    say('and the other takes its scones out again')

    await there.stop()
    running.delete(there)
    const back = await start('there', here.addresses())
    await allCompared(here, back)
    const merged = [(await back.get('cart')).value, (await here.get('cart')).value]
    say(`they meet; the cart merges itself: ${JSON.stringify(merged[0])}`)

    const { siblings = [], context } = await back.get('plain')
    const values = siblings.map(({ value }) => value as string[]).sort()
    say(`the plain value has two versions: ${values.map((value) => JSON.stringify(value)).join(' and ')}`)
    await back.put('plain', { value: values.flat().sort(), context })
    const united = (await here.get('plain')).value
    say(`the client unites them: ${JSON.stringify(united)}`)
    return { merged, siblings: values, united }
  } finally {
    for (const node of running) await node.stop()
    await rm(folder, { recursive: true, force: true })
  }
}

// Reads of one copy are enough here as well, so the copies have to be compared first: the nodes do that by themselves.
async function allCompared(...nodes: readonly HalleyNode[]): Promise<void> {
  for (let look = 0; look < LOOKS; look++) {
    const seen = await Promise.all(nodes.flatMap((node) => ['cart', 'plain'].map((key) => node.inspect(key))))
    const copies = seen.flatMap(({ replicas }) => replicas.map(({ versions = [] }) => versions.length))
    if (copies.length === 2 * seen.length && copies.every((versions) => versions === 2)) return
    await setTimeout(LOOK_MS)
  }
  throw new Error('the copies were not compared in time')
}

const LOOKS = 150
const LOOK_MS = 100

if (import.meta.main) await splitAndMeet(console.log)
