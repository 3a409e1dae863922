// A get. Each live version answers for itself: by its onGet, or with its state where it has none. What an onGet
// changed in the state is written through the write quorum before the reply leaves.
import type { Edit, GetRequest, Reply } from '@halley/model'
import { encodeValue } from '@halley/model'
import { contextAfter, handles, invoke, localChange, ownEdit, type Scene, type Step } from './step.ts'

export function getStep(scene: Scene<GetRequest>): Step {
  const { request, live, outcomes } = scene
  const failed = outcomes.find((outcome) => !outcome.ok)
  if (failed !== undefined && !failed.ok) return { do: 'fail', failure: failed.failure }

  const readers = live.filter((sibling) => handles(sibling, 'onGet'))
  const next = readers[outcomes.length]
  if (next?.code !== undefined) {
    return invoke(scene, next.code, 'get', {
      state: next.state,
      ...(request.payload === undefined ? {} : { payload: request.payload })
    })
  }

  const edits: Edit[] = []
  const replies: { reply: Reply; edit?: number }[] = live.map((sibling) => {
    const outcome = outcomes[readers.indexOf(sibling)]
    if (outcome === undefined || !outcome.ok) return { reply: { value: sibling.state, dot: sibling.dot } }
    const reply = { value: outcome.reply ?? NOTHING, dot: sibling.dot }
    const edit = ownEdit(scene, sibling, outcome)
    return edit === undefined ? { reply } : { reply, edit: edits.push(edit) - 1 }
  })
  return {
    do: 'commit',
    edits,
    ...localChange(scene),
    quorum: scene.quorum,
    answer: (record, dots) => ({
      context: contextAfter(scene.record.context, record, dots),
      replies: replies.map(({ reply, edit }) => ({
        ...reply,
        dot: (edit === undefined ? undefined : dots[edit]) ?? reply.dot
      }))
    })
  }
}

/** The reply of a handler that returned nothing. */
const NOTHING = encodeValue(null)
