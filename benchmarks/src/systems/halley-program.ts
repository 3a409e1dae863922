// Halley as a program: `halley start` in a process of its own.
import { fileURLToPath } from 'node:url'
import { type Child, startChild, whenItSays } from './child.ts'

export interface Program extends Child {
  readonly addresses: readonly string[]
  /** Of its gateway: `http://127.0.0.1:…`. */
  readonly http: string
  /** HOST:PORT of what it was told to be to BitTorrent's clients. */
  readonly bittorrent?: { readonly mainline: readonly string[]; readonly tracker?: string }
}

type Started = Omit<Program, keyof Child> & { readonly event: 'started' }

const HALLEY = fileURLToPath(new URL('../../../packages/cli/bin/halley.js', import.meta.url))

export async function startHalley(
  data: string,
  bootstrap: readonly string[],
  options: readonly string[] = []
): Promise<Program> {
  const joins = bootstrap.flatMap((address) => ['--bootstrap', address])
  const words = [HALLEY, 'start', '--json', '--data', data, '--http', '127.0.0.1:0', ...joins, ...options]
  const [child, { event: _, ...said }] = await startChild(process.execPath, words, whenItSays(started))
  return { ...child, ...said }
}

function started(line: string): Started | undefined {
  const said = JSON.parse(line) as { event?: string }
  return said.event === 'started' ? (said as Started) : undefined
}
