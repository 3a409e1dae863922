// Reads the repository: sources, manifests, documents.
import { existsSync, globSync, readFileSync } from 'node:fs'
import { join, sep } from 'node:path'
import { type Manifest, readManifest } from './dependencies.ts'
import { PACKAGES, readSource, type Source } from './house.ts'

const ROOT = join(import.meta.dirname, '../..')

/** Paths from the root, with slashes, in order. */
function find(pattern: string): string[] {
  const exclude = (path: string) => path.split(sep).includes('node_modules')
  return globSync(pattern, { cwd: ROOT, exclude })
    .map((path) => path.split(sep).join('/'))
    .sort()
}

export function read(path: string): string {
  return readFileSync(join(ROOT, path), 'utf8')
}

export function exists(path: string): boolean {
  return existsSync(join(ROOT, path))
}

export function readAllSources(): Source[] {
  const paths = PACKAGES.flatMap(({ folder }) => find(`${folder}/**/*.ts`))
  return paths.flatMap((path) => readSource(path, read(path)) ?? [])
}

export function readAllManifests(): Manifest[] {
  const paths = ['package.json', ...PACKAGES.map(({ folder }) => `${folder}/package.json`)]
  return paths.filter(exists).map((path) => readManifest(path, read(path)))
}

export function documents(): string[] {
  return [...find('README.md'), ...find('docs/**/*.md')]
}
