// A program as a child process: started, waited for until it says that it serves, ended with the benchmark.
import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'
import { setTimeout } from 'node:timers/promises'

export interface Child {
  readonly pid: number
  /** SIGTERM, and waits for the end. */
  stop(): Promise<void>
}

/** Starts a program, and gives the child with what `ready` makes of it once it serves. */
export async function startChild<Ready>(
  program: string,
  words: readonly string[],
  ready: (output: Readable) => Promise<Ready>
): Promise<[Child, Ready]> {
  const child = spawn(program, words, { stdio: ['ignore', 'pipe', 'inherit'] })
  const kill = (): void => void child.kill('SIGKILL')
  process.once('exit', kill)
  const stop = async (): Promise<void> => {
    process.off('exit', kill)
    if (child.exitCode !== null || child.signalCode !== null) return
    const ended = once(child, 'exit')
    child.kill('SIGTERM')
    await ended
  }
  const served = await Promise.race([ready(child.stdout), failure(child, program)])
  const { pid } = child
  if (pid === undefined) throw new Error(`${program} has no process id`)
  // A program whose pipe is full stops.
  child.stdout.resume()
  return [{ pid, stop }, served]
}

/** Ready with the first line of the output that `read` understands. */
export function whenItSays<Ready>(
  read: (line: string) => Ready | undefined
): (output: Readable) => Promise<Ready> {
  return (output) =>
    new Promise((resolve) => {
      createInterface(output).on('line', (line) => {
        const ready = read(line)
        if (ready !== undefined) resolve(ready)
      })
    })
}

/** Ready when `ask` is answered. */
export async function whenItAnswers(ask: () => Promise<unknown>): Promise<void> {
  for (;;) {
    const answered = await ask().then(
      () => true,
      () => false
    )
    if (answered) return
    await setTimeout(20)
  }
}

function failure(child: ChildProcess, program: string): Promise<never> {
  return new Promise((_, reject) => {
    child.once('error', reject)
    child.once('exit', (code, signal) => reject(new Error(`${program} ended early: ${code ?? signal}`)))
  })
}

/** Whether a program can be started by its name. */
export function isInstalled(program: string): boolean {
  return spawnSync(program, ['--help'], { stdio: 'ignore', timeout: 5_000 }).error === undefined
}

/** A port of the loopback interface that is free now. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  if (address === null || typeof address === 'string') throw new Error('no port')
  return address.port
}
