// Faults about timers.
import type { Mutation } from './mutation.ts'

export const TIMERS: readonly Mutation[] = [
  {
    what: 'ticks, and leaves the timer due',
    file: 'objects/src/timers.ts',
    find: 'due: due + every * (missed + 1)',
    replace: 'due'
  },
  {
    what: 'has every home tick for the object at once',
    file: 'replication/src/timetable.ts',
    find: '+ rank * this.#init.options.timerPatienceMs',
    replace: ''
  },
  {
    what: 'never tries a tick again that could not be',
    file: 'replication/src/timetable.ts',
    find: 'alarm.tries++',
    replace: 'alarm.moved = null\n      if (alarm.moved === null) return this.#free(alarm)'
  },
  {
    what: 'reads the first of its timers alone',
    file: 'replication/src/timetable.ts',
    find: 'if (this.#isAsking || this.#isAll ||',
    replace: 'if (this.#isAsking || this.#isAll || this.#isAll !== undefined ||'
  },
  {
    what: 'forgets which ticks its replica has done',
    file: 'objects/src/step.ts',
    find: 'packLocal(born, local, ticks)',
    replace: 'packLocal(born, local, ticks.size < 0 ? ticks : undefined)'
  },
  {
    what: 'loses the timers of versions that it merges',
    file: 'objects/src/merging.ts',
    find: '...sorted(uniteTimers(versions))',
    replace: '...sorted(uniteTimers([]))'
  },
  {
    what: 'never reads which timers its disk has',
    file: 'replication/src/timetable.ts',
    find: 'if (!this.#isAsking) return',
    replace: 'return'
  }
]
