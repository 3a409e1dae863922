// Faults about what handlers may cost over time.
import type { Mutation } from './mutation.ts'

export const BUDGETS: readonly Mutation[] = [
  {
    what: 'runs handlers of objects that have used their CPU',
    file: 'objects/src/spending.ts',
    find: 'if (statement.waitMs > 0)',
    replace: 'if (statement.waitMs > Number.MAX_VALUE)'
  },
  {
    what: 'fills the budgets of objects twice as fast',
    file: 'objects/src/ledger.ts',
    find: 'perMs: perMinute / MINUTE_MS',
    replace: 'perMs: (2 * perMinute) / MINUTE_MS'
  },
  {
    what: 'forgets what it charged',
    file: 'objects/src/ledger.ts',
    find: 'if (isOwing) {',
    replace: 'if (isOwing) this.#owing.delete(name)\n    else if (isOwing) {'
  },
  {
    what: 'runs handlers beyond the share of a node',
    file: 'objects/src/spending.ts',
    find: 'if (retryAfterMs === 0) return undefined',
    replace: 'if (retryAfterMs >= 0) return undefined'
  },
  {
    what: 'runs the first handler of an event before it looks at the budget',
    file: 'objects/src/affordable.ts',
    find: 'scene.outcomes.length > 0) return step',
    replace: 'scene.outcomes.length >= 0) return step'
  },
  {
    what: 'forgets at a start what objects owe',
    file: 'objects/src/debts.ts',
    find: 'if (state !== undefined) this.#ledgers',
    replace: 'if (state === undefined) this.#ledgers'
  },
  {
    what: 'writes more than the objects of an owner may take up',
    file: 'replication/src/stored-bytes.ts',
    find: 'owner === NOBODY || used <= allowed)',
    replace: 'owner === NOBODY || used <= allowed + 1e9)'
  },
  {
    what: 'writes more than all objects may take up',
    file: 'replication/src/stored-bytes.ts',
    find: 'if (all <= 0 || used <= allowed)',
    replace: 'if (all <= 0 || used <= allowed + 1e9)'
  },
  {
    what: 'does not count what it has written',
    file: 'replication/src/trees.ts',
    find: 'this.storage.add(held)',
    replace: 'this.storage.add(held.slice(1))'
  }
]
