// When a long-running command shall end: a signal, or the end of its lifeline.
//
// The first signal asks for a clean stop, a second ends the process at once. Terminals and launchers deliver one Ctrl-C twice
// (the terminal to all processes it shows, npm and our own launcher to their child), so what follows within SAME_MS is the
// same Ctrl-C.
//
// A lifeline is standard input held open by a parent: it ends when the parent lets go of it, or dies in whatever way.
//
// npm (npx, npm run) does not pass SIGTERM on: it ends, and what it started stays behind under another parent. So under npm, a
// parent that changes asks for a stop, too. Elsewhere it does not: whoever puts a node into the background means it.
import { constants } from 'node:os'
import type { Readable } from 'node:stream'

export interface StopRequest {
  /** Resolves when the first wish to stop arrives. */
  readonly requested: Promise<void>
  readonly isRequested: boolean
  /** Signals do what they always did again. */
  dispose(): void
}

export interface StopSources {
  /** Emits signal names. */
  readonly signals: Pick<NodeJS.EventEmitter, 'on' | 'removeListener'>
  /** Ends the process at once. */
  readonly exit: (code: number) => void
  /** The parent process, where this one shall not outlive it. */
  readonly parent: () => number | undefined
  /** Milliseconds of a clock that never runs backwards. */
  readonly now: () => number
}

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const
const SAME_MS = 500
const LOOK_MS = 500

const REAL: StopSources = {
  signals: process,
  exit: process.exit,
  parent: () => (process.env.npm_command === undefined ? undefined : process.ppid),
  now: () => performance.now()
}

export function stopRequest(lifeline?: Readable, sources: StopSources = REAL): StopRequest {
  const { signals, exit, parent, now } = sources
  const { promise, resolve } = Promise.withResolvers<void>()
  let first: number | undefined
  let requested = false
  const request = () => {
    requested = true
    resolve()
  }
  const onSignal = (signal: (typeof SIGNALS)[number]) => {
    if (first === undefined) {
      first = now()
      request()
    } else if (now() - first > SAME_MS) {
      exit(128 + constants.signals[signal])
    }
  }
  for (const signal of SIGNALS) signals.on(signal, onSignal)
  const born = parent()
  const looking = setInterval(() => {
    if (parent() !== born) request()
  }, LOOK_MS).unref()
  lifeline?.on('end', request).on('error', request)
  // Whatever the parent writes is of no interest; the stream only ends for who reads it.
  lifeline?.resume()
  return {
    requested: promise,
    get isRequested() {
      return requested
    },
    dispose: () => {
      clearInterval(looking)
      for (const signal of SIGNALS) signals.removeListener(signal, onSignal)
      lifeline?.pause()
    }
  }
}
