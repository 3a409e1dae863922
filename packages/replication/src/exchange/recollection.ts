// What a key's homes remember of it, asked where a copy may be of an object whose deletion everybody has forgotten: after a
// long absence (quarantine.ts), or when a copy was kept for longer than the grace time (vouching.ts).
//
// That a home knows nothing proves something only if it was there already when the copy could have been deleted: one that came
// later may simply not have been given it.
import { isNothing, type Key, type Millis, type NodeId } from '@halley/model'
import type { Questions } from '../questions.ts'

/** Homes whose ignorance proves that an object was deleted, if there are as many. */
export const WITNESSES = 2

export interface Memory {
  /** Somebody knows something of the key. */
  readonly known: boolean
  /** Homes that know nothing, and were there in time. */
  readonly witnesses: number
  /** Homes that did not say. */
  readonly silent: number
}

export interface RecollectionInit {
  readonly questions: Questions
  readonly patience: () => Millis
}

/**
 * Asks all of the homes, and answers when all of them have or their time is up.
 *
 * @param before homes whose database is older than this were there in time; read when an answer comes
 */
export function recollect(
  { questions, patience }: RecollectionInit,
  { homes, n, key, before }: { homes: readonly NodeId[]; n: number; key: Key; before: () => Millis },
  done: (memory: Memory) => void
): void {
  let [open, known, witnesses, silent] = [homes.length, false, 0, 0]
  const heard = (): void => {
    if (--open === 0) done({ known, witnesses, silent })
  }
  if (open === 0) done({ known, witnesses, silent })
  for (const home of homes) {
    questions.ask(home, patience(), (id) => ({ type: 'versions', id, n, key }), {
      background: true,
      answered: (answer) => {
        if (answer.type !== 'known') silent++
        else if (!isNothing({ context: answer.context, siblings: [] })) known = true
        else if (answer.since < before()) witnesses++
        heard()
      },
      unanswered: () => {
        silent++
        heard()
      }
    })
  }
}
