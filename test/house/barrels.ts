// A package's index.ts is for outsiders. Inside, it would tie all files into one knot.
import type { Complaint } from './complaint.ts'
import { isRelative, resolve, type Source } from './house.ts'

export function checkBarrels(sources: readonly Source[]): Complaint[] {
  return sources.flatMap(({ path, home, isTest, imports }) =>
    imports
      .filter(
        ({ specifier }) =>
          !isTest && isRelative(specifier) && resolve(path, specifier) === `${home.folder}/src/index.ts`
      )
      .map(({ line, specifier }) => ({
        path,
        line,
        rule: 'barrels',
        found: `imports its own package's barrel '${specifier}'`,
        instead: 'import the file that declares the name'
      }))
  )
}
