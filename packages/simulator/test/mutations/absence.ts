// Faults about nodes that are away: for a while, or for longer than the grace time.
import type { Mutation } from './mutation.ts'

export const ABSENCE: readonly Mutation[] = [
  {
    what: 'trusts what it holds after a long absence',
    file: 'replication/src/exchange/quarantine.ts',
    find: 'since === undefined ||',
    replace: 'since === undefined || since > 0 ||'
  },
  {
    what: 'forgets at the start when it was there',
    file: 'replication/src/exchange/absence.ts',
    find: 'this.#seenAt = known?.seenAt',
    replace: 'this.#seenAt = undefined'
  },
  {
    what: 'trusts what was written after the last note of being there',
    file: 'replication/src/exchange/quarantine.ts',
    find: 'since + this.#init.graceMs / 2',
    replace: 'since'
  },
  {
    what: 'gives the doubts of a long absence up at once',
    file: 'replication/src/anti-entropy.ts',
    find: 'this.#quarantine.begin(away)',
    replace: 'this.#quarantine.begin(away), this.#quarantine.end()'
  },
  {
    what: 'never takes a home back that was down for long',
    file: 'replication/src/exchange/neighbourhood.ts',
    find: 'if (this.#passedOver.delete(node) && this.#isNear(node))',
    replace: 'if (this.#passedOver.has(node) && !this.#isNear(node))'
  },
  {
    what: 'looks for everybody who is down, missed or not',
    file: 'membership/src/liveness.ts',
    find: 'else if (down.missed) this.#probe(peer, down, now)',
    replace: 'else if (down.missed || down.since > 0) this.#probe(peer, down, now)'
  }
]
