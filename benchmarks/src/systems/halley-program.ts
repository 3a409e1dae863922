// Halley as a program: `halley start` in a process of its own.
import { fileURLToPath } from 'node:url'
import { type Child, startChild, whenItSays } from './child.ts'

export interface Program extends Child {
  readonly addresses: readonly string[]
  /** Of its gateway: `http://127.0.0.1:…`. */
  readonly http: string
}

interface Started {
  readonly event: 'started'
  readonly addresses: readonly string[]
  readonly http: string
}

const HALLEY = fileURLToPath(new URL('../../../packages/cli/bin/halley.js', import.meta.url))

export async function startHalley(
  data: string,
  bootstrap: readonly string[],
  options: readonly string[] = []
): Promise<Program> {
  const joins = bootstrap.flatMap((address) => ['--bootstrap', address])
  const words = [HALLEY, 'start', '--json', '--data', data, '--http', '127.0.0.1:0', ...joins, ...options]
  const [child, { addresses, http }] = await startChild(process.execPath, words, whenItSays(started))
  return { ...child, addresses, http }
}

function started(line: string): Started | undefined {
  const said = JSON.parse(line) as { event?: string }
  return said.event === 'started' ? (said as Started) : undefined
}
