// One key of which two homes hold different copies, made one: the other's copy is read and merged into the own one, and what
// the other lacks is sent back. Everything goes through the replica, so what is said to be held is durable.
import {
  compareBits64,
  digestOf,
  includes,
  isNothing,
  type Key,
  type NodeId,
  type ObjectRecord
} from '@halley/model'
import type { Copy } from '../copy.ts'
import type { RemoteCopies } from '../remote-copies.ts'
import type { Replica } from '../replica.ts'
import type { Difference } from './compare-lists.ts'
import type { Transfer } from './exchange.ts'

const FOR_EVER = Number.POSITIVE_INFINITY

export class Transfers {
  readonly #replica: Replica
  readonly #remote: RemoteCopies

  constructor(replica: Replica, remote: RemoteCopies) {
    this.#replica = replica
    this.#remote = remote
  }

  /** Makes this node's copy and the peer's one. */
  move(peer: NodeId, { key, here, there }: Difference, done: (moved: Transfer) => void): void {
    const failed = (): void => done('failed')
    if (there === undefined) {
      const reader = {
        copied: ({ record }: Copy) => this.give(peer, key, record, done),
        refused: failed
      }
      this.#replica.read(key, reader, true)
      return
    }
    this.#remote.read(peer, key, FOR_EVER, {
      copied: (theirs) => {
        this.#replica.write(
          key,
          { record: theirs },
          {
            stored: (record) => {
              const isNews = here === undefined || compareBits64(digestOf(key, record), here) !== 0
              const moved = isNews && !isNothing(record) ? 'learnt' : 'nothing'
              if (isNothing(theirs) || includes(theirs, record)) done(moved)
              else this.give(peer, key, record, (given) => done(moved === 'learnt' ? moved : given))
            },
            refused: failed
          }
        )
      },
      failed
    })
  }

  /** Sends a copy; nothing is not sent. */
  give(peer: NodeId, key: Key, record: ObjectRecord, done: (moved: Transfer) => void): void {
    if (isNothing(record)) return done('nothing')
    this.#remote.write(peer, { key, record }, FOR_EVER, {
      stored: () => done('given'),
      failed: () => done('failed')
    })
  }
}
