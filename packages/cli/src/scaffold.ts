// A new object's folder: the files of `packages/cli/template` under another name, and what they need around them where no package
// of Halley's is in reach.
import { existsSync } from 'node:fs'
import { mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises'
import { basename, dirname, join, relative, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { CliError } from './errors.ts'

export interface Scaffold {
  readonly folder: string
  /** Names of the files in it. */
  readonly files: readonly string[]
  /** Where it found Halley's packages, if they had to be linked. */
  readonly linked?: string
}

/**
 * Makes the folder. What is there already is never touched.
 * @throws CliError NAME_TAKEN, FILE_UNREADABLE
 */
export async function scaffold(path: string): Promise<Scaffold> {
  const folder = resolve(path)
  await makeFolder(path, folder)
  const home = homeOf(folder)
  const alone = home === undefined
  const files = await template(basename(folder), alone ? '' : relative(home, folder))
  if (alone) files.push(...surroundings(basename(folder)))
  for (const { name, text } of files) await writeFile(join(folder, name), text, { flag: 'wx' })
  const written = { folder, files: files.map(({ name }) => name) }
  return alone ? { ...written, linked: await link(folder) } : written
}

interface File {
  readonly name: string
  readonly text: string
}

async function makeFolder(path: string, folder: string): Promise<void> {
  try {
    await mkdir(dirname(folder), { recursive: true })
    await mkdir(folder)
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    if (code === 'EEXIST')
      throw new CliError('NAME_TAKEN', `${path} is there already; nothing was changed`, { path }, error)
    throw new CliError('FILE_UNREADABLE', `cannot make ${path}: ${message}`, { path }, error)
  }
}

const TEMPLATE = fileURLToPath(new URL('../template', import.meta.url))

// Everything that is called after the template's object is called after this one: keys and files, and in the code its type.
// Inside a checkout, npx runs what it is given in the folder of the checkout, so that is where the page's commands are for.
async function template(name: string, below: string): Promise<File[]> {
  const type = name.replace(/(?:^|-)(.)/g, (_, first: string) => first.toUpperCase())
  const files: File[] = []
  for (const file of (await readdir(TEMPLATE)).sort()) {
    const text = await readFile(join(TEMPLATE, file), 'utf8')
    files.push({
      name: file.replace('tally', name),
      text: text
        .replaceAll(/'tally'|tally\.|put tally|get tally|# tally/g, (use) => use.replace('tally', name))
        .replaceAll('Tally', type)
        .replace(/^In this folder:[\s\S]*/m, (page) => (below === '' ? page : inCheckout(page, name, below)))
    })
  }
  return files
}

function inCheckout(page: string, name: string, below: string): string {
  return page
    .replace('In this folder:', 'In the folder of the checkout:')
    .replaceAll(`${name}.`, `${below.replaceAll('\\', '/')}/${name}.`)
}

/** The nearest folder above that has Halley's packages. */
function homeOf(folder: string): string | undefined {
  const parent = dirname(folder)
  if (existsSync(join(parent, 'node_modules/@halley/testing'))) return parent
  return parent === folder ? undefined : homeOf(parent)
}

function surroundings(name: string): File[] {
  const manifest = { name, private: true, type: 'module', scripts: { test: 'node --test' } }
  const compilerOptions = {
    target: 'es2025',
    lib: ['es2025', 'esnext.disposable', 'dom'],
    module: 'nodenext',
    types: ['node'],
    noEmit: true,
    strict: true,
    erasableSyntaxOnly: true,
    allowImportingTsExtensions: true,
    skipLibCheck: true
  }
  return [
    { name: 'package.json', text: `${JSON.stringify(manifest, null, 2)}\n` },
    { name: 'tsconfig.json', text: `${JSON.stringify({ compilerOptions, include: ['*.ts'] }, null, 2)}\n` }
  ]
}

const PACKAGES = fileURLToPath(new URL('../..', import.meta.url))
const CHECKOUT = dirname(PACKAGES)

// Links, because Node runs TypeScript where it is written, and refuses to in copies under node_modules.
async function link(folder: string): Promise<string> {
  const modules = join(folder, 'node_modules')
  await mkdir(join(modules, '@halley'), { recursive: true })
  await symlink(join(PACKAGES, 'halley'), join(modules, 'halley'))
  for (const name of ['aso', 'testing']) await symlink(join(PACKAGES, name), join(modules, '@halley', name))
  // What npx finds here: halley, and the Node that came with it.
  await mkdir(join(modules, '.bin'))
  await symlink(join(PACKAGES, 'cli/bin/halley.js'), join(modules, '.bin/halley'))
  await symlink(process.execPath, join(modules, '.bin/node'))
  // So that an editor knows what the test imports.
  await mkdir(join(modules, '@types'))
  await symlink(join(CHECKOUT, 'node_modules/@types/node'), join(modules, '@types/node'))
  return CHECKOUT
}
