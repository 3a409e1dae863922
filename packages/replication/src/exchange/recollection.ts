// What a key's homes remember of it, asked where a copy may be of an object whose deletion everybody has forgotten: after a
// long absence (quarantine.ts), or when a copy was kept for longer than the grace time (vouching.ts).
//
// That a home knows nothing proves something only if it was there already when the copy was written, or when this node went away:
// one that came later may simply not have been given it. Nor do all of them together prove anything where this node still keeps the
// copy for each: then none was ever given it, as far as is known here. That it knows the key proves nothing either, if it knows none
// of the copy's versions: the object was made anew since.
import {
  covers,
  type Dot,
  type Key,
  type Millis,
  type NodeId,
  type ObjectRecord,
  sameDot,
  type VersionVector
} from '@halley/model'
import type { Questions } from '../questions.ts'

/** Homes whose ignorance proves that an object was deleted, if there are as many. */
export const WITNESSES = 2

export interface Memory {
  /** Somebody knows a version of the copy. */
  readonly known: boolean
  /** Somebody knows that one of the copy's versions was superseded. */
  readonly outdated: boolean
  /** Homes that know none, and were there in time; 0 where the copy is owed to all of them. */
  readonly witnesses: number
  /** Homes that did not say. */
  readonly silent: number
}

export interface RecollectionInit {
  readonly questions: Questions
  readonly patience: () => Millis
  /** Whether a copy of the key is still kept here for that home. */
  readonly isOwed: (home: NodeId, key: Key) => boolean
}

/** What is asked, and whom. */
export interface Recollected {
  readonly homes: readonly NodeId[]
  readonly n: number
  readonly key: Key
  /** The copy in doubt. */
  readonly record: ObjectRecord
  /** Since when this node was away, if it was; read when an answer comes. */
  readonly awaySince?: () => Millis
}

/** Asks all of the homes, and answers when all of them have or their time is up. */
export function recollect(
  { questions, patience, isOwed }: RecollectionInit,
  { homes, n, key, record, awaySince = () => 0 }: Recollected,
  done: (memory: Memory) => void
): void {
  let [open, known, outdated, witnesses, silent] = [homes.length, false, false, 0, 0]
  const written = Math.max(0, ...record.siblings.map(({ writtenAt }) => writtenAt))
  const wasGiven = homes.some((home) => !isOwed(home, key))
  const heard = (): void => {
    if (--open === 0) done({ known, outdated, witnesses: wasGiven ? witnesses : 0, silent })
  }
  if (open === 0) done({ known, outdated, witnesses, silent })
  for (const home of homes) {
    questions.ask(home, patience(), (id) => ({ type: 'versions', id, n, key }), {
      background: true,
      answered: (answer) => {
        if (answer.type !== 'known') silent++
        else if (knowsOf(answer.context, record)) {
          known = true
          outdated ||= record.siblings.some((sibling) => wasSuperseded(answer, sibling.dot))
        } else if (answer.since < Math.max(written, awaySince())) witnesses++
        heard()
      },
      unanswered: () => {
        silent++
        heard()
      }
    })
  }
}

function wasSuperseded(
  { context, dots }: { context: VersionVector; dots: readonly Dot[] },
  dot: Dot
): boolean {
  return covers(context, dot) && !dots.some((held) => sameDot(held, dot))
}

/** Of a copy without versions there is nothing that could come back. */
function knowsOf(context: VersionVector, { siblings }: ObjectRecord): boolean {
  return siblings.length === 0 || siblings.some(({ dot }) => covers(context, dot))
}
