// No cycles between files, imports of types included: a cycle of types is still two files that cannot be
// understood one after the other.
import type { Complaint } from './complaint.ts'
import { isRelative, PACKAGES, resolve, type Source } from './house.ts'

export function checkCycles(sources: readonly Source[]): Complaint[] {
  const byPath = new Map(sources.map((source) => [source.path, source]))
  const complaints: Complaint[] = []
  const done = new Set<string>()
  const trail: string[] = []

  function visit(source: Source): void {
    trail.push(source.path)
    for (const { specifier, line } of source.imports) {
      const target = byPath.get(fileOf(source.path, specifier))
      if (target === undefined || done.has(target.path)) continue
      const begin = trail.indexOf(target.path)
      if (begin >= 0) complaints.push(cycle(source.path, line, [...trail.slice(begin), target.path]))
      else visit(target)
    }
    trail.pop()
    done.add(source.path)
  }

  for (const source of sources) if (!done.has(source.path)) visit(source)
  return complaints
}

/** The file an import names: its own, or the barrel of another package. */
export function fileOf(from: string, specifier: string): string {
  if (isRelative(specifier)) return resolve(from, specifier)
  const target = PACKAGES.find(({ name }) => name === specifier)
  return target === undefined ? specifier : `${target.folder}/src/index.ts`
}

function cycle(path: string, line: number, files: readonly string[]): Complaint {
  return {
    path,
    line,
    rule: 'cycles',
    found: `a cycle: ${files.join(' → ')}`,
    instead: 'move what both files need, often a type, to a third one below them'
  }
}
