// Nodes that are far apart, and know it: what handlers and clients are told of where they are.
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Value } from '@halley/model'
import { distance } from 'halley'
import { createTestNetwork } from '../src/index.ts'

type Coordinate = Parameters<typeof distance>[0]

const WHERE =
  'export default { onGet({ coordinates }) { return [coordinates ?? null, comet.coordinates() ?? null] } }'
const CITIES: Readonly<Record<string, readonly [number, number]>> = {
  n0: [0, 0],
  n1: [4, 0],
  n2: [0, 3],
  n3: [60, 0],
  n4: [60, 5],
  n5: [57, 2]
}

const wayMs = (from: string, to: string) => {
  const [[a, b], [c, d]] = [CITIES[from]!, CITIES[to]!]
  return 2 + Math.hypot(a - c, b - d)
}

describe('test network: coordinates', () => {
  it('are learnt where messages take as long as a function says; a handler is given its node and its caller', async () => {
    await using network = await createTestNetwork({ nodes: 6, latencyMs: wayMs })
    const { nodes, advance } = network
    await advance('10m')
    for (const a of nodes)
      for (const b of nodes.filter((node) => node !== a)) {
        const [told, true_] = [distance(a.coordinates()!, b.coordinates()!), 2 * wayMs(a.id, b.id)]
        assert.ok(Math.abs(told - true_) < 4 + true_ / 4, `${a.id} ${b.id}: ${told} ms, not ${true_}`)
      }
    await nodes[0]!.put('where', { code: WHERE })
    for (const node of nodes) {
      const { value, coordinator } = await node.get('where')
      const [caller, here] = value as unknown as readonly Coordinate[]
      assert.deepEqual(caller, node.coordinates())
      assert.deepEqual(here, nodes.find(({ id }) => id === coordinator)!.coordinates())
    }
  })

  it('are nobody’s where all are equally near, unless they are asked for', async () => {
    const told = async (coordinates: boolean): Promise<Value | undefined> => {
      await using network = await createTestNetwork({ nodes: 3, coordinates })
      await network.advance('1m')
      await network.nodes[0]!.put('where', { code: WHERE })
      return (await network.nodes[1]!.get('where')).value
    }
    assert.deepEqual(await told(false), [null, null])
    const [caller] = (await told(true)) as unknown as readonly Coordinate[]
    assert.equal(caller?.vector.length, 3)
  })
})
