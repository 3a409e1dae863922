// What a node knows of the ring, on its disk: it is a member before it has heard from anybody, and has left after a crash too.
import { decodeMembership, encodeMembership, type Membership, ModelError } from '@halley/model'
import type { Input } from '@halley/node'
import { type Storage, StorageError } from '@halley/storage'

const KEY = new TextEncoder().encode('membership')

export class MembershipFile {
  readonly #storage: Storage
  readonly #onCorrupt: () => void

  /** @param onCorrupt told of a membership that cannot be read */
  constructor(storage: Storage, onCorrupt: () => void) {
    this.#storage = storage
    this.#onCorrupt = onCorrupt
  }

  /** Nothing on an empty disk; and nothing where it is damaged: then the others tell what is known of this node. */
  read(): Membership | undefined {
    try {
      const bytes = this.#storage.read('meta', KEY)
      return bytes === undefined ? undefined : decodeMembership(bytes)
    } catch (error) {
      if (!(error instanceof ModelError) && !(error instanceof StorageError)) throw error
      this.#onCorrupt()
      return undefined
    }
  }

  /** Answers `membership.store`. */
  async write(membership: Membership): Promise<Input> {
    try {
      await this.#storage.write([{ space: 'meta', key: KEY, value: encodeMembership(membership) }])
      return { type: 'membership.stored' }
    } catch (error) {
      if (!(error instanceof StorageError)) throw error
      return { type: 'membership.unstored' }
    }
  }
}
