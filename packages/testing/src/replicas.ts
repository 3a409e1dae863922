// What the nodes' disks hold of an object: for a test to look at, never for an object or an application.
import {
  decodeValue,
  type ObjectRecord,
  type Sibling,
  showDot,
  type Timer,
  unpackLocal,
  type Value
} from '@halley/model'
import type { Simulation } from '@halley/simulator'

/** One node's copy. */
export interface TestReplica {
  /** The node's id. */
  readonly node: string
  /** Of more than one, all but one have not been merged, or superseded, here as yet. A deleted object has one without a state. */
  readonly versions: readonly TestVersion[]
  /** The replica's own state; absent where it has none, or has one of an earlier object of this key only. */
  readonly local?: Value
}

export interface TestVersion {
  /** As `get` and `inspect` name it. */
  readonly version: string
  /** Absent: this is the mark of a deletion. */
  readonly state?: Value
  /** SHA-256 of the code, in hex; absent for a value without code. */
  readonly codeHash?: string
  /** In the order of their names; absent where the object has none. */
  readonly timers?: readonly Timer[]
  /** Milliseconds since the epoch. */
  readonly expiresAt?: number
}

/** Of nodes that hold something, in their order. */
export function replicasOf(simulation: Simulation, key: string): TestReplica[] {
  return simulation.nodes.flatMap((node) => {
    const { record, local } = simulation.copy(node, key)
    if (record.siblings.length === 0) return []
    return [{ node, versions: record.siblings.map(versionOf), ...localOf(record, local) }]
  })
}

function versionOf({ dot, kind, state, code, timers, expiresAt }: Sibling): TestVersion {
  return {
    version: showDot(dot),
    ...(kind === 'tombstone' ? {} : { state: decodeValue(state, 'the state') }),
    ...(code === undefined ? {} : { codeHash: code.hash }),
    ...(timers === undefined ? {} : { timers }),
    ...(expiresAt === undefined ? {} : { expiresAt })
  }
}

function localOf({ siblings }: ObjectRecord, packed: Uint8Array | null): { local?: Value } {
  const lives = siblings.filter(({ kind }) => kind === 'value').map(({ born }) => born)
  const local = unpackLocal(lives, packed)
  return local === null ? {} : { local: decodeValue(local, 'the local state') }
}
