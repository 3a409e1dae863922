// The demo's network: some nodes on loopback, each a process with a folder of its own, and all of it gone afterwards.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Child, startChild } from './child.ts'

export interface Cluster {
  readonly children: readonly Child[]
  /** Stops every node that still runs, and removes the folder. */
  stop(): Promise<void>
}

/** @throws CliError CHILD_FAILED; nothing is left behind then */
export async function startCluster(
  count: number,
  placement: 'xor' | 'ring',
  onStarted: (child: Child) => void
): Promise<Cluster> {
  const folder = await mkdtemp(join(tmpdir(), 'halley-demo-'))
  const children: Child[] = []
  const stop = async () => {
    await Promise.all(children.map((child) => child.stop()))
    await rm(folder, { recursive: true, force: true })
  }
  const start = async (number: number, bootstrap: readonly string[]) => {
    const flags = argumentsOf(join(folder, `node-${number}`), placement, bootstrap)
    const child = await startChild(`node ${number}`, flags)
    children.push(child)
    onStarted(child)
    return child
  }
  try {
    const first = await start(1, [])
    const rest = Array.from({ length: count - 1 }, (_, at) => start(at + 2, first.addresses))
    const failed = (await Promise.allSettled(rest)).find((result) => result.status === 'rejected')
    if (failed !== undefined) throw failed.reason
  } catch (error) {
    await stop()
    throw error
  }
  children.sort((a, b) => a.name.localeCompare(b.name, 'en', { numeric: true }))
  return { children, stop }
}

function argumentsOf(folder: string, placement: string, bootstrap: readonly string[]): string[] {
  return [
    ['--data', folder],
    ['--listen', '/ip4/127.0.0.1/tcp/0'],
    ['--http', '127.0.0.1:0'],
    ['--workers', '1'],
    ['--placement', placement],
    ...bootstrap.map((address) => ['--bootstrap', address])
  ].flat()
}
