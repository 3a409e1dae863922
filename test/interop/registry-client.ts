// bittorrent-dht, a DHT node from the registry, as a client: it announces a port, and prints the peers that it finds.
//
//   node test/interop/registry-client.ts INFO_HASH HOST:PORT GATEWAY
import type { EventEmitter } from 'node:events'
import { setTimeout as delay } from 'node:timers/promises'
import { Client } from 'bittorrent-dht'

interface DhtNode extends EventEmitter {
  listen(port: number, host: string, done: () => void): void
  announce(infoHash: Buffer, port: number, done: () => void): void
  lookup(infoHash: Buffer, done: () => void): void
}

const [hash, at, gateway] = process.argv.slice(2) as [string, string, string]
const infoHash = Buffer.from(hash, 'hex')
const [host, port] = at.split(':') as [string, string]
// Without a name of its own it would ask public nodes.
const node = new Client({ bootstrap: [gateway], maxValues: 100, verify: () => false }) as unknown as DhtNode
node.on('peer', (peer: { readonly host: string; readonly port: number }) => {
  console.log(`${peer.host}:${peer.port}`)
})
await new Promise<void>((resolve) => node.listen(Number(port), host, resolve))
await new Promise<void>((resolve) => node.announce(infoHash, Number(port), resolve))
for (;;) {
  await new Promise<void>((resolve) => node.lookup(infoHash, resolve))
  await delay(1_000)
}
