// halley init NAME: a folder to begin with: an object, its types, and a test of it in a simulated network.
import { basename, join, relative, resolve } from 'node:path'
import { type Command, InvalidArgumentError } from 'commander'
import { example, withJson } from '../options.ts'
import { columns } from '../print.ts'
import { type Scaffold, scaffold } from '../scaffold.ts'
import type { Terminal } from '../terminal.ts'

const NAME = /^[a-z][a-z0-9-]{0,40}$/

export function addInit(program: Command, terminal: Terminal): void {
  const command = program
    .command('init')
    .description('Make a folder with an object, its types, and a test that runs it in a simulated network.')
    .argument('<name>', 'the folder to make, called as the object shall be', folderArgument)
    .action(async (path: string, { json }: { json?: boolean }) => {
      const made = await scaffold(path)
      terminal.out(json === true ? JSON.stringify(made) : show(made))
    })
  withJson(command)
  example(command, 'halley init counter', 'halley init examples/counter')
}

function folderArgument(path: string): string {
  if (NAME.test(basename(resolve(path)))) return path
  throw new InvalidArgumentError('A name has small letters, digits and dashes, and begins with a letter.')
}

function show({ folder, files, linked }: Scaffold): string {
  const name = basename(folder)
  const path = (file: string) => (linked === undefined ? near(join(folder, file)) : file)
  return [
    `made ${near(folder)}`,
    columns(files.map((file) => [file, ABOUT[file.replace(name, '')] ?? ''])),
    ...(linked === undefined ? [] : [`  its packages are links to ${linked}`]),
    linked === undefined ? 'try it:' : `try it, in ${near(folder)}:`,
    `  npx halley try ${path(`${name}.aso.ts`)} --watch`,
    `  npx node --test ${path(`${name}.test.ts`)}`
  ].join('\n')
}

/** As seen from here, if it lies below. */
function near(path: string): string {
  const way = relative('', path)
  return way.startsWith('..') ? path : way
}

const ABOUT: Readonly<Record<string, string>> = {
  '.aso.ts': 'the object',
  '.test.ts': 'its test',
  'README.md': 'what to do with them',
  'package.json': 'says that the files are modules',
  'tsconfig.json': 'for your editor'
}
