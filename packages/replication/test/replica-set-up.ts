// The replica that the tests of replica.ts begin with.
import { Counts, EMPTY_RECORD } from '@halley/model'
import { actor } from '../../model/test/words.ts'
import { REPLICATION_COUNTS } from '../src/counts.ts'
import { REPLICATION_DEFAULTS } from '../src/options.ts'
import { Replica, type ReplicaEffect } from '../src/replica.ts'
import type { VectorOptions } from '../src/revision.ts'
import { type StorageOptions, StoredBytes } from '../src/stored-bytes.ts'
import { Trees } from '../src/trees.ts'
import { Log, put } from './words.ts'

/** What a disk answers that holds nothing under the key. */
export const NOTHING = { record: EMPTY_RECORD, local: null }

/** Trees that count nothing yet, of a node with room for this much. */
export function createTrees(room: Partial<StorageOptions> = {}): Trees {
  return new Trees(new StoredBytes({ ...REPLICATION_DEFAULTS, ...room }, new Counts(REPLICATION_COUNTS)))
}

/** A replica of the actor a on an empty disk, where nothing is ever spent. */
export function createReplica(
  emit: (effect: ReplicaEffect) => void,
  epoch = 0,
  vectors: VectorOptions = REPLICATION_DEFAULTS
): Replica {
  return new Replica({
    ...{ self: 'A', actor: actor('a'), epoch, n: 3, trees: createTrees(), isSpent: () => false, emit },
    ...{ vectors, now: () => 0, retimed: () => {} }
  })
}

/** A replica that has been asked nothing, and the log of what it asks. */
export function setUp(): { log: Log; replica: Replica } {
  const log = new Log()
  return { log, replica: createReplica(log.effect) }
}

/** A replica whose key k is in use: a write is on its way to the disk as store 0. */
export function storing(): { log: Log; replica: Replica } {
  const { log, replica } = setUp()
  replica.write('k', { edits: [put('x')] }, log.writer('w1'))
  replica.loaded('k', NOTHING)
  log.take()
  return { log, replica }
}
