// The sandbox of a node, which begins with the first handler and ends when none has run for a while. Its workers, an engine with
// an interpreter each, would add a half to what an idle node holds (docs/operating.md has the figures).
//
//   none ──invoke──▶ beginning ──▶ there ──nothing asked, and nothing open, for a while──▶ none
//
// One that cannot begin fails what waited for it with SANDBOX_FAULT; the next invocation tries again. Names of chains carry the
// number of their sandbox, so that one that was kept for too long is lost, and not taken for another's.
import type { CallResult, Failed, Invocation, Outcome, Sandbox } from '@halley/sandbox'

/** How long a sandbox stays that is asked nothing, in milliseconds: at least this, at most twice. */
export const SANDBOX_IDLE_MS = 300_000

interface Begun {
  readonly sandbox: Sandbox
  readonly number: number
}

export class LateSandbox implements Sandbox {
  readonly #create: () => Promise<Sandbox>
  #begun: Begun | undefined
  #beginning: Promise<Begun> | undefined
  #number = 0
  /** Invocations and resumptions that are not answered. */
  #open = 0
  /** Was anything asked since the last look? */
  #asked = false
  #looking: NodeJS.Timeout | undefined
  #closed = false

  /** @param create is called whenever one is needed and none is there */
  constructor(create: () => Promise<Sandbox>) {
    this.#create = create
  }

  async invoke(invocation: Invocation): Promise<Outcome> {
    if (this.#closed) return failed('CLOSED', 'the sandbox is closed')
    this.#asked = true
    this.#open++
    try {
      const isThere = this.#begun !== undefined
      const begun = this.#begun ?? (await this.#begin())
      if ('ok' in begun) return begun
      // Whoever asks again has made the attempt.
      const attempted = isThere ? undefined : begun.sandbox.attempt(invocation)
      return attempted ?? named(await begun.sandbox.invoke(invocation), begun)
    } finally {
      this.#open--
    }
  }

  attempt(invocation: Invocation): Outcome | undefined {
    this.#asked = true
    return this.#begun?.sandbox.attempt(invocation)
  }

  async resume(chain: string, results: readonly CallResult[]): Promise<Outcome> {
    const begun = this.#holderOf(chain)
    if (begun === undefined) return failed('CHAIN_LOST', 'the sandbox that held the chain has ended')
    this.#asked = true
    this.#open++
    try {
      return named(await begun.sandbox.resume(nameThere(chain), results), begun)
    } finally {
      this.#open--
    }
  }

  drop(chain: string): void {
    this.#holderOf(chain)?.sandbox.drop(nameThere(chain))
  }

  async close(): Promise<void> {
    this.#closed = true
    await this.#beginning?.catch(() => undefined)
    await this.#end()
  }

  /** One that is there, or why there is none. */
  async #begin(): Promise<Begun | Failed> {
    this.#beginning ??= this.#created().finally(() => {
      this.#beginning = undefined
    })
    try {
      return await this.#beginning
    } catch (error) {
      return failed('SANDBOX_FAULT', `the sandbox could not begin: ${String(error)}`)
    }
  }

  async #created(): Promise<Begun> {
    const sandbox = await this.#create()
    this.#begun = { sandbox, number: ++this.#number }
    this.#looking = setInterval(() => this.#look(), SANDBOX_IDLE_MS).unref()
    return this.#begun
  }

  #look(): void {
    if (!this.#asked && this.#open === 0) void this.#end()
    this.#asked = false
  }

  async #end(): Promise<void> {
    clearInterval(this.#looking)
    const ended = this.#begun
    this.#begun = undefined
    await ended?.sandbox.close()
  }

  #holderOf(chain: string): Begun | undefined {
    return this.#begun?.number === Number(chain.split(':', 1)[0]) ? this.#begun : undefined
  }
}

/** `3:17`: chain 17 of the third sandbox. */
function named(outcome: Outcome, { number }: Begun): Outcome {
  return outcome.ok && outcome.chain !== undefined
    ? { ...outcome, chain: `${number}:${outcome.chain}` }
    : outcome
}

function nameThere(chain: string): string {
  return chain.slice(chain.indexOf(':') + 1)
}

function failed(code: Failed['error']['code'], message: string): Failed {
  return { ok: false, error: { code, message }, usage: NO_USAGE }
}

const NO_USAGE = { instructions: 0, steps: 0, memory: 0, microseconds: 0 }
