// An exported name that nobody imports is either dead or private. A barrel's names are for outsiders and are
// not asked about; what the barrel passes on counts as imported, and so does what only a test imports. A type
// may be exported for the sake of a signature beside it, so one that its own file speaks of is alive.
import type { Complaint } from './complaint.ts'
import { fileOf } from './cycles.ts'
import type { Source } from './house.ts'

export function checkDead(sources: readonly Source[]): Complaint[] {
  const used = new Set<string>()
  for (const { path, imports } of sources) {
    for (const { specifier, names } of imports)
      for (const name of names) used.add(`${fileOf(path, specifier)} ${name}`)
  }
  const asked = sources.filter(
    ({ path, isTest }) => !isTest && path.includes('/src/') && !path.endsWith('/index.ts')
  )
  return asked
    .filter(({ path }) => !used.has(`${path} *`))
    .flatMap(({ path, exports, tokens }) =>
      exports
        .filter(({ name }) => !used.has(`${path} ${name}`))
        .filter(({ name, isType }) => !isType || tokens.filter(({ text }) => text === name).length === 1)
        .map(({ name, line }) => ({
          path,
          line,
          rule: 'dead',
          found: `nobody imports '${name}'`,
          instead: 'drop the `export`, or the whole of it'
        }))
    )
}
