// The data folder, before anything looks inside it.
import { mkdirSync, statSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { HalleyError } from './errors.ts'

/**
 * Sees to it that the folder is there. One level after the other: the platform's own recursive way never comes back
 * from a file system that refuses new entries as if their parent were missing, as /proc does.
 * @throws HalleyError NOT_A_FOLDER, FOLDER_UNUSABLE
 */
export function prepareDataFolder(data: string): void {
  const missing: string[] = []
  for (let folder = resolve(data); ; folder = dirname(folder)) {
    const found = statSync(folder, { throwIfNoEntry: false })
    if (found?.isDirectory()) break
    if (found !== undefined)
      throw new HalleyError('NOT_A_FOLDER', `${folder} is not a folder; the data folder is one`)
    missing.unshift(folder)
  }
  for (const folder of missing) create(folder)
}

function create(folder: string): void {
  try {
    mkdirSync(folder)
  } catch (error) {
    // Somebody else was quicker.
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return
    throw new HalleyError(
      'FOLDER_UNUSABLE',
      `cannot create the data folder ${folder}: ${(error as Error).message}`,
      {},
      error
    )
  }
}
