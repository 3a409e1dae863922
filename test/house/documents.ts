// Documents do not lie about the tree: every path they name between backticks exists.
import type { Complaint } from './complaint.ts'

const PATH = /^(?:packages|sandbox|test|examples|benchmarks|docs)\/[\w@./-]+$/

/** `exists` is asked for paths from the root of the repository. */
export function checkPaths(path: string, text: string, exists: (path: string) => boolean): Complaint[] {
  return text.split('\n').flatMap((content, at) =>
    [...content.matchAll(/`([^`]+)`/g)]
      .map(([, quoted]) => quoted!.replace(/:\d+$/, ''))
      .filter((quoted) => PATH.test(quoted) && !exists(quoted.replace(/\/$/, '')))
      .map((quoted) => ({
        path,
        line: at + 1,
        rule: 'paths',
        found: `\`${quoted}\` does not exist`,
        instead: 'name where it is now, or leave it out'
      }))
  )
}
