/**
 * A node in a process of its own, started by tests that kill it or measure across processes. It sends every
 * frame back. Arguments: a bootstrap address, or none. Prints one line of JSON: its id and addresses. On
 * "usage" from its parent it prints its CPU time and memory.
 */
import { createIdentity } from '../src/identity.ts'
import { createLibp2pNetwork } from '../src/network.ts'
import type { Network } from '../src/port.ts'

const { privateKey } = await createIdentity()
let network: Network | undefined
network = await createLibp2pNetwork({
  privateKey,
  listen: ['/ip4/127.0.0.1/tcp/0'],
  bootstrap: process.argv.slice(2),
  events: {
    onFrame: (from, frame) => network?.send(from, frame),
    onConnected: () => {},
    onDisconnected: () => {},
    onUndeliverable: () => {}
  }
})
console.log(JSON.stringify({ id: network.self, addresses: network.addresses() }))
process.stdin.on('data', () => {
  const { user, system } = process.cpuUsage()
  console.log(JSON.stringify({ cpuMs: (user + system) / 1000, rssMb: process.memoryUsage.rss() / 2 ** 20 }))
})
// A parent that dies must not leave it behind.
process.stdin.on('end', () => process.exit(0))
