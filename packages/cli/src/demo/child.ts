// A node of the demo: `halley start` in a process of its own. It lives no longer than the demo, however that ends: its standard
// input is its lifeline.
import { type ChildProcess, spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { CliError } from '../errors.ts'

export interface Child {
  /** node 1, node 2, … */
  readonly name: string
  readonly id: string
  readonly addresses: readonly string[]
  readonly http: string
  readonly pid: number
  /** Resolves when the process is gone, in whatever way. */
  readonly gone: Promise<void>
  /** As `kill -9` does it. */
  kill(): Promise<void>
  /** Cleanly, if that takes no longer than a moment. */
  stop(): Promise<void>
}

const LAUNCHER = fileURLToPath(new URL('../../bin/halley.js', import.meta.url))
const START_MS = 30_000
const STOP_MS = 5_000

/** @throws CliError CHILD_FAILED with what the child said */
export async function startChild(name: string, args: readonly string[]): Promise<Child> {
  // Its own session: a Ctrl-C on the terminal reaches the demo, which then stops its nodes in order.
  const child = spawn(process.execPath, [LAUNCHER, 'start', '--lifeline', '--json', ...args], {
    stdio: ['pipe', 'pipe', 'pipe'],
    detached: true
  })
  const gone = new Promise<void>((resolve) => {
    child.once('exit', () => resolve())
    child.once('error', () => resolve())
  })
  // A child that died takes its end of the lifeline with it; `gone` tells.
  child.stdin.on('error', () => {})
  const { id, addresses, http } = await started(name, child)
  return {
    name,
    id,
    addresses,
    http,
    pid: child.pid as number,
    gone,
    kill: () => {
      child.kill('SIGKILL')
      return gone
    },
    stop: () => stop(child, gone)
  }
}

interface Started {
  readonly id: string
  readonly addresses: readonly string[]
  readonly http: string
}

function started(name: string, child: ChildProcess): Promise<Started> {
  const { promise, resolve, reject } = Promise.withResolvers<Started>()
  let complaint = ''
  const fail = (why: string) => {
    child.kill('SIGKILL')
    reject(new CliError('CHILD_FAILED', `${name} did not start: ${why}`))
  }
  const timer = setTimeout(() => fail(`it said nothing for ${START_MS / 1_000} s`), START_MS)
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    complaint = `${complaint}${text}`.slice(-2_000)
  })
  if (child.stdout !== null) {
    createInterface(child.stdout).on('line', (line) => {
      const said = JSON.parse(line)
      if (said.event === 'started') resolve(said)
    })
  }
  child.once('error', (error) => fail(error.message))
  // `close` rather than `exit`: by then all that it wrote has arrived.
  child.once('close', (code, signal) => {
    const last = complaint.trim().split('\n').at(-1) ?? ''
    fail(last === '' ? `it ended with ${signal ?? `exit code ${code}`}` : messageOf(last))
  })
  return promise.finally(() => clearTimeout(timer))
}

function messageOf(line: string): string {
  try {
    return String(JSON.parse(line).error.message)
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof TypeError) return line
    throw error
  }
}

async function stop(child: ChildProcess, gone: Promise<void>): Promise<void> {
  child.stdin?.end()
  const timer = setTimeout(() => child.kill('SIGKILL'), STOP_MS)
  await gone
  clearTimeout(timer)
}
