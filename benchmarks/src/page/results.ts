// The results of the suites, as main.ts wrote them.
import { readFileSync } from 'node:fs'

export interface Written<Result> {
  readonly at: string
  readonly machine: {
    readonly node: string
    readonly arch: string
    readonly cores: number
    readonly model: string
    readonly memoryBytes: number
    /** The share of all cores that others used just before. */
    readonly busyBefore?: number
  }
  readonly result: Result
}

/** Nothing if the suite has not been run here. */
export function readResult<Result>(name: string): Written<Result> | undefined {
  try {
    const file = new URL(`../../results/${name}.json`, import.meta.url)
    return JSON.parse(readFileSync(file, 'utf8')) as Written<Result>
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}

/** Of several, the one that was run last; nothing if none was. */
export function latestOf(names: readonly string[]): string | undefined {
  const found = names.flatMap((name) => {
    const result = readResult<unknown>(name)
    return result === undefined ? [] : [{ name, at: result.at }]
  })
  return found.sort((a, b) => (a.at < b.at ? 1 : -1))[0]?.name
}
