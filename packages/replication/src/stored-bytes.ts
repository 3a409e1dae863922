// What the copies at this node take up, in all and by owner, and how much that may be. What is durable is counted, by the same
// rows as the hash trees; what is on its way to the disk is promised.
//
// Only what this node's own objects want to write is refused, before anything of it is written. Copies of what other
// coordinators have acknowledged, or are about to, are counted and never refused: a version that was acknowledged must not
// vanish because a home is full. Whatever makes a copy smaller, or leaves it as large, goes through.
import { type Failure, type Holding, NOBODY, type NodeId, type OwnerMark, ownerMark } from '@halley/model'
import type { ReplicationCounts } from './counts.ts'
import type { Growth } from './growth.ts'

export interface StorageOptions {
  /** Bytes that the objects of one owner may take up at this node; what would make them more is refused. */
  readonly ownerStorageBytes: number
  /** Bytes that all objects may take up at this node; what would make them more is refused. */
  readonly storageBytes: number
}

/** How much of the room for objects is used up. */
export interface StorageState {
  /** Bytes that all objects take up here. */
  readonly storedBytes: number
  /** Of what they may: 0, nothing, to 1, all; more where others had acknowledged it. */
  readonly storageUsed: number
  /** Owners whose objects have no room left. */
  readonly ownersFull: number
}

export class StoredBytes {
  readonly #options: StorageOptions
  readonly #counts: ReplicationCounts
  readonly #held = new Sums()
  readonly #promised = new Sums()

  constructor(options: StorageOptions, counts: ReplicationCounts) {
    this.#options = options
    this.#counts = counts
  }

  add(held: readonly Holding[]): void {
    for (const { owner, bytes } of held) this.#held.add(owner, bytes)
  }

  remove(held: readonly Holding[]): void {
    for (const { owner, bytes } of held) this.#held.add(owner, -bytes)
  }

  /** Bytes that an owner's objects take up. */
  of(owner: OwnerMark): number {
    return this.#held.of(owner)
  }

  /** The same by the owner's name, and what they may. */
  room(owner: NodeId): { readonly ownerBytes: number; readonly allowed: number } {
    return { ownerBytes: this.of(ownerMark(owner)), allowed: this.#options.ownerStorageBytes }
  }

  /** Bytes that all objects take up. */
  get total(): number {
    return this.#held.total
  }

  /** How things stand, for metrics. */
  get state(): StorageState {
    const { ownerStorageBytes, storageBytes } = this.#options
    return {
      storedBytes: this.total,
      storageUsed: this.total / storageBytes,
      ownersFull: this.#held.above(ownerStorageBytes)
    }
  }

  /** Why so much may not be written, if so. */
  refusal(growth: Growth): Failure | undefined {
    let all = 0
    for (const [owner, bytes] of growth) {
      all += bytes
      const allowed = this.#options.ownerStorageBytes
      const used = this.of(owner) + this.#promised.of(owner) + bytes
      if (bytes <= 0 || owner === NOBODY || used <= allowed) continue
      this.#counts.add('ownersFull')
      return exceeded('the objects of this owner', used, allowed)
    }
    const allowed = this.#options.storageBytes
    const used = this.total + this.#promised.total + all
    if (all <= 0 || used <= allowed) return undefined
    this.#counts.add('storageFull')
    return exceeded('all objects', used, allowed)
  }

  /** It is on its way to the disk. */
  promise(growth: Growth): void {
    for (const [owner, bytes] of growth) if (bytes > 0) this.#promised.add(owner, bytes)
  }

  /** It is there, and counted, or never will be. */
  settle(growth: Growth): void {
    for (const [owner, bytes] of growth) if (bytes > 0) this.#promised.add(owner, -bytes)
  }
}

/** Bytes by owner. */
class Sums {
  readonly #owners = new Map<OwnerMark, number>()
  total = 0

  of(owner: OwnerMark): number {
    return this.#owners.get(owner) ?? 0
  }

  add(owner: OwnerMark, bytes: number): void {
    const sum = this.of(owner) + bytes
    this.total += bytes
    if (sum === 0) this.#owners.delete(owner)
    else this.#owners.set(owner, sum)
  }

  above(bytes: number): number {
    let count = 0
    for (const [owner, sum] of this.#owners) if (owner !== NOBODY && sum >= bytes) count++
    return count
  }
}

function exceeded(whose: string, used: number, allowed: number): Failure {
  const message = `${whose} would take up ${used} bytes at this node; ${allowed} are allowed. What makes them smaller, and deleting, is always possible`
  return { code: 'STORAGE_EXCEEDED', message, details: { used, allowed } }
}
