// The overlay's tables, in the library that the nodes run: as fine near the node as large networks need.
import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { after, it } from 'node:test'
import { publicKeyFromRaw } from '@libp2p/crypto/keys'
import type { PeerId } from '@libp2p/interface'
import { peerIdFromPublicKey } from '@libp2p/peer-id'
import { createHost } from '../src/host.ts'
import { createIdentity, parsePrivateKey } from '../src/identity.ts'
import { kadId, sharedPrefixBits } from '../src/nearest.ts'
import { tuned } from '../src/options.ts'
import { BUCKET_SIZE } from '../src/protocol.ts'

const host = await createHost({
  privateKey: parsePrivateKey((await createIdentity()).privateKey),
  listen: [],
  announce: [],
  bootstrap: [],
  mdns: false,
  tuning: tuned({})
})
after(() => host.stop())

interface Table {
  readonly kb: { add(peer: PeerId): Promise<void>; count(): number; verify: unknown }
}

/** Twice as many as one bucket holds. */
const NEIGHBOURS = 2 * BUCKET_SIZE

it('holds more neighbours than a bucket, where they share seven bits with the node', async () => {
  await host.start()
  const { kb } = (host.services.dht as unknown as { routingTable: Table }).routingTable
  // They are not there to be pinged.
  kb.verify = async () => true
  const own = kadId(host.peerId.toString())
  for (let found = 0; found < NEIGHBOURS; ) {
    const peer = drawPeer()
    if (sharedPrefixBits(own, kadId(peer.toString())) < 7) continue
    await kb.add(peer)
    found++
  }
  assert.equal(kb.count(), NEIGHBOURS)
})

/** Nobody has the private key. */
function drawPeer(): PeerId {
  return peerIdFromPublicKey(publicKeyFromRaw(randomBytes(32)))
}
