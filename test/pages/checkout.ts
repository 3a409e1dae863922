// A checkout to follow a page in: a folder that has all of this one's by links, and in which nothing of what is made lasts.
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdir, mkdtemp, readdir, rm, symlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import { ROOT } from './blocks.ts'

export interface Ended {
  readonly code: number | null
  readonly out: string
  readonly err: string
}

export interface Checkout {
  readonly folder: string
  /** As typed into a terminal; what it says, and how it ends. */
  run(command: string): Promise<Ended>
  /** Runs until the test is over. Resolves with the first match of `sign` in what it says. */
  runOn(command: string, sign: RegExp): Promise<RegExpExecArray>
}

/** Their children are made anew, so that something can be added to them. */
const OPEN = ['examples']
const LEFT_OUT = new Set(['.git', 'halley-data', ...OPEN])

/** @param env variables for everything that is run there */
export async function openCheckout(t: TestContext, env: Readonly<Record<string, string>>): Promise<Checkout> {
  const folder = await mkdtemp(join(tmpdir(), 'halley-pages-'))
  for (const name of await readdir(ROOT))
    if (!LEFT_OUT.has(name)) await symlink(join(ROOT, name), join(folder, name))
  for (const open of OPEN) {
    await mkdir(join(folder, open))
    for (const name of await readdir(join(ROOT, open)))
      await symlink(join(ROOT, open, name), join(folder, open, name))
  }
  const started: Process[] = []
  // A runner inside a runner would speak to the outer one.
  const { NODE_TEST_CONTEXT: _, ...outer } = process.env
  const start = (command: string) => {
    const one = new Process(command, folder, { ...outer, ...env })
    started.push(one)
    return one
  }
  t.after(async () => {
    await Promise.all(started.map((one) => one.stop()))
    await rm(folder, { recursive: true, force: true })
  })
  return {
    folder,
    run: (command) => start(command).ended,
    runOn: (command, sign) => start(command).says(sign)
  }
}

/** A shell with all that it started. */
class Process {
  readonly ended: Promise<Ended>
  readonly #child: ChildProcess
  #out = ''
  #err = ''
  #look = () => {}

  constructor(command: string, cwd: string, env: NodeJS.ProcessEnv) {
    // A group of its own: npx does not pass signals on.
    const child = spawn('bash', ['-c', command], {
      cwd,
      env,
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe']
    })
    this.#child = child
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      this.#out += text
      this.#look()
    })
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      this.#err += text
    })
    this.ended = new Promise((resolve) => {
      child.on('close', (code) => resolve({ code, out: this.#out, err: this.#err }))
    })
  }

  says(sign: RegExp): Promise<RegExpExecArray> {
    return new Promise((resolve, reject) => {
      this.#look = () => {
        const found = sign.exec(this.#out)
        if (found !== null) resolve(found)
      }
      this.#look()
      void this.ended.then(({ code, err }) => reject(new Error(`it ended with ${code}: ${err}`)))
    })
  }

  async stop(): Promise<void> {
    if (this.#child.exitCode === null && this.#child.pid !== undefined)
      process.kill(-this.#child.pid, 'SIGTERM')
    await this.ended
  }
}
