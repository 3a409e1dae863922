// Files given as arguments.
import { readFile, stat } from 'node:fs/promises'
import { SourceError, scriptOf } from '@halley/aso'
import { CliError } from './errors.ts'

/** No file that Halley takes is larger: code and values have limits far below. */
const FILE_BYTES = 16 * 1024 * 1024

/** @throws CliError FILE_UNREADABLE, FILE_INVALID */
export async function readText(file: string): Promise<string> {
  const bytes = await readBytes(file)
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch (error) {
    throw new CliError('FILE_INVALID', `${file} is not text in UTF-8`, { file }, error)
  }
}

/**
 * The code of an object, from a file of JavaScript or TypeScript.
 * @throws CliError FILE_UNREADABLE, FILE_INVALID, CODE_INVALID
 */
export async function readCode(file: string): Promise<string> {
  const text = await readText(file)
  try {
    return scriptOf(text, file)
  } catch (error) {
    if (!(error instanceof SourceError)) throw error
    const { code, message, line, column } = error
    throw new CliError(code, message, { file, line, column }, error)
  }
}

async function readBytes(file: string): Promise<Uint8Array> {
  try {
    const { size } = await stat(file)
    if (size > FILE_BYTES) {
      throw new CliError('FILE_INVALID', `${file} has ${size} bytes; at most ${FILE_BYTES} are read`, {
        file
      })
    }
    return await readFile(file)
  } catch (error) {
    if (error instanceof CliError) throw error
    const { code, message } = error as NodeJS.ErrnoException
    const why = code === 'ENOENT' ? 'there is no such file' : code === 'EISDIR' ? 'it is a folder' : message
    throw new CliError('FILE_UNREADABLE', `cannot read ${file}: ${why}`, { file }, error)
  }
}
