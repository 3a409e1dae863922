// A file each time that somebody has saved it.
import { watch } from 'node:fs'
import { basename, dirname, resolve } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { CliError } from '../errors.ts'
import { readCode } from '../files.ts'

/** Editors write a file in several goes: looked at so many milliseconds after the first, it is whole. */
const SETTLED_MS = 30

/**
 * The object's code as it is, and again whenever it is another one, without end. What is wrong with it as a file comes as an error
 * in its place, since the next version may be right.
 * @throws CliError where there is no such file at the beginning
 */
export async function* versionsOf(file: string): AsyncGenerator<string | CliError, never> {
  const first = await readCode(file).catch(asAnswer)
  if (first instanceof CliError && first.code !== 'CODE_INVALID') throw first
  const saves = savesOf(file)
  try {
    let last: string | undefined
    for (;;) {
      const version = await readCode(file).catch(asAnswer)
      const shown = version instanceof CliError ? version.message : version
      if (shown !== last) yield version
      last = shown
      await saves.next()
      await setTimeout(SETTLED_MS)
    }
  } finally {
    saves.end()
  }
}

interface Saves {
  /** Resolves when the file was saved since it did so last: at once, if that has been already. */
  next(): Promise<void>
  end(): void
}

// The folder is watched, not the file: editors put a new file in the place of the old one.
function savesOf(file: string): Saves {
  let saved = Promise.withResolvers<void>()
  const watcher = watch(dirname(resolve(file)), (_, name) => {
    if (name === null || name === basename(file)) saved.resolve()
  })
  watcher.on('error', (error) => saved.reject(lost(file, error)))
  return {
    next: async () => {
      await saved.promise
      saved = Promise.withResolvers()
    },
    end: () => watcher.close()
  }
}

function lost(file: string, error: Error): CliError {
  return new CliError(
    'FILE_UNREADABLE',
    `${file} can no longer be watched: ${error.message}`,
    { file },
    error
  )
}

function asAnswer(error: unknown): CliError {
  if (error instanceof CliError) return error
  throw error
}
