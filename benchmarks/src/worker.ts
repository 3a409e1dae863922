// One node of one system in a process of its own. The parent says over IPC what to do and is told how long it took.
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { type Asked, type Flow, pour } from './flow.ts'
import { FILL, type Load, type Loaded, load, put } from './load/load.ts'
import { patiently } from './load/patiently.ts'
import type { Start, StartOptions, System } from './systems/system.ts'
import { beginWatch, type Watch, type Watched } from './where/watch.ts'

export type Order =
  | ({ readonly do: 'start' } & StartOptions)
  | { readonly do: 'run'; readonly work: Work }
  | { readonly do: 'flow'; readonly flow: Flow }
  | { readonly do: 'load'; readonly load: Load }
  | { readonly do: 'heap' }
  | { readonly do: 'watch'; readonly isSampled: boolean }
  | { readonly do: 'watched' }
  | { readonly do: 'count'; readonly name: string }
  | { readonly do: 'stop' }

export interface Work {
  readonly op: 'put' | 'get' | 'putActive'
  readonly keys: readonly string[]
  readonly inFlight: number
  readonly valueBytes: number
  readonly code?: string
}

export type Report =
  | { readonly did: 'start'; readonly addresses: readonly string[]; readonly processes: readonly number[] }
  /** Milliseconds: each operation, and all of them together. */
  | { readonly did: 'run'; readonly latencies: readonly number[]; readonly wall: number }
  | { readonly did: 'flow'; readonly asked: readonly Asked[] }
  | { readonly did: 'load'; readonly loaded: Loaded }
  | { readonly did: 'heap'; readonly heapBytes: number }
  | { readonly did: 'watch' }
  | { readonly did: 'watched'; readonly watched: Watched }
  | { readonly did: 'count'; readonly count: number }
  | { readonly did: 'stop' }
  | { readonly did: 'fail'; readonly message: string }

const STARTS: Readonly<Record<string, () => Promise<{ start: Start }>>> = {
  halley: () => import('./systems/halley.ts'),
  'halley-http': () => import('./systems/halley-http.ts'),
  'kad-dht': () => import('./systems/kad-dht.ts'),
  hyperdht: () => import('./systems/hyperdht.ts'),
  'bittorrent-dht': () => import('./systems/bittorrent-dht.ts'),
  opendht: () => import('./systems/opendht.ts'),
  redis: () => import('./systems/redis.ts')
}

let system: System | undefined
let watch: Watch | undefined

// The flag gives new contexts the function; this process was started without it, as nodes are.
setFlagsFromString('--expose-gc')
const collectGarbage = runInNewContext('gc') as () => void

process.on('message', (order: Order) => {
  obey(order).then(
    (report) => process.send?.(report),
    (error: Error) => process.send?.({ did: 'fail', message: error.stack ?? error.message })
  )
})
process.on('disconnect', () => process.exit(0))

async function obey(order: Order): Promise<Report> {
  switch (order.do) {
    case 'start': {
      const load = STARTS[process.argv[2] ?? '']
      if (load === undefined) throw new Error(`no such system: ${process.argv[2]}`)
      const { start } = await load()
      system = await start(order)
      const processes = [process.pid, ...(system.processes ?? [])]
      return { did: 'start', addresses: system.addresses, processes }
    }
    case 'run':
      return run(order.work)
    case 'flow':
      return { did: 'flow', asked: await pour(started(), order.flow) }
    case 'load':
      return { did: 'load', loaded: await load(started(), order.load) }
    case 'heap':
      collectGarbage()
      return { did: 'heap', heapBytes: process.memoryUsage().heapUsed }
    case 'watch':
      watch = await beginWatch(order.isSampled)
      return { did: 'watch' }
    case 'watched':
      if (watch === undefined) throw new Error('nobody watches')
      return { did: 'watched', watched: await watch.end() }
    case 'count':
      return { did: 'count', count: started().count?.(order.name) ?? 0 }
    case 'stop':
      await system?.stop()
      return { did: 'stop' }
  }
}

async function run({ op, keys, inFlight, valueBytes, code }: Work): Promise<Report> {
  const node = started()
  const value = new Uint8Array(valueBytes).fill(FILL)
  const one = (key: string): Promise<unknown> =>
    op === 'get' ? node.get(key) : patiently(() => put(node, key, value, op === 'put' ? undefined : code))
  const latencies: number[] = []
  const waiting = keys.values()
  const startedAt = performance.now()
  const line = async (): Promise<void> => {
    for (const key of waiting) {
      const begin = performance.now()
      await one(key)
      latencies.push(performance.now() - begin)
    }
  }
  await Promise.all(Array.from({ length: inFlight }, line))
  return { did: 'run', latencies, wall: performance.now() - startedAt }
}

function started(): System {
  if (system === undefined) throw new Error('not started')
  return system
}
