// For examples of signed objects: an operator, and an object's file signed by it.
import { readFile } from 'node:fs/promises'
import { createOperatorKey, signCode } from 'halley'

const { privateKey, publicKey } = createOperatorKey()

export const OPERATORS: readonly string[] = [publicKey]

/** What a put of it takes. */
export async function signedObject(
  file: URL
): Promise<{ readonly code: string; readonly signature: string }> {
  const code = await readFile(file, 'utf8')
  return { code, signature: signCode(code, privateKey) }
}
