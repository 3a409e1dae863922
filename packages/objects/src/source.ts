// The source of an object: read by whoever asks, as long as the object's state says `source: 'public'`. It is the object that grants
// it, by what it was put with or by what its handlers make of it; no handler runs for it.
import {
  decodeValue,
  encodeValue,
  type GetRequest,
  type Reply,
  type Sibling,
  type Value
} from '@halley/model'
import type { Scene, Step } from './step.ts'

/** Answers with the sources of the live versions that have code, each as a text. */
export function sourceStep({ live, record, quorum }: Scene<GetRequest>): Step {
  const active = live.filter(({ code }) => code !== undefined)
  const kept = active.find((sibling) => !isPublic(sibling))
  if (kept !== undefined) {
    const message = "the object keeps its source to itself: its state does not say source: 'public'"
    return { do: 'fail', failure: { code: 'REFUSED', message } }
  }
  const replies = active.map(({ code, dot }): Reply => ({ value: encodeValue(code?.source ?? ''), dot }))
  return { do: 'commit', edits: [], quorum, answer: () => ({ context: record.context, replies }) }
}

function isPublic({ state }: Sibling): boolean {
  const value: Value = decodeValue(state, 'the state')
  return typeof value === 'object' && value !== null && 'source' in value && value.source === 'public'
}
