// halley keygen FILE, halley sign FILE: an operator answers for the code of objects, which may then address other keys; or somebody
// signs a text for an object that looks with comet.verify.
import { writeFile } from 'node:fs/promises'
import type { Command } from 'commander'
import { CliError } from '../errors.ts'
import { readCode, readText } from '../files.ts'
import { example, withJson } from '../options.ts'
import type { Terminal } from '../terminal.ts'

interface SignCommand {
  readonly key: string
  readonly text?: string
  readonly json?: boolean
}

export function addKeygen(program: Command, terminal: Terminal): void {
  const command = program
    .command('keygen')
    .description(
      'Make a key for signing code as an operator, or texts, and show the public half, which nodes or objects are told.'
    )
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
    .description(
      'Sign the code of an object: nodes that know the operator let it address other keys. Or sign a text for objects.'
    )
    .argument('[file]', 'JavaScript or TypeScript module whose default export is the object')
    .option('--text <text>', 'in the place of a file: what an object verifies with comet.verify')
    .requiredOption('--key <file>', 'the private key, as keygen made it')
    .action(async (file: string | undefined, { key, text, json }: SignCommand) => {
      const { signCode, signText } = await import('halley')
      if ((file === undefined) === (text === undefined))
        command.error('error: sign takes a file with code, or --text with a text')
      const privateKey = await readText(key)
      const signature =
        text === undefined ? signCode(await readCode(file as string), privateKey) : signText(text, privateKey)
      terminal.out(json ? JSON.stringify({ file, signature }) : signature)
    })
  example(
    withJson(command),
    'halley sign index.aso.js --key operator.pem',
    `halley sign --text '["news",1,"hello"]' --key maker.pem`,
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
