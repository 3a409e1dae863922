/**
 * How well and how fast `closest` answers in a real overlay larger than a bucket, all nodes in one process; not
 * a test. Run it with `node packages/network/test/measure-overlay.ts 40`.
 */
import { nearest } from '../src/nearest.ts'
import type { Network } from '../src/port.ts'
import { Recorder } from './recorder.ts'
import { startNode } from './world.ts'

const size = Number(process.argv[2] ?? 40)
const nodes: Network[] = []
const rssBefore = process.memoryUsage.rss()
let started = performance.now()
for (let index = 0; index < size; index++) {
  nodes.push(await startNode(new Recorder(), { bootstrap: nodes[0]?.addresses() ?? [] }))
}
const joinMs = (performance.now() - started) / size
const mb = (process.memoryUsage.rss() - rssBefore) / 2 ** 20 / size
console.log(`${size} nodes: ${joinMs.toFixed(0)} ms to start and join, ${mb.toFixed(1)} MB each`)

const ids = nodes.map((node) => node.self)
for (const round of ['first', 'again', 'steady']) {
  const times: number[] = []
  let wrong = 0
  for (let index = 0; index < 100; index++) {
    const key = `key ${index}`
    const expected = nearest(ids, key, 3).join()
    for (const node of [nodes[index % size]!, nodes[(index * 7 + 3) % size]!]) {
      const asked = performance.now()
      const found = await node.closest(key, 3)
      times.push(performance.now() - asked)
      if (found.join() !== expected) wrong++
    }
  }
  times.sort((a, b) => a - b)
  const [median, max] = [times[times.length / 2]!, times.at(-1)!]
  console.log(
    `${round}: ${wrong} of ${times.length} wrong, ${median.toFixed(3)} ms median, ${max.toFixed(1)} ms at most`
  )
}
started = performance.now()
await Promise.all(nodes.map((node) => node.stop()))
console.log(`stopped in ${(performance.now() - started).toFixed(0)} ms`)
