import assert from 'node:assert/strict'
import test from 'node:test'
import { toldNodes, whereaboutsOf } from '../src/whereabouts.ts'

const peer = (id: string, ...addresses: string[]) => ({ id, addresses, connected: true })

test('handlers are told where nodes are, the one that runs them among them, where that is known', () => {
  const peers = [
    peer('A', '/dns4/a.example.org/tcp/1', '/ip4/192.0.2.1/tcp/1'),
    peer('B', '/dns4/b.example.org/tcp/1')
  ]
  const known = () => whereaboutsOf(peers, { id: 'C', address: '192.0.2.3' })
  assert.deepEqual(toldNodes(['A', 'B', 'C'], known), [
    { id: 'A', address: '192.0.2.1' },
    { id: 'B' },
    { id: 'C', address: '192.0.2.3' }
  ])
  assert.deepEqual(
    toldNodes(['C'], () => whereaboutsOf(peers, { id: 'C', address: '' })),
    [{ id: 'C' }]
  )
})
