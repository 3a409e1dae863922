// A node's process gives memory back that it does not need. Starting leaves twice of what the node needs then, and so does a busy
// hour: garbage, and room for more of it, that the engine, which sees no need, would keep. So it is collected once the node has
// started, and again whenever it has grown and then had little to do for a minute, in a pause of some 50 ms for each 30 MB of heap.
import { getHeapStatistics, setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

/** Until a node that starts has joined its network, in milliseconds. */
const SETTLED_MS = 3_000

const LOOK_MS = 60_000

/** A node whose thread was busy for less of a minute has nobody wait for it; at rest it takes 0.005. */
const IDLE = 0.03

/** What is worth a pause, in bytes: by which the process has grown since the last one. */
const GROWN_BYTES = 24_000_000

/** What lives in a heap that takes too long to collect at once, in bytes. */
const LARGE_BYTES = 150_000_000

/** Goes on as long as the process. */
export function keepTidy(): void {
  let tidy = 0
  let before = performance.eventLoopUtilization()
  const look = (): void => {
    const { utilization } = performance.eventLoopUtilization(before)
    before = performance.eventLoopUtilization()
    const hasGrown = process.memoryUsage.rss() > tidy + GROWN_BYTES
    if (hasGrown && utilization < IDLE && getHeapStatistics().used_heap_size < LARGE_BYTES) tidy = collected()
  }
  setTimeout(() => {
    tidy = collected()
    setInterval(look, LOOK_MS).unref()
  }, SETTLED_MS).unref()
}

/** Bytes of the process that are left. */
function collected(): number {
  // The collector is there for those alone who ask for it.
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc') as (options: object) => void
  setFlagsFromString('--no-expose-gc')
  collect({ type: 'major', execution: 'sync', flavor: 'last-resort' })
  return process.memoryUsage.rss()
}
