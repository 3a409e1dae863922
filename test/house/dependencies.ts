// Every dependency is a debt. Each has a line in docs/dependencies.md that says why it earns its place; each is
// used where it is declared, and declared where it is used.
import type { Complaint } from './complaint.ts'
import { PACKAGES, type Source } from './house.ts'

export const LIST = 'docs/dependencies.md'

export interface Manifest {
  /** Of the package.json, from the root of the repository. */
  readonly path: string
  /** Needed to run: dependencies. */
  readonly needed: readonly string[]
  /** Optional, and for development. */
  readonly other: readonly string[]
}

export function readManifest(path: string, text: string): Manifest {
  const content = JSON.parse(text) as Record<string, Record<string, string> | undefined>
  const names = (field: string) => Object.keys(content[field] ?? {})
  return {
    path,
    needed: names('dependencies'),
    other: [...names('optionalDependencies'), ...names('devDependencies')]
  }
}

function isOurs(name: string): boolean {
  return PACKAGES.some((one) => one.name === name)
}

/** Each foreign dependency has a line `- `name`: why` with a reason, and each line is about a dependency. */
export function checkReasons(manifests: readonly Manifest[], list: string): Complaint[] {
  const reasons = new Map<string, number>()
  const complaints: Complaint[] = []
  for (const [at, content] of list.split('\n').entries()) {
    const match = /^- ((?:`[^`]+`(?:, )?)+): (.*)$/.exec(content)
    if (match === null) continue
    for (const [, name] of match[1]!.matchAll(/`([^`]+)`/g)) reasons.set(name!, at + 1)
    const words = match[2]!.split(/\s+/).length
    if (words < 4)
      complaints.push(complain(LIST, at + 1, `${match[1]} has no reason`, 'say why it earns its place'))
  }
  const known = new Set(manifests.flatMap(({ needed, other }) => [...needed, ...other]))
  for (const { path, needed, other } of manifests) {
    for (const name of [...needed, ...other]) {
      if (isOurs(name) || reasons.has(name)) continue
      complaints.push(
        complain(path, 0, `'${name}' has no line in ${LIST}`, `add "- \`${name}\`: why", or do without it`)
      )
    }
  }
  for (const [name, line] of reasons) {
    if (!known.has(name))
      complaints.push(complain(LIST, line, `no package depends on '${name}'`, 'remove the line'))
  }
  return complaints
}

/** What sources import is declared by their package, what a package declares is imported by its sources. */
export function checkDeclared(manifests: readonly Manifest[], sources: readonly Source[]): Complaint[] {
  const root = manifests.find(({ path }) => path === 'package.json')
  return PACKAGES.flatMap((home) => {
    const manifest = manifests.find(({ path }) => path === `${home.folder}/package.json`)
    if (manifest === undefined) return []
    const declared = new Set([...manifest.needed, ...manifest.other])
    const own = sources.filter((source) => source.home === home)
    // A package with nothing in it yet has declared its plans.
    if (own.length === 0) return []
    const undeclared = own.flatMap(({ path, isTest, imports }) =>
      imports.flatMap(({ specifier, line }) => {
        const name = packageOf(specifier)
        const known = name === undefined || declared.has(name) || name === home.name
        if (known || (isTest && (isOurs(name) || root?.other.includes(name)))) return []
        return [complain(path, line, `'${name}' is not declared in ${manifest.path}`, 'declare it there')]
      })
    )
    const used = new Set(own.flatMap(({ imports }) => imports.map(({ specifier }) => packageOf(specifier))))
    const unused = manifest.needed.filter((name) => !used.has(name))
    return [
      ...undeclared,
      ...unused.map((name) =>
        complain(manifest.path, 0, `nothing in ${home.folder} imports '${name}'`, 'remove it')
      )
    ]
  })
}

/** `@scope/name` or `name` of a specifier; `undefined` for relative imports and Node's own modules. */
function packageOf(specifier: string): string | undefined {
  if (specifier.startsWith('.') || specifier.startsWith('node:')) return undefined
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/')
}

function complain(path: string, line: number, found: string, instead: string): Complaint {
  return { path, line, rule: 'dependencies', found, instead }
}
