// Real nodes for tests by force: each a process of the launcher on loopback, with a folder of its own under a name. Whatever
// still runs at the end is killed, and the folders are removed.
import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

const LAUNCHER = fileURLToPath(new URL('../../packages/cli/bin/halley.js', import.meta.url))

export interface Started {
  readonly process: ChildProcess
  readonly id: string
  readonly http: string
  readonly addresses: readonly string[]
}

/** Where a node is, if not simply on loopback. */
export interface Surroundings {
  readonly listen?: string
  /** Told what the node writes to stderr, which otherwise is seen with the test's own. */
  readonly onError?: (text: string) => void
  /** A command that runs the one that it is given. */
  readonly within?: readonly string[]
  /** Told of the process before it has done anything. */
  readonly onSpawn?: (pid: number) => Promise<void>
}

export interface Ended {
  readonly code: number | null
  readonly out: string
  readonly err: string
}

export class Processes {
  readonly #folder: string
  readonly #running = new Set<ChildProcess>()

  private constructor(folder: string) {
    this.#folder = folder
  }

  static async create(): Promise<Processes> {
    return new Processes(await mkdtemp(join(tmpdir(), 'halley-force-')))
  }

  /** `halley start` on the folder of that name; resolves when it says that it is up. */
  async start(
    name: string,
    bootstrap: readonly string[] = [],
    flags: readonly string[] = [],
    { listen, onError, onSpawn, within = [] }: Surroundings = {}
  ): Promise<Started> {
    // It stops when this process is gone, however that came about.
    const words = [...this.#words(name, bootstrap, flags, listen), '--lifeline']
    const [program, ...rest] = [...within, process.execPath, LAUNCHER, ...words] as [string, ...string[]]
    const child = spawn(program, rest, {
      stdio: ['pipe', 'pipe', onError === undefined ? 'inherit' : 'pipe']
    })
    const out = child.stdout as NonNullable<typeof child.stdout>
    this.#running.add(child)
    child.once('exit', () => this.#running.delete(child))
    void onSpawn?.(child.pid as number)
    child.stderr?.setEncoding('utf8').on('data', (text: string) => onError?.(text))
    const lines = createInterface({ input: out })
    const [line] = (await Promise.race([once(lines, 'line'), once(lines, 'close')])) as [string?]
    assert.ok(line !== undefined, `${name} ended before it was up`)
    const { id, http, addresses } = JSON.parse(line) as Omit<Started, 'process'>
    return { process: child, id, http, addresses }
  }

  /** The same, of a start that is to be refused. */
  startInVain(name: string, bootstrap: readonly string[], flags: readonly string[]): Promise<Ended> {
    return this.run(...this.#words(name, bootstrap, flags))
  }

  /** Any command, to its end. */
  async run(...words: readonly string[]): Promise<Ended> {
    const child = spawn(process.execPath, [LAUNCHER, ...words], { stdio: ['ignore', 'pipe', 'pipe'] })
    this.#running.add(child)
    const said = { out: '', err: '' }
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      said.out += text
    })
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      said.err += text
    })
    const [code] = (await once(child, 'close')) as [number | null]
    this.#running.delete(child)
    return { code, ...said }
  }

  /** SIGKILL, to all of them at once. */
  async kill(...nodes: readonly Started[]): Promise<void> {
    const alive = nodes.filter(({ process }) => this.#running.delete(process))
    const ends = alive.map(({ process }) => once(process, 'exit'))
    for (const { process } of alive) process.kill('SIGKILL')
    await Promise.all(ends)
  }

  async close(): Promise<void> {
    for (const child of this.#running) child.kill('SIGKILL')
    await rm(this.#folder, { recursive: true, force: true, maxRetries: 5 })
  }

  /** The data folder of the node of that name. */
  folderOf(name: string): string {
    return join(this.#folder, name)
  }

  #words(
    name: string,
    bootstrap: readonly string[],
    flags: readonly string[],
    listen = '/ip4/127.0.0.1/tcp/0'
  ): string[] {
    return [
      ...['start', '--json', '--data', this.folderOf(name)],
      ...['--listen', listen, '--http', '127.0.0.1:0', '--workers', '1'],
      ...bootstrap.flatMap((address) => ['--bootstrap', address]),
      ...flags
    ]
  }
}

/** Puts a value as JSON. @returns the status */
export async function put({ http }: Started, key: string, value: unknown): Promise<number> {
  const answer = await fetch(`${http}/v1/objects/${key}`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ value })
  })
  await answer.arrayBuffer()
  return answer.status
}

/** Reads an object: the status, and its value where there is one. */
export async function get({ http }: Started, key: string): Promise<{ status: number; value?: unknown }> {
  const answer = await fetch(`${http}/v1/objects/${key}`)
  const body = (await answer.json()) as { value?: unknown }
  return answer.status === 200 ? { status: 200, value: body.value } : { status: answer.status }
}
