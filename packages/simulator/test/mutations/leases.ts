// Faults about copies besides the homes.
import type { Mutation } from './mutation.ts'

export const LEASES: readonly Mutation[] = [
  {
    what: 'never lets a lease end',
    file: 'replication/src/leases.ts',
    find: 'return !this.#closed && (this.#leases.get(key)?.until ?? Number.NEGATIVE_INFINITY) > this.#init.now()',
    replace: 'return !this.#closed && this.#leases.has(key)'
  },
  {
    what: 'sweeps copies away while their leases last',
    file: 'replication/src/upkeep.ts',
    find: 'this.handoff.keeps(key) || leases.holds(key)',
    replace: 'this.handoff.keeps(key)'
  },
  {
    what: 'keeps to itself what a leased copy knows besides',
    file: 'replication/src/exchange/leftovers.ts',
    find: 'if (isKept(key) && !isAhead(key))',
    replace: 'if (isKept(key) || isAhead(key))'
  },
  {
    what: 'overwrites a leased copy with what it is sent',
    file: 'replication/src/serving.ts',
    find: 'const change: Change = { record,',
    replace:
      'const change: Change = { record: this.#init.leases.holds(key) ? { ...record, siblings: [] } : record,'
  }
]
