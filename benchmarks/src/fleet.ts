// A network of worker processes, all of one system.
import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Asked, Flow } from './flow.ts'
import type { Load, Loaded } from './load/load.ts'
import { type Footprint, footprintOf } from './load/processes.ts'
import type { StartOptions } from './systems/system.ts'
import type { Watched } from './where/watch.ts'
import type { Order, Report, Work } from './worker.ts'

export interface Fleet {
  /** Has one of the nodes do some work. */
  run(node: number, work: Work): Promise<{ latencies: readonly number[]; wall: number }>
  /** Has one of the nodes ask at a fixed rate. */
  flow(node: number, flow: Flow): Promise<readonly Asked[]>
  /** Has the client of one of the nodes load the system. */
  load(node: number, load: Load): Promise<Loaded>
  /** CPU time and memory of all its processes; nothing where the platform does not tell. */
  footprint(): Footprint | undefined
  /** The JavaScript heaps of all workers together, just after garbage was collected. */
  heapBytes(): Promise<number>
  /** The node's own count of something (see the counters of `halley status`). */
  count(node: number, name: string): Promise<number>
  /** Watches what one of the nodes does, until `watched`. */
  watch(node: number, isSampled: boolean): Promise<void>
  watched(node: number): Promise<Watched>
  /** SIGKILL. */
  kill(node: number): Promise<void>
  /** Starts one more node; it joins through the first. */
  grow(): Promise<void>
  /** Starts a killed node on its folder; its database is empty if `wiped`. */
  restart(node: number, wiped: boolean): Promise<void>
  stop(): Promise<void>
}

/** Starts `size` nodes; each but the first joins through the first. */
export async function startFleet(
  system: string,
  size: number,
  quorum?: StartOptions['quorum']
): Promise<Fleet> {
  const folder = await mkdtemp(join(tmpdir(), `halley-bench-${system}-`))
  const nodes: ChildProcess[] = []
  const bootstrap: string[] = []
  const processes: (readonly number[])[] = []
  const start = async (at: number): Promise<void> => {
    const node = fork(new URL('./worker.ts', import.meta.url), [system], {
      stdio: ['ignore', 'inherit', 'inherit', 'ipc']
    })
    nodes[at] = node
    const report = await order(node, {
      do: 'start',
      bootstrap,
      data: join(folder, String(at)),
      ...(quorum === undefined ? {} : { quorum })
    })
    if (report.did !== 'start') throw new Error(`unexpected report ${report.did}`)
    processes[at] = report.processes
    if (bootstrap.length === 0) bootstrap.push(...report.addresses)
  }
  try {
    for (let at = 0; at < size; at++) await start(at)
  } catch (error) {
    await part(nodes)
    await rm(folder, { recursive: true, force: true })
    throw error
  }
  return {
    run: (at, work) => report(nodes[at], { do: 'run', work }, 'run'),
    flow: async (at, flow) => (await report(nodes[at], { do: 'flow', flow }, 'flow')).asked,
    load: async (at, what) => (await report(nodes[at], { do: 'load', load: what }, 'load')).loaded,
    footprint: () => footprintOf(processes.flat()),
    heapBytes: async () => {
      const reports = await Promise.all(nodes.map((node) => report(node, { do: 'heap' }, 'heap')))
      return reports.reduce((sum, { heapBytes }) => sum + heapBytes, 0)
    },
    count: async (at, name) => (await report(nodes[at], { do: 'count', name }, 'count')).count,
    watch: async (at, isSampled) => void (await report(nodes[at], { do: 'watch', isSampled }, 'watch')),
    watched: async (at) => (await report(nodes[at], { do: 'watched' }, 'watched')).watched,
    kill: async (at) => {
      const node = nodes[at] as ChildProcess
      node.kill('SIGKILL')
      await once(node, 'exit')
    },
    grow: () => start(nodes.length),
    restart: async (at, wiped) => {
      const data = join(folder, String(at))
      const files = wiped ? (await readdir(data)).filter((file) => file !== 'identity.key') : []
      for (const file of files) await rm(join(data, file), { recursive: true })
      await start(at)
    },
    stop: async () => {
      for (const node of nodes) await order(node, { do: 'stop' })
      await part(nodes)
      await rm(folder, { recursive: true, force: true })
    }
  }
}

/** A worker without its parent ends, and the programs that it started with it. */
async function part(nodes: readonly ChildProcess[]): Promise<void> {
  const connected = nodes.filter((node) => node.connected)
  const ended = connected.map((node) => once(node, 'exit'))
  for (const node of connected) node.disconnect()
  await Promise.all(ended)
}

/** What a node reports of an order. */
async function report<Did extends Report['did']>(
  node: ChildProcess | undefined,
  what: Order,
  did: Did
): Promise<Report & { did: Did }> {
  const answer = await order(node as ChildProcess, what)
  if (answer.did !== did) throw new Error(`unexpected report ${answer.did}`)
  return answer as Report & { did: Did }
}

// Listeners are taken off again: a node gets many orders.
async function order(node: ChildProcess, what: Order): Promise<Report> {
  const over = new AbortController()
  try {
    const answer = once(node, 'message', { signal: over.signal })
    const end = once(node, 'exit', { signal: over.signal }).then(([code]) => {
      throw new Error(`a node ended with exit code ${code}`)
    })
    node.send(what)
    const [report] = (await Promise.race([answer, end])) as [Report]
    if (report.did === 'fail') throw new Error(report.message)
    // Whichever did not happen is called off below, and rejects: nobody waits for it.
    for (const pending of [answer, end]) pending.catch(() => {})
    return report
  } finally {
    over.abort()
  }
}
