// Commits that fail, without a word on stderr. lmdb-js prints each with its stack, from inside its own callback, and has no
// option against it: a node on a full disk would fill its log, with what it tells its callers anyway. So the callback is run
// with a deaf console where it is about to report a failure; nothing of ours runs meanwhile. A test sees to it that a full
// disk leaves no stack on stderr.
import type { RootDatabase } from 'lmdb'

type Committed = (status: number) => unknown

interface Environment {
  startWriting(startAddress: number, committed: Committed): unknown
}

/** Statuses that lmdb-js does not take for an error: done, nothing to do, transaction callbacks are due. */
const HARMLESS = new Set([0, 1, 2])

export function quietCommits(root: RootDatabase<Uint8Array, Uint8Array>): void {
  const { env } = root as unknown as { env: Environment }
  const startWriting = env.startWriting.bind(env)
  const quiet = (startAddress: number, committed: Committed): unknown =>
    startWriting(startAddress, (status) =>
      HARMLESS.has(status) ? committed(status) : deaf(() => committed(status))
    )
  Object.defineProperty(env, 'startWriting', { value: quiet })
}

function deaf<T>(run: () => T): T {
  const { error } = console
  console.error = () => {}
  try {
    return run()
  } finally {
    console.error = error
  }
}
