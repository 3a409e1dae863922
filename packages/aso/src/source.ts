// An object's file, as the network takes it: JavaScript. Of a TypeScript file the types are blanked out, so that whatever is
// left stands where it stood, and lines and columns of errors are the author's.
import { readFile } from 'node:fs/promises'
import { stripTypeScriptTypes } from 'node:module'
import { basename } from 'node:path'
import { fileURLToPath } from 'node:url'

/**
 * - FILE_UNREADABLE: the file is not there, or may not be read
 * - CODE_INVALID: it is not TypeScript, or uses what types cannot simply be taken off of, such as an enum; with line and column
 */
export type SourceErrorCode = 'FILE_UNREADABLE' | 'CODE_INVALID'

export class SourceError extends Error {
  readonly code: SourceErrorCode
  /** Both begin at 1. */
  readonly line: number | undefined
  readonly column: number | undefined

  constructor(code: SourceErrorCode, message: string, place?: Place, cause?: unknown) {
    super(message, { cause })
    this.name = 'SourceError'
    this.code = code
    this.line = place?.line
    this.column = place?.column
  }
}

/**
 * The code to put, from a file of JavaScript or TypeScript (`.ts`, `.mts`).
 * @throws SourceError
 */
export async function readObject(file: string | URL): Promise<string> {
  const path = file instanceof URL ? fileURLToPath(file) : file
  try {
    return scriptOf(await readFile(path, 'utf8'), path)
  } catch (error) {
    if (error instanceof SourceError) throw error
    throw new SourceError(
      'FILE_UNREADABLE',
      `cannot read ${path}: ${(error as Error).message}`,
      undefined,
      error
    )
  }
}

/**
 * What runs of a file's text.
 * @param name of the file: its ending tells the language
 * @throws SourceError CODE_INVALID
 */
export function scriptOf(text: string, name: string): string {
  if (!/\.m?ts$/.test(name)) return text
  try {
    return quietly(() => stripTypeScriptTypes(text))
  } catch (error) {
    const place = placeOf(error as Error)
    const where = place === undefined ? '' : `:${place.line}:${place.column}`
    const why = `${basename(name)}${where}: ${(error as Error).message}`
    throw new SourceError('CODE_INVALID', why, place, error)
  }
}

interface Place {
  readonly line: number
  readonly column: number
}

// Node shows it at the head of the stack: `:2`, some lines of the source, and a line of `^^^` under the last of them.
function placeOf({ stack = '' }: Error): Place | undefined {
  const [, line] = /^:(\d+)\n/.exec(stack) ?? []
  const [, indent] = /^(\s*)\^+$/m.exec(stack) ?? []
  return line === undefined || indent === undefined
    ? undefined
    : { line: Number(line), column: indent.length + 1 }
}

// Node calls the function experimental, aloud. It is what Node runs Halley's own sources with.
function quietly<T>(act: () => T): T {
  const { emitWarning } = process
  process.emitWarning = () => {}
  try {
    return act()
  } finally {
    process.emitWarning = emitWarning
  }
}
