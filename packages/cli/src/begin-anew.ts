// A node whose code had to be compiled begins once more, with what was compiled: the compiler of types, and what compiling leaves
// behind, are memory that a long-running process would never use again. It stays the same process to whoever started it.
import { realpathSync, statSync } from 'node:fs'
import { flushCompileCache, getCompileCacheDir } from 'node:module'
import { fileURLToPath } from 'node:url'
import type { StopRequest } from './stop-request.ts'

/** Set in the process that has begun anew: it does so once. */
const MARK = 'HALLEY_ANEW'

const LAUNCHER = fileURLToPath(new URL('../bin/halley.js', import.meta.url))

/**
 * Keeps what this process has compiled, and where that was anything, replaces the process by one with the same arguments. Comes
 * back where nothing was compiled, where a process cannot be replaced (on Windows, under a launcher of another Node, in a test),
 * and where a stop was requested meanwhile.
 */
export async function beginAnewOnce(stop: StopRequest): Promise<void> {
  const { execve, env, execPath, execArgv, argv, connected } = process
  const folder = getCompileCacheDir()
  const isProgram = argv[1] !== undefined && realpathSync(argv[1]) === realpathSync(LAUNCHER)
  if (!isProgram || folder === undefined || execve === undefined || connected || env[MARK] !== undefined)
    return
  const before = statSync(folder).mtimeMs
  flushCompileCache()
  if (statSync(folder).mtimeMs === before) return
  // The node loads it with its first handler, and would then have to compile it.
  await import('@halley/sandbox')
  flushCompileCache()
  if (stop.isRequested) return
  execve(execPath, [execPath, ...execArgv, ...argv.slice(1)], { ...env, [MARK]: '1' })
}
