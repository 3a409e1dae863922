// One concept a file. Files aim at 100 to 200 lines and end at 300; where cores meet, a limit of its own keeps
// the place from growing into a core nobody named.
import type { Complaint } from './complaint.ts'
import type { Source } from './house.ts'

/** Above this a file is named in the test's diagnostics, and nothing fails. */
export const WARN_LINES = 200
export const MAX_LINES = 300

/** Files that decide nothing, and must stay so. */
const OWN_LIMITS: Readonly<Record<string, number>> = { 'packages/halley/src/driver.ts': 150 }

export function checkSizes(sources: readonly Source[]): Complaint[] {
  return sources
    .filter(({ path, isTest, lines }) => !isTest && lines > (OWN_LIMITS[path] ?? MAX_LINES))
    .map(({ path, lines }) => ({
      path,
      line: 0,
      rule: 'sizes',
      found: `${lines} lines, more than ${OWN_LIMITS[path] ?? MAX_LINES}`,
      instead:
        path in OWN_LIMITS ? 'find the core that is missing' : 'split it: it holds more than one concept'
    }))
}

/** Paths with their lines, longest first. */
export function longFiles(sources: readonly Source[]): string[] {
  return sources
    .filter(({ isTest, lines }) => !isTest && lines > WARN_LINES)
    .sort((a, b) => b.lines - a.lines)
    .map(({ path, lines }) => `${path}: ${lines} lines`)
}
