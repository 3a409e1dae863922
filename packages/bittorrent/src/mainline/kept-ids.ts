// Our own ids, kept across starts: nodes that knew this one find it again under the id that they remember (BEP 5). One file of 20 bytes
// for each family of addresses. An id that cannot be kept is no reason not to serve: the next start draws another.
import { readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Family } from '../addresses.ts'
import { ID_BYTES } from './node-id.ts'

export class KeptIds {
  readonly #folder: string | undefined
  readonly #failed: () => void

  /**
   * @param folder where they are kept; nowhere without one
   * @param failed told where one could not be written
   */
  constructor(folder: string | undefined, failed: () => void) {
    this.#folder = folder
    this.#failed = failed
  }

  /** Nothing where none was kept, or what is there is none. */
  read(family: Family): Buffer | undefined {
    if (this.#folder === undefined) return undefined
    try {
      const id = readFileSync(fileOf(this.#folder, family))
      return id.length === ID_BYTES ? id : undefined
    } catch {
      return undefined
    }
  }

  keep(family: Family, id: Uint8Array): void {
    if (this.#folder === undefined) return
    const file = fileOf(this.#folder, family)
    try {
      writeFileSync(`${file}.new`, id)
      renameSync(`${file}.new`, file)
    } catch {
      this.#failed()
    }
  }
}

function fileOf(folder: string, family: Family): string {
  return join(folder, `mainline-${family}.id`)
}
