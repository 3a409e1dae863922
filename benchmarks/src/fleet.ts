// A network of worker processes, all of one system.
import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Order, Report, Work } from './worker.ts'

export interface Fleet {
  /** Has one of the nodes do some work. */
  run(node: number, work: Work): Promise<{ latencies: readonly number[]; wall: number }>
  stop(): Promise<void>
}

/** Starts `size` nodes; each but the first joins through the first. */
export async function startFleet(system: string, size: number): Promise<Fleet> {
  const folder = await mkdtemp(join(tmpdir(), `halley-bench-${system}-`))
  const nodes: ChildProcess[] = []
  const bootstrap: string[] = []
  for (let at = 0; at < size; at++) {
    const node = fork(new URL('./worker.ts', import.meta.url), [system], {
      stdio: ['ignore', 'inherit', 'inherit', 'ipc']
    })
    nodes.push(node)
    const report = await order(node, { do: 'start', bootstrap, data: join(folder, String(at)) })
    if (report.did === 'start' && at === 0) bootstrap.push(...report.addresses)
  }
  return {
    run: async (at, work) => {
      const report = await order(nodes[at] as ChildProcess, { do: 'run', work })
      if (report.did !== 'run') throw new Error(`unexpected report ${report.did}`)
      return report
    },
    stop: async () => {
      for (const node of nodes) {
        await order(node, { do: 'stop' })
        node.disconnect()
      }
      await rm(folder, { recursive: true, force: true })
    }
  }
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
