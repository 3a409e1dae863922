// halley peers: the nodes that a node knows.
import type { Command } from 'commander'
import { ask } from '../ask.ts'
import { example, type NodeOptions, withNode } from '../options.ts'
import { columns } from '../print.ts'
import type { Terminal } from '../terminal.ts'

interface Peer {
  readonly id: string
  readonly addresses: readonly string[]
  readonly connected: boolean
  readonly rttMs?: number
  readonly estimatedRttMs?: number
}

export function addPeers(program: Command, terminal: Terminal): void {
  const command = program
    .command('peers')
    .description('List the nodes that a node knows.')
    .action(async ({ node, json }: NodeOptions) => {
      const { body } = await ask(node, { method: 'GET', path: '/v1/peers' })
      terminal.out(json ? JSON.stringify(body) : show(body.peers as Peer[]))
    })
  example(withNode(command), 'halley peers')
}

function show(peers: readonly Peer[]): string {
  if (peers.length === 0)
    return 'no other nodes yet; "halley start --bootstrap MULTIADDR" joins one to another'
  return columns(
    peers.map(({ id, connected, rttMs, estimatedRttMs, addresses }) => [
      id,
      connected ? 'connected' : 'lost',
      rttMs === undefined ? '' : `${rttMs.toFixed(1)} ms`,
      estimatedRttMs === undefined ? '' : `${estimatedRttMs.toFixed(1)} ms estimated`,
      addresses[0] ?? ''
    ])
  )
}
