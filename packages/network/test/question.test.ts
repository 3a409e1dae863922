/** One question of Kademlia, asked with the real library. */
import assert from 'node:assert/strict'
import { after, it } from 'node:test'
import { createHost, type Host } from '../src/host.ts'
import { createIdentity, parsePrivateKey } from '../src/identity.ts'
import { tuned } from '../src/options.ts'
import { asking } from '../src/question.ts'

const hosts: Host[] = []
after(() => Promise.all(hosts.map((host) => host.stop())))

async function start(): Promise<Host> {
  const host = await createHost({
    privateKey: parsePrivateKey((await createIdentity()).privateKey),
    listen: ['/ip4/127.0.0.1/tcp/0'],
    announce: [],
    bootstrap: [],
    mdns: false,
    tuning: tuned({})
  })
  hosts.push(host)
  await host.start()
  return host
}

it('is answered with whom the other knows, without the two', async () => {
  const [asker, asked, third] = [await start(), await start(), await start()]
  for (const host of [asker, third]) await host.dial(asked.getMultiaddrs())
  const key = Buffer.from('key')
  const ask = asking(asker.services.dht)
  const signal = AbortSignal.timeout(10_000)
  let told: string[] | undefined = []
  // Until identify has told the other one what the third speaks.
  while (told?.length === 0) told = await ask(asked.peerId.toString(), key, signal)
  assert.deepEqual(told, [third.peerId.toString()])
})

it('is not answered by who is gone', async () => {
  const [asker, gone] = [await start(), await start()]
  await asker.dial(gone.getMultiaddrs())
  await gone.stop()
  const ask = asking(asker.services.dht)
  assert.equal(await ask(gone.peerId.toString(), Buffer.from('key'), AbortSignal.timeout(2_000)), undefined)
})
