// What a node counts, for metrics and status. Names are fixed here, so that none is counted and never shown.

import { COMPARISON_COUNTS } from '@halley/node'

export const COUNTERS = {
  puts: 'puts asked of this node by its own clients',
  gets: 'gets asked of this node by its own clients',
  deletes: 'deletes asked of this node by its own clients',
  inspections: 'inspections asked of this node by its own clients',
  failures: 'requests of its own clients that failed',
  invocations: 'handler invocations run by this node',
  failedInvocations: 'of these, failed: by a limit, an error of the object, or the sandbox',
  failedMerges: 'of these, failed merges: the versions were left apart',
  malformedMessages: 'messages from peers that could not be decoded',
  addressBookFailures: 'times the addresses of other nodes could not be written to the disk',
  corruptHints: 'hints found damaged on the disk at the start',
  corruptIndexEntries: 'entries of the index found damaged on the disk at the start',
  corruptMemberships: 'times the disk could not tell at the start what it knew of the ring',
  protocolFaults: 'streams closed because a peer broke the protocol',
  ...COMPARISON_COUNTS
} as const

export type CounterName = keyof typeof COUNTERS

export class Counters {
  readonly #counts = new Map<CounterName, number>(
    Object.keys(COUNTERS).map((name) => [name as CounterName, 0])
  )

  add(name: CounterName): void {
    this.#counts.set(name, (this.#counts.get(name) ?? 0) + 1)
  }

  all(): Record<CounterName, number> {
    return Object.fromEntries(this.#counts) as Record<CounterName, number>
  }
}
