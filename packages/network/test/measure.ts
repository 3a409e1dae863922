/**
 * Figures of the libp2p network on loopback between two processes; not a test. Run it with
 * `node packages/network/test/measure.ts`.
 */
import { createIdentity } from '../src/identity.ts'
import { createLibp2pNetwork } from '../src/network.ts'
import { type Child, startEcho } from './child.ts'

const FRAME_BYTES = 100

let onFrame: () => void = () => {}
let onConnected: () => void = () => {}
const { privateKey } = await createIdentity()
const network = await createLibp2pNetwork({
  privateKey,
  listen: ['/ip4/127.0.0.1/tcp/0'],
  bootstrap: [],
  events: {
    onFrame: () => onFrame(),
    onConnected: () => onConnected(),
    onDisconnected: () => {},
    onUndeliverable: (_peer, frames, reason) => console.log(`${frames} undeliverable: ${reason.message}`)
  }
})
console.log(
  `idle node, alone: ${(process.memoryUsage.rss() / 2 ** 20).toFixed(1)} MB resident (this process)`
)
const connected = new Promise<void>((resolve) => {
  onConnected = resolve
})
const echo = await startEcho(network.addresses())
await connected
const idle = await echo.usage()
console.log(
  `idle node, one peer: ${idle.rssMb.toFixed(1)} MB resident, ${idle.cpuMs.toFixed(0)} ms of CPU to start and join`
)

await exchange(1, 2_000)
for (const [inFlight, count, size] of [
  [1, 10_000, FRAME_BYTES],
  [10, 50_000, FRAME_BYTES],
  [100, 200_000, FRAME_BYTES],
  [1, 500, 1 << 20],
  [4, 500, 1 << 20]
] as const) {
  await report(echo, inFlight, count, size)
}

for (const count of [1, 100_000]) {
  const started = performance.now()
  for (let index = 0; index < count; index++) await network.closest(`key ${index}`, 3)
  const us = ((performance.now() - started) * 1000) / count
  console.log(`closest(key, 3), two nodes, ${count === 1 ? 'first' : 'steady'}: ${us.toFixed(1)} µs`)
}
const before = process.cpuUsage()
await new Promise((resolve) => setTimeout(resolve, 60_000))
const { user, system } = process.cpuUsage(before)
console.log(
  `idle for 60 s: ${((user + system) / 1000).toFixed(1)} ms of CPU (${((user + system) / 600_000).toFixed(2)} %)`
)
echo.kill()
await network.stop()

async function report(child: Child, inFlight: number, count: number, size: number): Promise<void> {
  const remote = await child.usage()
  const local = process.cpuUsage()
  const times = await exchange(inFlight, count, size)
  const { user, system } = process.cpuUsage(local)
  const remoteMs = (await child.usage()).cpuMs - remote.cpuMs
  const totalMs = times.reduce((sum, time) => sum + time, 0) / inFlight
  times.sort((x, y) => x - y)
  const at = (quantile: number) => times[Math.floor(times.length * quantile)]!.toFixed(3)
  // One exchange is two messages, and each message costs its sender and its receiver.
  const cpuUs = (((user + system) / 1000 + remoteMs) * 1000) / count / 2
  console.log(
    `${size} bytes, ${inFlight} in flight: ${at(0.5)} ms median, ${at(0.99)} ms p99, ` +
      `${Math.round((count / totalMs) * 1000)} exchanges/s, ${cpuUs.toFixed(1)} µs of CPU a message (both ends)`
  )
}

/** Round trip times in milliseconds. Answers come in order, so the oldest question is the one answered. */
function exchange(inFlight: number, count: number, size: number = FRAME_BYTES): Promise<number[]> {
  const frame = new Uint8Array(size).fill(7)
  return new Promise((resolve) => {
    const sentAt: number[] = []
    const times: number[] = []
    const ask = () => {
      sentAt.push(performance.now())
      network.send(echo.id, frame)
    }
    onFrame = () => {
      times.push(performance.now() - sentAt[times.length]!)
      if (sentAt.length < count) ask()
      else if (times.length === count) resolve(times)
    }
    for (let index = 0; index < inFlight; index++) ask()
  })
}
