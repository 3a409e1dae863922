// A storage is an engine with limits, checksums and group commit around it: the one implementation of the
// port, for LMDB and for the memory twin alike.
import type { Engine } from './engine.ts'
import { StorageError } from './errors.ts'
import { createGroupCommit } from './group-commit.ts'
import { checkBatch, checkKey, SCAN_CHUNK_BYTES, SCAN_CHUNK_ENTRIES } from './limits.ts'
import type { Change, Entry, ScanOptions, Space, Storage } from './port.ts'
import { corruptValue, seal, unseal } from './seal.ts'

/** Puts the port's promises around `engine`. `actor` is what the engine's database was created with. */
export function createStorage(engine: Engine, actor: string): Storage {
  const commits = createGroupCommit(engine)
  let closing: Promise<void> | undefined

  function assertOpen(): void {
    if (closing !== undefined) throw new StorageError('CLOSED', 'the storage is closed')
  }

  function* scan(space: Space, options: ScanOptions = {}): Generator<Entry> {
    const { before } = options
    let after = options.after
    let left = options.limit ?? Number.POSITIVE_INFINITY
    while (left > 0) {
      assertOpen()
      const chunk = engine.chunk(
        space,
        { after, before },
        Math.min(left, SCAN_CHUNK_ENTRIES),
        SCAN_CHUNK_BYTES
      )
      if (chunk.length === 0) return
      after = chunk.at(-1)!.key
      for (const { key, value: sealed } of chunk) {
        const value = unseal(key, sealed)
        if (value !== undefined) {
          left--
          yield { key, value }
        } else if (options.onCorrupt) options.onCorrupt({ space, key })
        else throw corruptValue(space, key)
      }
    }
  }

  return {
    actor,
    read(space, key) {
      assertOpen()
      checkKey(key)
      const sealed = engine.get(space, key)
      if (sealed === undefined) return undefined
      const value = unseal(key, sealed)
      if (value === undefined) throw corruptValue(space, key)
      return value
    },
    write(changes) {
      try {
        assertOpen()
        const bytes = checkBatch(changes)
        return changes.length === 0 ? Promise.resolve() : commits.write(changes.map(sealChange), bytes)
      } catch (error) {
        return Promise.reject(error)
      }
    },
    scan,
    count(space) {
      assertOpen()
      return engine.count(space)
    },
    close() {
      closing ??= commits.idle().then(() => engine.close())
      return closing
    }
  }
}

function sealChange({ space, key, value }: Change): Change {
  const copy = Buffer.from(key)
  return { space, key: copy, value: value === null ? null : seal(copy, value) }
}
