// halley keygen FILE, halley sign FILE: an operator answers for the code of objects, which may then address other keys.
import { writeFile } from 'node:fs/promises'
import type { Command } from 'commander'
import { CliError } from '../errors.ts'
import { readCode, readText } from '../files.ts'
import { example, withJson } from '../options.ts'
import type { Terminal } from '../terminal.ts'

export function addKeygen(program: Command, terminal: Terminal): void {
  const command = program
    .command('keygen')
    .description("Make an operator's key for signing code, and show the public half, which nodes are told.")
    .argument('<file>', 'where the private half is kept; a file that is there is not overwritten')
    .action(async (file: string, { json }: { json?: boolean }) => {
      const { createOperatorKey } = await import('halley')
      const { privateKey, publicKey } = createOperatorKey()
      await writeNew(file, privateKey)
      terminal.out(json ? JSON.stringify({ file, publicKey }) : publicKey)
    })
  example(
    withJson(command),
    'halley keygen operator.pem',
    'halley start --operator-key $(halley keygen operator.pem)'
  )
}

export function addSign(program: Command, terminal: Terminal): void {
  const command = program
    .command('sign')
    .description('Sign the code of an object: nodes that know the operator let it address other keys.')
    .argument('<file>', 'JavaScript or TypeScript module whose default export is the object')
    .requiredOption('--key <file>', "the operator's private key, as keygen made it")
    .action(async (file: string, { key, json }: { key: string; json?: boolean }) => {
      const { signCode } = await import('halley')
      const signature = signCode(await readCode(file), await readText(key))
      terminal.out(json ? JSON.stringify({ file, signature }) : signature)
    })
  example(
    withJson(command),
    'halley sign index.aso.js --key operator.pem',
    'halley put index --code index.aso.js --signature $(halley sign index.aso.js --key operator.pem)'
  )
}

async function writeNew(file: string, text: string): Promise<void> {
  try {
    await writeFile(file, text, { mode: 0o600, flag: 'wx' })
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    const why = code === 'EEXIST' ? 'there is such a file already' : message
    throw new CliError('FILE_UNWRITABLE', `cannot write ${file}: ${why}`, { file }, error)
  }
}
