// The simulator's overlay against a real one: twenty kad-dht nodes on loopback, in one process, and twenty of the model at
// the same places. Each node was brought by one other and looked itself up. Then both answer the same questions: who is
// nearest to a key, and how many nodes had to be asked for it?
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { noise } from '@chainsafe/libp2p-noise'
import { createPrng } from '@halley/model'
import { identify } from '@libp2p/identify'
import type { Libp2p } from '@libp2p/interface'
import { type KadDHT, kadDHT, passthroughMapper } from '@libp2p/kad-dht'
import { ping } from '@libp2p/ping'
import { tcp } from '@libp2p/tcp'
import { yamux } from '@libp2p/yamux'
import { createLibp2p } from 'libp2p'
import { kadId, keyPosition, nearest } from '../packages/network/src/nearest.ts'
import { OVERLAY_DEFAULTS, Overlay } from '../packages/simulator/src/overlay.ts'

const NODES = 20
/** Fewer than there are nodes, so that lookups have something to find out. */
const K = 6
const ALPHA = 3

type Real = Libp2p<{ dht: KadDHT }>

const real: Real[] = []
const answers: Answer[] = []
const model = new Overlay({ ...OVERLAY_DEFAULTS, k: K, alpha: ALPHA }, (name) =>
  ids().includes(name) ? kadId(name) : keyPosition(name)
)

/** Who is where, once all have started. */
function ids(): string[] {
  return real.map(({ peerId }) => peerId.toString())
}

before(async () => {
  const prng = createPrng('overlay-real')
  const contacts: number[] = []
  for (let at = 0; at < NODES; at++) {
    const node = await start()
    const contact = at === 0 ? undefined : real[prng.below(at)]
    contacts.push(contact === undefined ? -1 : real.indexOf(contact))
    real.push(node)
    if (contact === undefined) continue
    await node.dial(contact.getMultiaddrs())
    await lookUp(node, node.peerId.toMultihash().bytes)
  }
  // Who came early knows those who came late by looking again, in the model as in the real one.
  for (const node of real) await lookUp(node, node.peerId.toMultihash().bytes)
  const names = ids()
  names.forEach((name, at) => {
    const contact = names[contacts[at] as number]
    if (contact !== undefined) model.meet(name, contact)
    model.join(name, 0, AT_ONCE)
  })
  for (const name of names) model.join(name, 0, AT_ONCE)
  for (const [at, node] of real.entries()) answers.push(await ask(node, at))
})

after(async () => {
  await Promise.all(real.map((node) => node.stop()))
})

test('both find the nodes nearest to a key', () => {
  const wrong = { real: 0, model: 0 }
  for (const { from, key, asked, list } of answers) {
    // Neither is sure of the last of the k; of the nearer half, which hold the copies, both must be.
    const others = ids().filter((id) => id !== from)
    const nearer = nearest(others, key, K / 2)
    if (!nearer.every((id) => asked.has(id))) wrong.real++
    if (
      list
        .filter((id) => id !== from)
        .slice(0, K / 2)
        .join() !== nearer.join()
    )
      wrong.model++
  }
  assert.deepEqual(wrong, { real: 0, model: 0 })
})

test('a lookup of the model asks about as many nodes as a real one', (t) => {
  const mean = (count: (answer: Answer) => number): number =>
    answers.reduce((sum, answer) => sum + count(answer), 0) / answers.length
  const [modelled, real] = [mean(({ hops }) => hops), mean(({ asked }) => asked.size)]
  t.diagnostic(`${modelled} questions a lookup in the model, ${real} in kad-dht`)
  for (const { hops } of answers) assert.ok(hops >= K / 2 && hops < NODES, `${hops} questions of the model`)
  assert.ok(modelled > real / 2 && modelled < real * 2, `${modelled} and ${real} questions a lookup`)
})

const AT_ONCE = (): number => 10

interface Answer {
  readonly from: string
  readonly key: string
  /** Who was asked in the real network. */
  readonly asked: ReadonlySet<string>
  /** Who the model found, and how many it asked. */
  readonly list: readonly string[]
  readonly hops: number
}

/** Each node asks for one key, in both networks. */
async function ask(node: Real, at: number): Promise<Answer> {
  const [from, key] = [node.peerId.toString(), `key ${at}`]
  const asked = await lookUp(node, Buffer.from(key))
  const { list, hops } = model.lookup(from, key, 0, AT_ONCE)
  return { from, key, asked, list, hops }
}

/** Who was asked, and answered. */
async function lookUp(node: Real, key: Uint8Array): Promise<Set<string>> {
  const asked = new Set<string>()
  const signal = AbortSignal.timeout(60_000)
  for await (const event of node.services.dht.getClosestPeers(key, { isSelfQuery: true, signal } as object))
    if (event.name === 'PEER_RESPONSE') asked.add(event.from.toString())
  return asked
}

async function start(): Promise<Real> {
  return createLibp2p({
    addresses: { listen: ['/ip4/127.0.0.1/tcp/0'] },
    transports: [tcp()],
    connectionEncrypters: [noise()],
    streamMuxers: [yamux()],
    connectionManager: { inboundConnectionThreshold: 1_000, maxIncomingPendingConnections: 1_000 },
    services: {
      identify: identify(),
      ping: ping(),
      dht: kadDHT({
        protocol: '/halley/kad/test',
        clientMode: false,
        peerInfoMapper: passthroughMapper,
        kBucketSize: K,
        alpha: ALPHA,
        initialQuerySelfInterval: 100
      })
    }
  })
}
