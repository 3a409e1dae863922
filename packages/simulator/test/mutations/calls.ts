// Faults about handlers that wait for what they asked of the network.
import type { Mutation } from './mutation.ts'

export const CALLS: readonly Mutation[] = [
  {
    what: 'forgets a handler that waits',
    file: 'objects/src/chains.ts',
    find: 'this.#chains.set(turn.id, chain)',
    replace: ''
  },
  {
    what: 'answers a handler that waits with the first of its answers alone',
    file: 'node/src/calls.ts',
    find: 'if (answers.size < nodes.length) return',
    replace: 'if (answers.size < nodes.length - 1) return'
  },
  {
    what: 'lets the next event in while a handler waits',
    file: 'objects/src/mailbox.ts',
    find: 'if (gate.inside !== undefined) {',
    replace: 'if (gate.inside !== undefined && gate.line.length < 2) {'
  }
]
