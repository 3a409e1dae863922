/** Starts `echo.ts` in a process of its own. */
import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

export interface Child {
  readonly id: string
  readonly addresses: string[]
  /** CPU time so far in milliseconds, resident memory in MB. */
  usage(): Promise<{ cpuMs: number; rssMb: number }>
  kill(): void
}

export async function startEcho(bootstrap: readonly string[]): Promise<Child> {
  const script = fileURLToPath(new URL('./echo.ts', import.meta.url))
  const child = spawn(process.execPath, [script, ...bootstrap], { stdio: ['pipe', 'pipe', 'inherit'] })
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  const next = async () => {
    const { value, done } = await lines.next()
    if (done === true) throw new Error(`the echo node ended with code ${child.exitCode}`)
    return JSON.parse(value)
  }
  const { id, addresses } = await next()
  return {
    id,
    addresses,
    async usage() {
      child.stdin.write('usage\n')
      return next()
    },
    kill: () => void child.kill('SIGKILL')
  }
}
