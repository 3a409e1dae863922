// Who we are to others: each answer says at which address its sender sees us (BEP 42). When enough of them agree, our id should belong
// to that address; until then any will do.
import { LruMap } from '@halley/model'
import { isLocal } from '../addresses.ts'

export class OwnAddress {
  /** What each address that we heard from says; one address has one voice. */
  readonly #said = new LruMap<string, string>(VOICES)

  /** @returns the address, when the last voices agree */
  hear(voice: string, said: string): string | undefined {
    if (isLocal(said)) return undefined
    this.#said.set(voice, said)
    let agreeing = 0
    for (const other of this.#said.values()) if (other === said) agreeing++
    return agreeing >= AGREEING ? said : undefined
  }
}

const VOICES = 10
const AGREEING = 6
