// Imports only go down. A package imports packages of lower floors, never a sibling; the simulator imports the
// pure tower only, as it stands in for the other one. The command line may import the gateways beside it, and an example what it shows.
// Relative imports stay within the package, and nothing imports a test except a test.
//
// A test may import whatever its package may, its neighbours on the same floor, and the words that tests of
// those share.
import type { Complaint } from './complaint.ts'
import { isRelative, PACKAGES, type Package, resolve, type Source } from './house.ts'

const RULE = 'floors'
const NEIGHBOURS = new Set([
  '@halley/cli → @halley/gateway',
  '@halley/cli → @halley/bittorrent',
  '@halley/examples → @halley/bittorrent',
  '@halley/examples → @halley/testing'
])

export function checkFloors(sources: readonly Source[]): Complaint[] {
  return sources.flatMap((source) =>
    source.imports.flatMap(({ specifier, line }) => {
      const complaint = isRelative(specifier)
        ? relativeImport(source, specifier)
        : packageImport(source, specifier)
      return complaint === undefined ? [] : [{ path: source.path, line, rule: RULE, ...complaint }]
    })
  )
}

type Reason = Pick<Complaint, 'found' | 'instead'>

function relativeImport({ path, home, isTest }: Source, specifier: string): Reason | undefined {
  const target = resolve(path, specifier)
  if (!target.startsWith(`${home.folder}/`)) {
    if (isTest && isSharedByTests(home, target)) return undefined
    // Benchmarks measure what a barrel does not show.
    if (home.folder === 'benchmarks') return undefined
    return { found: `'${specifier}' leaves ${home.folder}`, instead: 'import the other package by its name' }
  }
  if (!isTest && (target.startsWith(`${home.folder}/test/`) || target.endsWith('.test.ts'))) {
    return {
      found: `'${specifier}' is a test`,
      instead: 'move what is needed into src, or the importer into test'
    }
  }
  return undefined
}

/** Whether a file is one that tests of packages at or below this one's floor share. */
function isSharedByTests(home: Package, target: string): boolean {
  if (target.startsWith('test/')) return true
  return PACKAGES.some(({ folder, floor }) => floor <= home.floor && target.startsWith(`${folder}/test/`))
}

function packageImport({ home, isTest }: Source, specifier: string): Reason | undefined {
  const target = PACKAGES.find(({ name }) => specifier === name || specifier.startsWith(`${name}/`))
  if (target === undefined) return undefined
  if (target === home) {
    if (isTest) return undefined
    return { found: `${home.name} imports itself by name`, instead: 'use a relative import of the file' }
  }
  if (specifier !== target.name) {
    return { found: `'${specifier}' reaches into ${target.name}`, instead: `import '${target.name}'` }
  }
  return mayImport(home, target, isTest) ? undefined : tooHigh(home, target)
}

function mayImport(home: Package, target: Package, isTest: boolean): boolean {
  if (home.pure && !target.pure && !isTest) return false
  if (target.floor < home.floor || (isTest && target.floor === home.floor)) return true
  return NEIGHBOURS.has(`${home.name} → ${target.name}`)
}

function tooHigh(home: Package, target: Package): Reason {
  const where = (one: Package) => `${one.name} (floor ${one.floor}, ${one.pure ? 'pure' : 'I/O'})`
  return {
    found: `${where(home)} imports ${where(target)}`,
    instead: 'move what both need to a lower floor, or emit an effect and let the floor above route it'
  }
}
