// All attacks: one file each, in a folder for each group. A new file is found by itself.
import { globSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Attack } from './attack.ts'

export interface Entry {
  readonly group: string
  readonly name: string
  readonly attack: Attack
}

/** In the order of groups and names, which is the same on every machine. */
export async function readAttacks(): Promise<Entry[]> {
  const paths = globSync('*/*.ts', { cwd: import.meta.dirname }).map((path) => path.replaceAll('\\', '/'))
  return Promise.all(
    paths.sort().map(async (path) => {
      const { attack } = (await import(pathToFileURL(join(import.meta.dirname, path)).href)) as {
        attack: Attack
      }
      const [group, file] = path.split('/')
      return { group: group!, name: file!.replace(/\.ts$/, ''), attack }
    })
  )
}
