// Commands run inside the test's process, and what they wrote; and real processes, waited for by what they say.
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { TestContext } from 'node:test'
import { fileURLToPath } from 'node:url'
import { run } from '../src/run.ts'

export const LAUNCHER = fileURLToPath(new URL('../bin/halley.js', import.meta.url))
export const GREETING = fileURLToPath(new URL('../../../examples/greeting/greeting.aso.js', import.meta.url))

export interface Captured {
  readonly code: number
  readonly out: string
  readonly err: string
}

export async function captured(...args: string[]): Promise<Captured> {
  const out: string[] = []
  const err: string[] = []
  const code = await run(args, {
    out: (text) => out.push(text),
    err: (text) => err.push(text),
    colour: false
  })
  return { code, out: out.join('\n'), err: err.join('\n') }
}

export async function temporaryFolder(t: TestContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'halley-cli-test-'))
  t.after(() => rm(folder, { recursive: true, force: true }))
  return folder
}

export interface Running {
  readonly child: ChildProcess
  /** The lines of stdout so far. */
  readonly lines: readonly string[]
  /** All of stderr so far. */
  complaints(): string
  /** The next line on stdout that has `text` in it. */
  says(text: string): Promise<string>
  /** Resolves when stderr has `text` in it. */
  complains(text: string): Promise<void>
  readonly ended: Promise<{ code: number | null; signal: NodeJS.Signals | null }>
}

const DEADLINE_MS = 60_000

/** A process of the launcher, killed at the end of the test if it is still there. */
export function running(t: TestContext, args: readonly string[], node = process.execPath): Running {
  const child = spawn(node, [LAUNCHER, ...args], { stdio: ['pipe', 'pipe', 'pipe'] })
  const lines: string[] = []
  const waiting = new Set<() => void>()
  let complaint = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    complaint += text
    for (const look of waiting) look()
  })
  createInterface(child.stdout).on('line', (line) => {
    lines.push(line)
    for (const look of waiting) look()
  })
  const ended = new Promise<{ code: number | null; signal: NodeJS.Signals | null }>((resolve) => {
    child.on('close', (code, signal) => resolve({ code, signal }))
  })
  t.after(async () => {
    child.kill('SIGKILL')
    await ended
  })
  const says = (text: string) => {
    const found = new Promise<string>((resolve) => {
      const look = () => {
        const line = lines.find((candidate) => candidate.includes(text))
        if (line === undefined) return
        waiting.delete(look)
        resolve(line)
      }
      waiting.add(look)
      look()
    })
    return before(found, () => `no line with "${text}" in:\n${lines.join('\n')}\n${complaint}`)
  }
  const complains = (text: string) => {
    const found = new Promise<void>((resolve) => {
      const look = () => {
        if (!complaint.includes(text)) return
        waiting.delete(look)
        resolve()
      }
      waiting.add(look)
      look()
    })
    return before(found, () => `no "${text}" in:\n${complaint}`)
  }
  return {
    child,
    lines,
    complains,
    complaints: () => complaint,
    says,
    ended: before(ended, () => `still running: ${args}`)
  }
}

/** A bound on waiting for events: nothing waits for the time itself. */
function before<T>(promise: Promise<T>, why: () => string): Promise<T> {
  const late = Promise.withResolvers<never>()
  const timer = setTimeout(() => late.reject(new Error(why())), DEADLINE_MS).unref()
  const result = Promise.race([promise, late.promise]).finally(() => clearTimeout(timer))
  // Whoever waits sees the failure; a test that never asks does not care.
  result.catch(() => {})
  return result
}
