// What a node reads of its storage: what it is told before anything else happens, and what it asks for.
import { readWake, wakeKey } from '@halley/model'
import type { Effect, Input } from '@halley/node'
import type { Storage } from '@halley/storage'
import type { Counters } from './counters.ts'
import { owed } from './debts.ts'
import { hintsOf, load } from './disk.ts'
import { list } from './disk-index.ts'

type Read = Extract<Effect, { type: 'storage.load' | 'storage.list' | 'storage.wakes' }>
type Wakes = Pick<Extract<Effect, { type: 'storage.wakes' }>, 'after' | 'most'>

/** Timers that a node is given when it starts. */
const FIRST_PAGE = 1_000

/** The hints that an earlier run left, what is owed, and the next timers. */
export function* known({ storage, counters }: { storage: Storage; counters: Counters }): Iterable<Input> {
  yield* hintsOf(storage, () => counters.add('corruptHints'))
  yield owed(storage, () => counters.add('corruptDebts'))
  yield upcoming(storage, { most: FIRST_PAGE })
}

/** What is there. */
export function read(storage: Storage, effect: Read): Input {
  switch (effect.type) {
    case 'storage.load':
      return load(storage, effect.key, effect.fresh)
    case 'storage.list':
      return list(storage, effect)
    case 'storage.wakes':
      return upcoming(storage, effect)
  }
}

// The next timers; corrupt entries are left out.
function upcoming(storage: Storage, { after, most }: Wakes): Input {
  const where = after === undefined ? {} : { after: wakeKey(after) }
  const entries = [...storage.scan('timer', { ...where, limit: most, onCorrupt: () => {} })]
  const wakes = entries.map(({ key }) => readWake(key)).filter((wake) => wake !== undefined)
  return { type: 'storage.upcoming', wakes, last: entries.length < most }
}
