// What a record says, in eight bytes: whether a copy elsewhere says the same, without sending it. Two copies say the same where
// their versions have the same state, code, replication and end of life; when each was written, and when its timers are due
// next, is left out: an object that ticks is the same object after a tick that changed nothing.
import { createHash } from 'node:crypto'
import { distinctSiblings, type ObjectRecord } from './record.ts'

export const CONTENT_DIGEST_BYTES = 8

/** @returns no bytes for a record that holds nothing */
export function contentDigest({ siblings }: Pick<ObjectRecord, 'siblings'>): Uint8Array {
  if (siblings.length === 0) return new Uint8Array(0)
  const said = distinctSiblings(siblings).map((sibling) => {
    const { kind, code, state, quorum, born, expiresAt } = sibling
    const names = (sibling.timers ?? []).map(({ name, every, on }) => [name, every, on])
    const parts = [kind, code?.hash, code?.signature, quorum?.n, quorum?.r, quorum?.w, born, expiresAt, names]
    return createHash('sha256').update(JSON.stringify(parts)).update(state).digest('hex')
  })
  const all = createHash('sha256').update(said.sort().join('\n')).digest()
  return new Uint8Array(all.subarray(0, CONTENT_DIGEST_BYTES))
}
