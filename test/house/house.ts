// The house: its packages, the floors they stand on, and the sources in them.
import { type Export, exportsOf, type Import, importsOf } from './imports.ts'
import { type Token, tokenize } from './tokens.ts'

export interface Package {
  /** As others import it. */
  readonly name: string
  /** From the root of the repository. */
  readonly folder: string
  readonly floor: number
  /** The pure tower: memory and arithmetic only. */
  readonly pure: boolean
}

function inPackages(name: string, floor: number, pure: boolean): Package {
  const folder = `packages/${name}`
  return { name: name === 'halley' ? name : `@halley/${name}`, folder, floor, pure }
}

/** From the ground up. */
export const PACKAGES: readonly Package[] = [
  inPackages('model', 1, true),
  inPackages('replication', 2, true),
  inPackages('membership', 2, true),
  inPackages('objects', 2, true),
  inPackages('node', 3, true),
  inPackages('network', 4, false),
  inPackages('storage', 4, false),
  { name: '@halley/sandbox', folder: 'sandbox', floor: 4, pure: false },
  inPackages('aso', 4, false),
  inPackages('halley', 5, false),
  inPackages('simulator', 5, true),
  inPackages('gateway', 6, false),
  inPackages('bittorrent', 6, false),
  inPackages('cli', 6, false),
  inPackages('testing', 6, false),
  { name: '@halley/examples', folder: 'examples', floor: 6, pure: false },
  { name: '@halley/benchmarks', folder: 'benchmarks', floor: 6, pure: false }
]

export interface Source {
  /** From the root of the repository, with slashes. */
  readonly path: string
  readonly home: Package
  readonly isTest: boolean
  readonly lines: number
  readonly tokens: readonly Token[]
  readonly imports: readonly Import[]
  readonly exports: readonly Export[]
}

/** Reads one source; `undefined` for a file that belongs to no package. */
export function readSource(path: string, text: string): Source | undefined {
  const home = PACKAGES.find(({ folder }) => path.startsWith(`${folder}/`))
  if (home === undefined) return undefined
  const tokens = tokenize(text)
  return {
    path,
    home,
    isTest: path.startsWith(`${home.folder}/test/`) || path.endsWith('.test.ts'),
    lines: text.split('\n').length - (text.endsWith('\n') ? 1 : 0),
    tokens,
    imports: importsOf(tokens),
    exports: exportsOf(tokens)
  }
}

/** For tests of the rules: sources from a record of paths and texts. */
export function readSources(files: Readonly<Record<string, string>>): Source[] {
  return Object.entries(files).flatMap(([path, text]) => readSource(path, text) ?? [])
}

/** The path that a relative import of `from` names; `..` above the root stays visible. */
export function resolve(from: string, specifier: string): string {
  const parts = from.split('/').slice(0, -1)
  for (const part of specifier.split('/')) {
    if (part === '..' && parts.length > 0 && parts.at(-1) !== '..') parts.pop()
    else if (part !== '.') parts.push(part)
  }
  return parts.join('/')
}

export function isRelative(specifier: string): boolean {
  return specifier.startsWith('./') || specifier.startsWith('../') || specifier === '.' || specifier === '..'
}
