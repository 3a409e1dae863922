// A delete. Each live version that the client saw (without a context: each there is) may veto by its onDelete; then a
// tombstone supersedes them, which outlives them until every replica has heard of it.
import { covers, type DeleteRequest, type Sibling } from '@halley/model'
import {
  type Answer,
  contextAfter,
  dotsOf,
  handles,
  invoke,
  localChange,
  refused,
  type Scene,
  type Step,
  tombstone
} from './step.ts'

export function deleteStep(scene: Scene<DeleteRequest>): Step {
  const { request, record, live, outcomes } = scene
  const failed = outcomes.find((outcome) => !outcome.ok)
  if (failed !== undefined && !failed.ok) return { do: 'fail', failure: failed.failure }

  const { context } = request
  const doomed = context === undefined ? live : live.filter((sibling) => covers(context, sibling.dot))
  if (doomed.length === 0 && live.length > 0) {
    const message =
      'the context covers none of the versions that are there now; get the object, and delete with the context that the get answers'
    return { do: 'fail', failure: { code: 'CONFLICT', message } }
  }
  if (outcomes.some((outcome) => outcome.ok && outcome.decision === 'refuse')) return refused('onDelete')
  const next = doomed.filter((sibling) => handles(sibling, 'onDelete'))[outcomes.length]
  if (next?.code !== undefined) {
    const { payload } = request
    return invoke(scene, next.code, 'delete', {
      state: next.state,
      ...(payload === undefined ? {} : { payload })
    })
  }

  const supersedes = doomed.flatMap((sibling) => dotsOf(scene, sibling))
  const edits =
    doomed.length === 0 ? [] : [{ supersedes, content: tombstone(scene.now, doomed[0] as Sibling) }]
  const known = context ?? record.context
  const answer: Answer = (after, dots) => ({ context: contextAfter(known, after, dots), dots })
  return { do: 'commit', edits, ...localChange(scene), quorum: scene.quorum, answer }
}
