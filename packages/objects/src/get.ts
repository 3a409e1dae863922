// A get. Each live version answers for itself: by its onGet, or with its state where it has none. What an onGet changed in
// the state, and what an onMerge made of several versions, is written through the write quorum before the reply leaves. Where a
// replica is asked alone, the object stays as it is, and only what is this replica's own may change.
import {
  type Edit,
  encodeValue,
  type FailedResponse,
  type Failure,
  type GetRequest,
  HEDGE_DECLINED,
  RECORD_BYTES,
  type Reply,
  type Sibling
} from '@halley/model'
import { merges } from './merging.ts'
import { siblingsFull } from './siblings-full.ts'
import {
  contextAfter,
  handles,
  invoke,
  localChange,
  mergeEdit,
  ownEdit,
  type Scene,
  type Step
} from './step.ts'

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

  // Of several versions that the get changed, the latest alone is rewritten, as in put.ts.
  let edits: Edit[] = []
  let rewritten: Reply | undefined
  const replies = live.map((sibling) => {
    const outcome = outcomes[readers.indexOf(sibling)]
    const ran = outcome?.ok === true ? outcome : undefined
    const value = ran === undefined ? sibling.state : (ran.reply ?? NOTHING)
    // Nothing, to a client that can be answered later: it waits.
    const silent = ran !== undefined && ran.reply === undefined && scene.caller.capability !== undefined
    const reply: Reply = { value, dot: sibling.dot, ...(silent ? { silent } : {}) }
    const edit = ran === undefined ? mergeEdit(scene, sibling) : ownEdit(scene, sibling, ran)
    if (edit !== undefined && !request.alone) {
      edits = [edit]
      rewritten = reply
    }
    return reply
  })
  const full = siblingsFull(scene.record, edits)
  const failure = full ?? repliesTooLarge(replies)
  if (failure !== undefined) return { do: 'fail', failure }
  return {
    do: 'commit',
    edits,
    ...localChange(scene),
    quorum: scene.quorum,
    answer: (record, dots) => ({
      context: contextAfter(scene.record.context, record, dots),
      replies: replies.map((reply) => (reply === rewritten ? { ...reply, dot: dots[0] ?? reply.dot } : reply))
    })
  }
}

// All versions' replies travel in one frame.
function repliesTooLarge(replies: readonly Reply[]): Failure | undefined {
  const used = replies.reduce((sum, { value }) => sum + value.length + REPLY_OVERHEAD, 0)
  if (used <= RECORD_BYTES) return undefined
  const message = `the replies of ${replies.length} concurrent versions take ${used} bytes together; at most ${RECORD_BYTES} are allowed`
  return { code: 'VALUE_TOO_LARGE', message, details: { used, allowed: RECORD_BYTES } }
}

/** A dot and the names of the fields. */
const REPLY_OVERHEAD = 128

/** The reply of a handler that returned nothing. */
const NOTHING = encodeValue(null)

/** What is answered where handlers would have to run, or would change something, that are another node's to run. */
export const DECLINED: FailedResponse = {
  ok: false,
  failure: { code: HEDGE_DECLINED, message: 'the object’s handlers are to run at its coordinator' }
}

/** Whether a get of these versions is answered without any handler. */
export function runsNothing(live: readonly Sibling[]): boolean {
  return !live.some((sibling) => handles(sibling, 'onGet')) && !merges(live)
}
