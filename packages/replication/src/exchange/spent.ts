// A record is spent when nobody could read anything of it for the whole grace time: its last version was deleted, or expired,
// that long ago. Then nothing is as good as the record: it may go once all homes are of that opinion, and where nothing is
// held it is not taken in again. Until then it has to stay, for a copy that slept through the deletion would come back.
import { type Millis, type ObjectRecord, spentSince } from '@halley/model'

export function createIsSpent(graceMs: number, now: () => Millis): (record: ObjectRecord) => boolean {
  return (record) => {
    const since = spentSince(record)
    return since !== undefined && since + graceMs <= now()
  }
}

/**
 * A record is old when all its versions were written longer ago than the grace time: a deletion of them may have been
 * forgotten since. It is not given to homes that know nothing of the key before they were asked (vouching.ts).
 */
export function isOld({ siblings }: ObjectRecord, graceMs: number, now: Millis): boolean {
  return siblings.length > 0 && siblings.every(({ writtenAt }) => writtenAt + graceMs <= now)
}
