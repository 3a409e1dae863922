// What the tests of the sandbox share: one way to ask, and outcomes without the one figure that is not reproducible.
import {
  createSandbox,
  type Invocation,
  type Outcome,
  type Sandbox,
  type SandboxEvent
} from '../src/index.ts'

export const GREETING = `export default {
  value: 'Hello world!',
  onGet (caller) {
    local.gets = (local.gets ?? 0) + 1
    return { value: this.value, gets: local.gets }
  }
}`

export const TIME = Date.UTC(2026, 0, 2, 3, 4, 5)

export function event(type: SandboxEvent['type'], more: Partial<SandboxEvent> = {}): SandboxEvent {
  return { type, time: TIME, seed: 'a seed', caller: { id: 'alice' }, ...more }
}

/** An object with one handler. */
export function object(handler: string, body: string, head = ''): string {
  return `${head}\nexport default { ${handler} { ${body} } }`
}

/** Runs the body of an onGet. */
export function get(sandbox: Sandbox, body: string, more: Partial<Invocation> = {}): Promise<Outcome> {
  return sandbox.invoke({ code: object('onGet (caller)', body), event: event('get'), ...more })
}

/** The reply of an onGet with this body; fails the test when there is none. */
export async function reply(
  sandbox: Sandbox,
  body: string,
  more: Partial<Invocation> = {}
): Promise<unknown> {
  const outcome = await get(sandbox, body, more)
  if (!outcome.ok) throw new Error(`${outcome.error.code}: ${outcome.error.message}`)
  return outcome.reply
}

/** The code that an onGet with this body fails with, or 'ok'. */
export async function code(sandbox: Sandbox, body: string, more: Partial<Invocation> = {}): Promise<string> {
  const outcome = await get(sandbox, body, more)
  return outcome.ok ? 'ok' : outcome.error.code
}

/** An outcome as text that can be compared: everything but the wall-clock time. */
export function comparable(outcome: Outcome): string {
  return JSON.stringify({ ...outcome, usage: { ...outcome.usage, microseconds: 0 } }, (_, value) => {
    if (typeof value === 'bigint') return `${value}n`
    return value instanceof Uint8Array ? [...value] : value
  })
}

/** Runs `use` with a sandbox of one worker, and closes it. */
export async function withSandbox<T>(use: (sandbox: Sandbox) => Promise<T>): Promise<T> {
  const sandbox = await createSandbox({ workers: 1 })
  try {
    return await use(sandbox)
  } finally {
    await sandbox.close()
  }
}
